import type { DiffLine, Gap } from './lineDiff.ts';

/** A line of the left and one of the right, or what is folded on both. */
export type LinePair =
  { readonly before: DiffLine | undefined; readonly after: DiffLine | undefined } | Gap;

/** One column of lines as two: removed and added ones beside each other. */
export function pairLines(lines: readonly (DiffLine | Gap)[]): readonly LinePair[] {
  const pairs: LinePair[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = (): void => {
    const height = Math.max(removed.length, added.length);
    for (let at = 0; at < height; at++) pairs.push({ before: removed[at], after: added[at] });
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if ('gap' in line || line.sign === ' ') {
      flush();
      pairs.push('gap' in line ? line : { before: line, after: line });
    } else if (line.sign === '-') removed.push(line);
    else added.push(line);
  }
  flush();
  return pairs;
}
