import { diffArrays } from 'diff';

/** Where lines of one text stand in another; all lines count from 1. */
export interface CarriedLines {
  /** The same line over there; `undefined` where it is gone. */
  at(line: number): number | undefined;
  /** The nearest line at or above it that is still there, 0 where none is. */
  atOrAbove(line: number): number;
  /**
   * The first line of a stretch (`end` excluded) that is still there, and is more than a comment,
   * a separator or nothing.
   */
  firstIn(start: number, end: number): number | undefined;
}

/** Past this many edits the texts have nothing to do with each other, and searching costs time. */
const MAX_EDITS = 1000;

/**
 * Carries places found in a committed text over to the text in an editor. A line that was
 * rewritten in place keeps its place when its YAML key did, or when as many lines came as went.
 * Line ends and a byte order mark don't count.
 */
export function carryLines(from: string, to: string): CarriedLines {
  const before = linesOf(from);
  const after = linesOf(to);
  const map = mapLines(before, after);
  return {
    at: (line) => map[line - 1],
    atOrAbove: (line) => {
      for (let up = Math.min(line, map.length); up > 0; up--) {
        const found = map[up - 1];
        if (found !== undefined) return found;
      }
      return 0;
    },
    firstIn: (start, end) => {
      for (let line = start; line < Math.min(end, map.length + 1); line++) {
        if (map[line - 1] !== undefined && isContent(before[line - 1] ?? '')) return map[line - 1];
      }
      return undefined;
    },
  };
}

function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
}

function isContent(line: string): boolean {
  return !/^\s*(?:#.*|---.*|\.\.\.)?$/.test(line);
}

/** For each line of `before`, its number in `after`, or `undefined`. */
function mapLines(before: readonly string[], after: readonly string[]): (number | undefined)[] {
  const map = new Array<number | undefined>(before.length).fill(undefined);
  const top = commonPrefix(before, after);
  for (let i = 0; i < top; i++) map[i] = i + 1;
  const bottom = commonSuffix(before, after, top);
  const shift = after.length - before.length;
  for (let i = before.length - bottom; i < before.length; i++) map[i] = i + 1 + shift;
  mapMiddle(
    map,
    before.slice(top, before.length - bottom),
    after.slice(top, after.length - bottom),
    top,
  );
  return map;
}

function commonPrefix(before: readonly string[], after: readonly string[]): number {
  const most = Math.min(before.length, after.length);
  let length = 0;
  while (length < most && before[length] === after[length]) length++;
  return length;
}

function commonSuffix(before: readonly string[], after: readonly string[], top: number): number {
  const most = Math.min(before.length, after.length) - top;
  let length = 0;
  while (length < most && before.at(-1 - length) === after.at(-1 - length)) length++;
  return length;
}

function mapMiddle(
  map: (number | undefined)[],
  before: string[],
  after: string[],
  offset: number,
): void {
  const changes = diffArrays(before, after, { maxEditLength: MAX_EDITS }) ?? [
    { removed: true, added: false, value: before, count: before.length },
    { removed: false, added: true, value: after, count: after.length },
  ];
  let from = 0;
  let to = 0;
  changes.forEach((change, index) => {
    if (change.added) {
      to += change.value.length;
      return;
    }
    if (change.removed) {
      const next = changes[index + 1];
      const places = placesInHunk(change.value, next?.added ? next.value : []);
      for (const [i, place] of places) map[offset + from + i] = offset + to + place + 1;
    } else {
      change.value.forEach((_, i) => (map[offset + from + i] = offset + to + i + 1));
      to += change.value.length;
    }
    from += change.value.length;
  });
}

/** Which of the lines that came stands for one that went, by its key and its turn among equals. */
function placesInHunk(went: readonly string[], came: readonly string[]): Map<number, number> {
  const waiting = new Map<string, number[]>();
  for (const [place, line] of came.entries()) {
    const key = keyOf(line);
    if (key === undefined) continue;
    const places = waiting.get(key);
    if (places) places.push(place);
    else waiting.set(key, [place]);
  }
  const places = new Map<number, number>();
  const turns = new Map<string, number>();
  for (const [index, line] of went.entries()) {
    const key = keyOf(line);
    if (key === undefined) continue;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    const place = waiting.get(key)?.[turn];
    if (place !== undefined) places.set(index, place);
  }
  if (went.length === came.length) fillByPosition(places, went.length);
  return places;
}

/** As many lines came as went: those without a place of their own keep their position. */
function fillByPosition(places: Map<number, number>, length: number): void {
  const taken = new Set(places.values());
  for (let index = 0; index < length; index++) {
    if (!places.has(index) && !taken.has(index)) places.set(index, index);
  }
}

/** What stands before the value: `  replicas`, `  - name`. */
function keyOf(line: string): string | undefined {
  return /^(\s*(?:- +)*["']?[\w./-]+["']?)\s*:(?:\s|$)/.exec(line)?.[1];
}
