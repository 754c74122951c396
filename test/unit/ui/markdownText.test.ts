import { describe, expect, it } from 'vitest';
import { codeSpan, commandLink, plainMarkdown } from '../../../src/ui/markdownText.ts';

describe('plainMarkdown', () => {
  it.each([
    ['[a](command:x)', '\\[a\\]\\(command\\:x\\)'],
    ['<img src=x>', '\\<img src\\=x\\>'],
    ['&#x202e;', '\\&\\#x202e\\;'],
    ['https://a.example', 'https\\:\\/\\/a\\.example'],
    ['a@b.example', 'a\\@b\\.example'],
    ['1. one', '1\\. one'],
    ['a | b', 'a \\| b'],
    ['two\nlines', 'two\\\\nlines'],
    ['  in', '&nbsp;&nbsp;in'],
    ['\u202edrow', '\\\\u202edrow'],
    ['$(zap)', '\\$\\(zap\\)'],
  ])('leaves nothing of %j to Markdown', (text, expected) => {
    expect(plainMarkdown(text)).toBe(expected);
  });
});

describe('codeSpan', () => {
  it.each([
    ['plain', '`plain`'],
    ['a `b` ``c``', '``` a `b` ``c`` ```'],
    [' in ', '`  in  `'],
    ['', '`  `'],
    ['two\nlines', '`two\\nlines`'],
    ['שלום', '\u2068`שלום`\u2069'],
  ])('holds %j as it is', (text, expected) => {
    expect(codeSpan(text)).toBe(expected);
  });
});

describe('commandLink', () => {
  it('carries its argument whole, and nothing of it closes the link', () => {
    const place = { folder: 'file:///a)b', key: "x'(y)*!" };
    const link = commandLink('Apply', 'driftline.apply', place);
    const [, query = ''] = /^\[Apply\]\(command:driftline\.apply\?([^()'*!]*)\)$/.exec(link) ?? [];
    expect(JSON.parse(decodeURIComponent(query))).toEqual([place]);
  });
});
