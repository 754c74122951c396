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

/** Beyond that only what both ends have in common is looked for. */
const LONGEST = 20_000;
const TIMEOUT_MS = 50;
const MOST_EDITS = 1000;

/**
 * What differs inside of two values, by words and not by letters: letters that happen to be the
 * same tell nothing. `undefined` where the values have nothing in common.
 */
export function markInside(before: string, after: string): MarkedSides | undefined {
  if (before === after) return undefined;
  if (before.length + after.length > LONGEST) return markByEnds(before, after);
  const options = { timeout: TIMEOUT_MS, maxEditLength: MOST_EDITS };
  const parts = diffArrays(wordsOf(before), wordsOf(after), options);
  if (parts === undefined) return markByEnds(before, after);
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

/** What is the same at the start and at the end of both; cheap, however long they are. */
function markByEnds(before: string, after: string): MarkedSides | undefined {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  if (start + end === 0) return undefined;
  const cut = (text: string): readonly Segment[] =>
    [
      { text: text.slice(0, start), marked: false },
      { text: text.slice(start, text.length - end), marked: true },
      { text: text.slice(text.length - end), marked: false },
    ].filter((segment) => segment.text !== '');
  return { before: cut(before), after: cut(after) };
}

/** As many characters around what is marked first; what is left out is `…`. */
export function excerpt(segments: readonly Segment[], most: number): readonly Segment[] {
  const marked = segments.findIndex((segment) => segment.marked);
  // Where the other side has something between two pieces, that place tells.
  const at = marked < 0 && segments.length > 1 ? 1 : marked;
  const lead = segments
    .slice(0, Math.max(at, 0))
    .map(({ text }) => text)
    .join('');
  const before = Math.floor(most / 3);
  const shown: Segment[] = [];
  if (lead.length > before) shown.push({ text: '…', marked: false });
  if (lead !== '') shown.push({ text: lead.slice(-before), marked: false });
  let room = most - Math.min(lead.length, before);
  for (const segment of segments.slice(Math.max(at, 0))) {
    const { text } = segment;
    shown.push({ ...segment, text: text.slice(0, room) });
    room -= text.length;
    if (room >= 0) continue;
    shown.push({ text: '…', marked: false });
    break;
  }
  return shown;
}
