import { diffArrays } from 'diff';

/** A piece of a value; `marked`: the other side has it otherwise. */
export interface Segment {
  readonly text: string;
  readonly marked: boolean;
}

export interface MarkedSides {
  readonly before: readonly Segment[];
  readonly after: readonly Segment[];
}

/** Beyond that a value is shown whole, without marks. */
const LONGEST = 20_000;
const TIMEOUT_MS = 50;
const MOST_EDITS = 1000;

/**
 * What differs inside of two values, by words and not by letters: letters that happen to be the
 * same tell nothing. `undefined` where the values are too long, or have nothing in common.
 */
export function markInside(before: string, after: string): MarkedSides | undefined {
  if (before === after || before.length + after.length > LONGEST) return undefined;
  const options = { timeout: TIMEOUT_MS, maxEditLength: MOST_EDITS };
  const parts = diffArrays(wordsOf(before), wordsOf(after), options);
  if (parts === undefined) return undefined;
  const tells = parts.some(
    ({ added, removed, value }) => !added && !removed && value.some((word) => /\w{2}/.test(word)),
  );
  if (!tells) return undefined;
  const sides = { before: [] as Segment[], after: [] as Segment[] };
  for (const { value, added, removed } of parts) {
    const text = value.join('');
    if (!added) push(sides.before, text, removed);
    if (!removed) push(sides.after, text, added);
  }
  return sides;
}

function push(segments: Segment[], text: string, marked: boolean): void {
  if (text !== '') segments.push({ text, marked });
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];
}
