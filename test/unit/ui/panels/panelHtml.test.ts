import { expect, it } from 'vitest';
import { panelHtml } from '../../../../src/ui/panels/panelHtml.ts';

it('lets our script run and nothing else', () => {
  const html = panelHtml({
    script: 'https://host/diff.js',
    style: 'https://host/diff.css',
    cspSource: 'https://host',
    nonce: 'abc',
    language: 'en',
    title: '<script>"x"',
  });
  const policy = /content="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'nonce-abc';");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).not.toContain('connect-src');
  expect(html.match(/<script/g)).toHaveLength(1);
});
