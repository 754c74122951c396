import { diffArrays } from 'diff';
import { markInside, type Segment } from './markInside.ts';

/** One line of a comparison, with what differs inside of it where its partner is known. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
  /** From 1; absent on the side that lacks the line. */
  readonly before?: number;
  readonly after?: number;
  readonly segments?: readonly Segment[];
}

/** Lines that are the same on both sides and are not shown until asked for. */
export interface Gap {
  readonly gap: readonly DiffLine[];
}

/** Past that the comparison gives up: a page must stay fluid. */
const TIMEOUT_MS = 150;
const MOST_EDITS = 5000;
/** Pairs of lines that are marked inside, and how long they may be. */
const MOST_PAIRS = 300;
const LONGEST_PAIR = 2000;

/** All lines of both texts in one column; `undefined` where that would take too long. */
export function diffLines(before: string, after: string): readonly DiffLine[] | undefined {
  const options = { timeout: TIMEOUT_MS, maxEditLength: MOST_EDITS };
  const parts = diffArrays(linesOf(before), linesOf(after), options);
  if (parts === undefined) return undefined;
  const lines: DiffLine[] = [];
  let [left, right] = [1, 1];
  for (const { value, added, removed } of parts) {
    for (const text of value) {
      if (removed) lines.push({ sign: '-', text, before: left++ });
      else if (added) lines.push({ sign: '+', text, after: right++ });
      else lines.push({ sign: ' ', text, before: left++, after: right++ });
    }
  }
  return markPairs(lines);
}

/** Unchanged lines further than `context` from a change become gaps. */
export function foldUnchanged(
  lines: readonly DiffLine[],
  context: number,
): readonly (DiffLine | Gap)[] {
  const shown = new Uint8Array(lines.length);
  for (const [index, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    shown.fill(1, Math.max(0, index - context), Math.min(lines.length, index + context + 1));
  }
  const folded: (DiffLine | Gap)[] = [];
  for (let at = 0; at < lines.length;) {
    let end = at;
    while (end < lines.length && shown[end] === 0) end++;
    // A gap of one line would be as high as the line.
    if (end - at > 1) folded.push({ gap: lines.slice(at, end) });
    else folded.push(...lines.slice(at, end));
    at = end;
    while (at < lines.length && shown[at] === 1) at++;
    folded.push(...lines.slice(end, at));
  }
  return folded;
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** A run of removed lines and the run of added ones behind it, line by line. */
function markPairs(lines: readonly DiffLine[]): readonly DiffLine[] {
  const marked = [...lines];
  let pairs = 0;
  for (let at = 0; at < lines.length; at++) {
    if (lines[at]?.sign !== '-') continue;
    const removed = runOf(lines, at, '-');
    const added = runOf(lines, at + removed, '+');
    for (let nth = 0; nth < Math.min(removed, added) && pairs < MOST_PAIRS; nth++, pairs++) {
      markPair(marked, at + nth, at + removed + nth);
    }
    at += removed + added - 1;
  }
  return marked;
}

function runOf(lines: readonly DiffLine[], from: number, sign: DiffLine['sign']): number {
  let length = 0;
  while (lines[from + length]?.sign === sign) length++;
  return length;
}

function markPair(lines: DiffLine[], before: number, after: number): void {
  const [old, fresh] = [lines[before], lines[after]];
  if (old === undefined || fresh === undefined) return;
  if (old.text.length + fresh.text.length > LONGEST_PAIR) return;
  const inside = markInside(old.text, fresh.text);
  if (inside === undefined) return;
  lines[before] = { ...old, segments: inside.before };
  lines[after] = { ...fresh, segments: inside.after };
}
