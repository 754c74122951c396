import { diffArrays } from 'diff';
import { isSameJson } from './isSameJson.ts';
import { isJsonObject, type Json } from '../../model/json.ts';
import type { ListOrigins } from './wantedValue.ts';

/** For each wanted item the index of the old one that it is, in rising order; else `undefined`. */
export type Alignment = readonly (number | undefined)[];

/** Which items of a list stay, by where they came from, or by their likeness. */
export function alignLists(
  old: readonly Json[],
  wanted: readonly Json[],
  origins: ListOrigins,
): Alignment {
  const origin = origins.get(wanted);
  if (origin?.list === old) return origin.from;
  if (old.length === wanted.length && !old.some((item) => nameOf(item) !== undefined)) {
    return wanted.map((_, index) => index);
  }
  return pairGaps(old, wanted, alignEquals(old, wanted));
}

/** Past this many edits the lists have nothing to do with each other. */
const maxEdits = 2000;

function alignEquals(old: readonly Json[], wanted: readonly Json[]): (number | undefined)[] {
  const result = wanted.map((): number | undefined => undefined);
  const comparator = (a: Json, b: Json): boolean => isSame(a, b);
  const changes = diffArrays([...old], [...wanted], { comparator, maxEditLength: maxEdits }) ?? [];
  let from = 0;
  let to = 0;
  for (const change of changes) {
    if (change.removed) from += change.value.length;
    else if (change.added) to += change.value.length;
    else {
      for (const _ of change.value) {
        result[to] = from;
        from += 1;
        to += 1;
      }
    }
  }
  return result;
}

function isSame(a: Json, b: Json): boolean {
  const name = nameOf(a);
  return name === undefined ? isSameJson(a, b) : name === nameOf(b);
}

const nameKeys = ['name', 'key', 'mountPath', 'containerPort', 'port', 'host', 'ip'];

/** What tells an item of a list from the others, where it has such a thing. */
function nameOf(item: Json): string | undefined {
  if (!isJsonObject(item)) return undefined;
  const key = nameKeys.find((candidate) => item[candidate] !== undefined);
  return key === undefined ? undefined : `${key}=${JSON.stringify(item[key])}`;
}

/** Where as many nameless items went as came between two that stay, they are the same ones. */
function pairGaps(
  old: readonly Json[],
  wanted: readonly Json[],
  aligned: (number | undefined)[],
): Alignment {
  let start = 0;
  let from = 0;
  for (let at = 0; at <= aligned.length; at += 1) {
    const match = at < aligned.length ? aligned[at] : old.length;
    if (match === undefined) continue;
    const gap = match - from;
    if (gap === at - start) pairGap(old, wanted, aligned, start, from, gap);
    start = at + 1;
    from = match + 1;
  }
  return aligned;
}

function pairGap(
  old: readonly Json[],
  wanted: readonly Json[],
  aligned: (number | undefined)[],
  start: number,
  from: number,
  count: number,
): void {
  for (let index = 0; index < count; index += 1) {
    const before = old[from + index] ?? null;
    const after = wanted[start + index] ?? null;
    if (nameOf(before) === undefined && nameOf(after) === undefined) {
      aligned[start + index] = from + index;
    }
  }
}
