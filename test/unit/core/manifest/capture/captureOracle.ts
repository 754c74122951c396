import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type YAMLMap } from 'yaml';
import type { FieldPath, PathStep } from '../../../../../src/core/model/fieldPath.ts';
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
} from '../../../../../src/core/model/json.ts';
import { readKey } from '../../../../../src/core/manifest/kubeYaml.ts';

/**
 * What capture ought to do, told without its code: changes on plain JSON, and the lines that a
 * change may touch by the nodes of the `yaml` library.
 */
export type Place = readonly (string | number)[];

/** A change at a place that is there (`set`, `remove`), or at one that is not (`add`). */
export interface PlainChange {
  readonly type: 'set' | 'add' | 'remove';
  readonly place: Place;
  readonly value: Json;
  /** Emptied parents go too. */
  readonly prune: boolean;
}

/** The value after a change; a copy. */
export function applyPlainly(root: Json, change: PlainChange): Json {
  const copy = JSON.parse(JSON.stringify(root)) as Json;
  const parent = change.place.slice(0, -1).reduce<Json | undefined>(childOf, copy);
  const last = change.place.at(-1);
  if (last === undefined) return copy;
  if (change.type === 'remove') removeAt(copy, change.place, change.prune);
  else if (Array.isArray(parent)) parent[Number(last)] = change.value;
  else define(parent as JsonObject, String(last), change.value);
  return copy;
}

function childOf(value: Json | undefined, step: string | number): Json | undefined {
  if (isJsonArray(value)) return value[Number(step)];
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function define(map: JsonObject, key: string, value: Json): void {
  Object.defineProperty(map, key, {
    ...{ value, enumerable: true, configurable: true, writable: true },
  });
}

function removeAt(root: Json, place: Place, prune: boolean): void {
  const parent = place.slice(0, -1).reduce<Json | undefined>(childOf, root);
  const last = place.at(-1);
  if (last === undefined || parent === undefined) return;
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete (parent as Record<string, Json>)[String(last)];
  const size = isJsonArray(parent) ? parent.length : Object.keys(parent as JsonObject).length;
  if (size === 0 && prune && place.length > 2) removeAt(root, place.slice(0, -1), prune);
}

/** A place as a finding names it: list items by name where that tells them apart. */
export function pathOf(root: Json, place: Place): FieldPath {
  let value: Json | undefined = root;
  return place.map((step): PathStep => {
    const parent: Json | undefined = value;
    value = childOf(value, step);
    if (typeof step === 'string') return { key: step };
    const name = isJsonObject(value) ? value['name'] : undefined;
    if (typeof name !== 'string' || !isJsonArray(parent)) return { index: step };
    const same = parent.filter((item) => isJsonObject(item) && item['name'] === name);
    return same.length === 1 ? { item: [['name', name]] } : { index: step };
  });
}

/** Lines from `first` up to, not including, `end`, counted from 0. */
export interface LineRange {
  readonly first: number;
  readonly end: number;
  /** In brackets: the comma of the line above may come or go too. */
  readonly flow?: boolean;
}

/** The lines of the document's text that a change may touch, or may insert between. */
export function linesMeant(
  text: string,
  document: Document.Parsed,
  change: PlainChange,
): LineRange | undefined {
  const lines = text.split('\n');
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  const spot = findSpot(document, change.place);
  if (spot === undefined) return undefined;
  const { parent, start, node, depth } = spot;
  if (depth < change.place.length) return spanOf(node ?? parent, start, text, lineAt, lines);
  const own = spanOf(node, start, text, lineAt, lines);
  if (change.type !== 'remove') return own;
  const outer = change.prune || isOnly(parent) ? spotsAbove(document, change.place) : undefined;
  const widest = outer === undefined ? own : spanOf(outer.node, outer.start, text, lineAt, lines);
  const above = outer === undefined ? parent : outer.parent;
  return { ...widened(widest, lines), flow: isFlow(above) };
}

function isFlow(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && (node as YAMLMap).flow === true;
}

interface Spot {
  readonly parent: unknown;
  readonly node: unknown;
  readonly start: number;
  readonly depth: number;
}

/** As deep as the place leads; `undefined` where it leads through aliases or merges. */
function findSpot(document: Document.Parsed, place: Place): Spot | undefined {
  let spot: Spot = { parent: undefined, node: document.contents, start: 0, depth: 0 };
  for (const step of place) {
    const { node } = spot;
    if (isAlias(node)) return undefined;
    const next = stepInto(node, step);
    if (next === 'merged') return undefined;
    if (next === undefined) return spot;
    spot = { ...next, parent: node, depth: spot.depth + 1 };
  }
  return isAlias(spot.node) ? undefined : spot;
}

function stepInto(node: unknown, step: string | number) {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    if (item === undefined) return undefined;
    return { node: item, start: rangeOf(item)[0] };
  }
  if (!isMap(node)) return undefined;
  if (node.items.some((pair) => isScalar(pair.key) && pair.key.value === '<<')) return 'merged';
  if (node.items.filter((pair) => readKey(pair.key) === step).length > 1) return 'merged';
  const pair = node.items.findLast((entry) => readKey(entry.key) === step);
  if (pair === undefined) return undefined;
  return { node: pair.value, start: rangeOf(pair.key)[0] };
}

