import { describe, expect, it } from 'vitest';
import { rebaseEdit } from '../../../../../src/core/manifest/capture/rebaseEdit.ts';

const base = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  one: "1"
  # about two
  two: "2"
  three: "3"
`;
const place = { document: 0 };
const two = [{ key: 'data' }, { key: 'two' }];

function rebased(other: string, document = 0): string | undefined {
  const request = { changes: [{ path: two, value: 'new' }] };
  const result = rebaseEdit(
    { text: base, source: place },
    { text: other, source: { document } },
    request,
  );
  return 'refused' in result ? `refused: ${result.refused}` : result.text;
}

const met = 'refused: the capture meets an uncommitted change';

describe('rebaseEdit', () => {
  it('keeps changes on neighbouring lines', () => {
    const other = base.replace('"1"', '"11"').replace('three: "3"', 'three: 33 # x');
    expect(rebased(other)).toBe(other.replace('"2"', '"new"'));
  });
  it('finds the document elsewhere, with other line ends', () => {
    const other = `\ufeffkind: X\n---\n${base}`.replaceAll('\n', '\r\n');
    expect(rebased(other, 1)).toBe(other.replace('"2"', '"new"'));
  });
  it.each([
    ['another value', base.replace('"2"', '"22"')],
    ['a comment on the line', base.replace('"2"', '"2" # mine')],
    [
      'another indentation',
      base
        .replace('data:\n  one', 'data:\n    one')
        .replace('  # about two\n  two', '    two')
        .replace('  three', '    three'),
    ],
    ['the value that is captured', base.replace('"2"', '"new"')],
  ])('refuses where it meets %s', (_name, other) => {
    expect(rebased(other)).toBe(met);
  });
  it('refuses to remove a comment that somebody edits', () => {
    const other = base.replace('about two', 'about TWO');
    const request = { changes: [{ path: two, remove: true as const }] };
    const result = rebaseEdit(
      { text: base, source: place },
      { text: other, source: place },
      request,
    );
    expect(result).toEqual({ refused: met.slice('refused: '.length) });
  });
  it('removes a whole document only as it was', () => {
    const remove = (other: string) =>
      rebaseEdit(
        { text: `${base}---\nkind: B\n`, source: place },
        { text: other, source: place },
        { removesDocument: true },
      );
    expect(remove(`${base}---\nkind: C\n`)).toMatchObject({ text: 'kind: C\n' });
    expect(remove(`${base.replace('"3"', '"4"')}---\nkind: B\n`)).toHaveProperty('refused');
  });
});
