import { describe, expect, it } from 'vitest';
import { changedLines } from '../../../../src/core/model/changedLines.ts';

const read = (before: string, after: string) =>
  changedLines(before, after)?.map(({ side, text }) => `${side === 'before' ? '-' : '+'} ${text}`);

describe('changedLines', () => {
  it('names the lines that only one of them has', () => {
    expect(read('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual(['- b', '+ B', '+ d']);
    expect(read('a\n', 'a')).toEqual(['- ']);
  });

  it('has nothing to say of single lines, nor of texts that have nothing in common', () => {
    expect(read('a', 'b')).toBeUndefined();
    const lines = (sign: string) => Array.from({ length: 2000 }, (_, i) => sign + i).join('\n');
    expect(read(lines('a'), lines('b'))).toBeUndefined();
  });
});
