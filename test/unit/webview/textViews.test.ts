import { describe, expect, it } from 'vitest';
import { diffLines, foldUnchanged } from '../../../webview/diff/lineDiff.ts';
import { excerpt, markInside } from '../../../webview/diff/markInside.ts';
import { pairLines } from '../../../webview/diff/pairLines.ts';
import { visiblePieces } from '../../../webview/diff/visiblePieces.ts';
import { yamlTokens } from '../../../webview/diff/yamlTokens.ts';

const marked = (segments: readonly { text: string; marked: boolean }[] | undefined) =>
  segments?.map(({ text, marked: is }) => (is ? `[${text}]` : text)).join('');

describe('what differs inside of a value', () => {
  it.each([
    ['agent:v1.1.0', 'agent:v1.2.0', 'agent:v1.[1].0', 'agent:v1.[2].0'],
    ['a b c', 'a x c', 'a [b] c', 'a [x] c'],
  ])('is marked by words: %s, %s', (before, after, left, right) => {
    // One letter alone is nothing in common.
    const marks = markInside(`xx ${before}`, `xx ${after}`);
    expect([marked(marks?.before), marked(marks?.after)]).toEqual([`xx ${left}`, `xx ${right}`]);
  });

  it('is what lies between both ends of a value that is too long to compare', () => {
    const long = 'lorem ipsum '.repeat(20_000);
    const marks = markInside(`${long}a${long}`, `${long}bc${long}`);
    const [start, inside, end] = marks?.after ?? [];
    expect([start?.text.length, inside, end?.text.length]).toEqual([
      ...[long.length, { text: 'bc', marked: true }, long.length],
    ]);
    expect(marked(excerpt(marks?.after ?? [], 30))).toBe('…rem ipsum [bc]lorem ipsum lorem …');
    // The side that lacks it shows the same place.
    const lacks = markInside(`${long}${long}x`, `${long}!${long}x`);
    expect(marked(excerpt(lacks?.before ?? [], 30))).toMatch(/^….{10}lorem/);
  });

  it('shows a value from its start where nothing is marked', () => {
    expect(marked(excerpt([{ text: 'abcdef', marked: false }], 3))).toBe('abc…');
    expect(marked(excerpt([{ text: 'abc', marked: true }], 3))).toBe('[abc]');
  });

  it('is the whole of it where nothing is in common', () => {
    expect(markInside('3', '5')).toBeUndefined();
    expect(markInside('same', 'same')).toBeUndefined();
    expect(markInside('x '.repeat(20_000), 'y')).toBeUndefined();
  });
});

describe('lines', () => {
  const before = Array.from({ length: 20 }, (_, at) => `line ${at}`);
  const after = before.map((line, at) => (at === 10 ? 'line ten' : line));
  const lines = diffLines(`${before.join('\n')}\n`, `${after.join('\n')}\n`) ?? [];

  it('are numbered on both sides, and marked inside', () => {
    const changed = lines.filter(({ sign }) => sign !== ' ');
    expect(changed.map(({ sign, before: at, after: to }) => [sign, at, to])).toEqual([
      ['-', 11, undefined],
      ['+', undefined, 11],
    ]);
    expect(marked(changed[1]?.segments)).toBe('line [ten]');
  });

  it('fold where nothing changes, and lose none', () => {
    const folded = foldUnchanged(lines, 3);
    expect(folded.map((one) => ('gap' in one ? one.gap.length : one.text))).toEqual([
      ...[7, 'line 7', 'line 8', 'line 9', 'line 10', 'line ten'],
      ...['line 11', 'line 12', 'line 13', 6],
    ]);
    expect(folded.flatMap((one) => ('gap' in one ? one.gap : [one]))).toEqual(lines);
    expect(foldUnchanged([], 3)).toEqual([]);
  });

  it('never fold a single one, nor hide everything of what is equal', () => {
    const one = diffLines('a\nb\nc\nd\ne\n', 'x\nb\nc\nd\ny\n') ?? [];
    expect(foldUnchanged(one, 1).every((line) => !('gap' in line))).toBe(true);
    const same = diffLines('a\nb\n', 'a\nb\n') ?? [];
    expect(foldUnchanged(same, 3)).toEqual([{ gap: same }]);
  });

  it('stand beside each other', () => {
    const pairs = pairLines(diffLines('a\nb\nc\n', 'a\nx\ny\nc\n') ?? []);
    expect(
      pairs.map((pair) => ('gap' in pair ? pair : [pair.before?.text, pair.after?.text])),
    ).toEqual([
      ['a', 'a'],
      ['b', 'x'],
      [undefined, 'y'],
      ['c', 'c'],
    ]);
  });

  it('give up on what would take too long', () => {
    const random = (seed: number) =>
      Array.from({ length: 30_000 }, (_, at) => `${(at * seed) % 7919}`).join('\n');
    expect(diffLines(random(31), random(17))).toBeUndefined();
  });
});

describe('characters that are not seen', () => {
  it('are shown by their codes', () => {
    expect(visiblePieces('a\u202eb\u200b')).toEqual([
      { text: 'a' },
      { code: 'U+202E' },
      { text: 'b' },
      { code: 'U+200B' },
    ]);
    expect(visiblePieces('\u001b[31m')).toEqual([{ code: 'U+001B' }, { text: '[31m' }]);
  });

  it('are none in line ends, tabs and joined pictures', () => {
    expect(visiblePieces('a\n\tb')).toEqual([{ text: 'a\n\tb' }]);
    expect(visiblePieces('👩‍💻')).toEqual([{ text: '👩‍💻' }]);
    expect(visiblePieces('a\u200db')).toContainEqual({ code: 'U+200D' });
    expect(visiblePieces('')).toEqual([]);
  });
});

describe('YAML in colours', () => {
  const text = [
    '# head',
    'spec:',
    '  replicas: 3 # three',
    '  - name: "a: b"',
    "    'quoted key': true",
    '  url: http://x/y#z',
    '  script: |',
    '    key: no key',
    '',
    '    # no comment',
    '  last: null',
    '  - 1.5e3',
    '  -foo: x',
  ].join('\n');
  const tokens = yamlTokens(text);

  it('is the text, piece by piece', () => {
    expect(tokens.map((line) => line.map((one) => one.text).join('')).join('\n')).toBe(text);
  });

  it('knows keys, texts, numbers, words and comments', () => {
    const kinds = (line: number) =>
      tokens[line]?.filter(({ text: of }) => of.trim() !== '').map(({ kind }) => kind);
    expect(kinds(0)).toEqual(['comment']);
    expect(kinds(2)).toEqual(['key', 'mark', 'number', 'comment']);
    expect(kinds(3)).toEqual(['mark', 'key', 'mark', 'string']);
    expect(kinds(4)).toEqual(['key', 'mark', 'word']);
    expect(kinds(5)).toEqual(['key', 'mark', 'string']);
    expect(kinds(7)).toEqual(['string']);
    expect(kinds(9)).toEqual(['string']);
    expect(kinds(10)).toEqual(['key', 'mark', 'word']);
    expect(kinds(11)).toEqual(['mark', 'number']);
  });
});