/** The outermost parent that holds nothing but what is removed. */
function spotsAbove(document: Document.Parsed, place: Place): Spot | undefined {
  for (let depth = place.length - 1; depth > 0; depth -= 1) {
    const spot = findSpot(document, place.slice(0, depth));
    if (spot === undefined || !isOnly(spot.parent)) return spot;
  }
  return undefined;
}

function isOnly(parent: unknown): boolean {
  return (isMap(parent) || isSeq(parent)) && (parent as YAMLMap).items.length === 1;
}

function rangeOf(node: unknown): readonly [number, number] {
  const range = (node as Node | null)?.range;
  return range === undefined || range === null ? [0, 0] : [range[0], range[1]];
}

function spanOf(
  node: unknown,
  start: number,
  text: string,
  lineAt: (offset: number) => number,
  lines: readonly string[],
): LineRange {
  const end = Math.max(rangeOf(node)[1], start);
  // White space alone may be a block scalar's content, and empty lines are where it says `+`.
  const written = text.slice(rangeOf(node)[0], end);
  const block = isScalar(node) && /^[|>]/.test(written);
  const keep = /^[|>][1-9]?\+/.test(text.slice(rangeOf(lastLeaf(node))[0], end));
  const whole = block || keep;
  const cut = whole ? end : start + text.slice(start, end).trimEnd().length;
  let last = lineAt(Math.max(cut - (whole ? 1 : 0), start));
  const isBlank = (line: string): boolean => (block ? /^\r?$/ : /^\s*$/).test(line);
  while (last > 0 && isBlank(lines[last] ?? '') && !keep) last -= 1;
  return { first: leading(lines, lineAt(start)), end: last + 1 };
}

/** A collection ends as the last thing in it does. */
function lastLeaf(node: unknown): unknown {
  if (isMap(node) && node.items.length > 0) return lastLeaf(node.items.at(-1)?.value);
  return isSeq(node) && node.items.length > 0 ? lastLeaf(node.items.at(-1)) : node;
}

/** The dash may stand on a line above, and comments above may belong to it. */
function leading(lines: readonly string[], line: number): number {
  let first = line;
  while (first > 0 && /^\s*(?:#|-\s*(?:#|&|!|$)|.*:\s*[&!])/.test(lines[first - 1] ?? ''))
    first -= 1;
  return first;
}

/** A removal takes comments below that are indented deeper; behind a dash the next line moves up. */
function widened(range: LineRange, lines: readonly string[]): LineRange {
  let end = range.end;
  while (end < lines.length && /^\s*#/.test(lines[end] ?? '')) end += 1;
  const dash = lines.slice(range.first, end).some((line) => /^\s*(?:- +)+/.test(line));
  return { first: range.first, end: dash ? end + 1 : end };
}
