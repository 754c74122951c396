import { describe, expect, it } from 'vitest';
import type { DocumentPlace } from '../../../../../src/core/manifest/capture/fieldChange.ts';
import { removeDocument } from '../../../../../src/core/manifest/capture/removeDocument.ts';

const gone = '(the file goes)';

function check(text: string, source: DocumentPlace, expected: string): void {
  const result = removeDocument(text, source);
  const after = 'refused' in result ? `refused: ${result.refused}` : (result.text ?? gone);
  expect(after).toBe(expected);
}

const a = 'kind: A\n';
const b = 'kind: B\nx:\n  - y\n';
const c = 'kind: C\n';

describe('removeDocument', () => {
  const cases: readonly [string, string, DocumentPlace, string][] = [
    ['the only one', a, { document: 0 }, gone],
    ['the only one between markers', `---\n${a}---\n`, { document: 0 }, gone],
    ['the only one beside comments', `# x\n---\n# only this\n---\n${a}`, { document: 1 }, gone],
    ['the first', `${a}---\n${b}---\n${c}`, { document: 0 }, `${b}---\n${c}`],
    ['one in the middle', `${a}---\n${b}---\n${c}`, { document: 1 }, `${a}---\n${c}`],
    ['the last', `${a}---\n${b}---\n${c}`, { document: 2 }, `${a}---\n${b}`],
    ['the last without a line end', `${a}---\nkind: Z`, { document: 1 }, a],
    ['a first with a marker', `---\n${a}---\n${b}`, { document: 0 }, `---\n${b}`],
    ['a first below a licence', `# L\n\n# about\n${a}---\n${b}`, { document: 0 }, `# L\n\n${b}`],
    ['a first with a comment of its own', `# about\n${a}---\n${b}`, { document: 0 }, b],
    [
      'a first below a licence and a marker',
      `# L\n---\n${a}---\n${b}`,
      { document: 0 },
      `# L\n---\n${b}`,
    ],
    [
      'one that ends with dots',
      `${a}...\n---\n${b}...\n---\n${c}`,
      { document: 1 },
      `${a}...\n---\n${c}`,
    ],
    ['with a byte order mark', `\ufeff${a}---\n${b}`, { document: 0 }, `\ufeff${b}`],
    [
      'with CRLF',
      `${a}---\n${b}---\n${c}`.replaceAll('\n', '\r\n'),
      { document: 0 },
      `${b}---\n${c}`.replaceAll('\n', '\r\n'),
    ],
    ['a comment on the next marker stays', `${a}--- # B\n${b}`, { document: 0 }, `--- # B\n${b}`],
    ['a broken neighbour stays', `${a}---\nx: [\n---\n${c}`, { document: 0 }, `x: [\n---\n${c}`],
    [
      'an item of a List',
      'kind: List\nitems:\n# a\n- a: 1\n# b\n- b: 2\n',
      { document: 0, item: 0 },
      'kind: List\nitems:\n# b\n- b: 2\n',
    ],
    ['the last item of a List', 'kind: List\nitems:\n- a: 1\n', { document: 0, item: 0 }, gone],
    [
      'an item of a JSON List',
      '{"items":[{"a":1},{"b":2}]}',
      { document: 0, item: 1 },
      '{"items":[{"a":1}]}',
    ],
    ['what is not there', a, { document: 3 }, 'refused: there is no document 4 in the file'],
    [
      'an item that is not there',
      'items: [{}]\n',
      { document: 0, item: 2 },
      'refused: the list has no item 2',
    ],
  ];
  it.each(cases)('removes %s', (_name, text, source, expected) => check(text, source, expected));

  it('answers to any text', () => {
    for (const text of ['', '---', '\u0000', '[', '\ufeff', '- a\n', 'a: *x', '{"items": 3}']) {
      expect(removeDocument(text, { document: 0, item: 0 })).toHaveProperty('refused');
    }
  });
});
