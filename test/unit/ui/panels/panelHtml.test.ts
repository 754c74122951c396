import { expect, it } from 'vitest';
import { panelHtml } from '../../../../src/ui/panels/panelHtml.ts';

const parts = {
  ...{ nonce: 'abc', language: 'en', title: '<script>"x"', style: 'p { color: red }' },
  toolkit: 'define("a", "</script><!--")',
};

it('lets our script run and nothing else, and loads nothing', () => {
  const html = panelHtml({ ...parts, script: 'run()' });
  const policy = /content="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'nonce-abc';");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).not.toMatch(/https?:/);
  expect(policy).not.toContain('connect-src');
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html).toContain('<script nonce="abc">run()</script>');
  expect(html).toContain('<script type="text/plain" id="toolkit">define');
});

it('is not ended or steered by what stands in its texts', () => {
  const start = JSON.stringify({ value: '</script><script>alert(1)</script><!--' });
  const html = panelHtml({
    ...parts,
    script: 'const s = "</script><!--<SCRIPT>"',
    style: 'p::after { content: "</style>" }',
    start,
  });
  expect(html.match(/<script/gi)).toHaveLength(3);
  expect(html.match(/<\/script/gi)).toHaveLength(3);
  expect(html.match(/<\/style/gi)).toHaveLength(1);
  expect(html).not.toContain('<!--');
  const block = /id="start">([^<]*)</.exec(html)?.[1] ?? '';
  expect(JSON.parse(block)).toEqual(JSON.parse(start));
});
