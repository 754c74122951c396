import { isSameJson } from './isSameJson.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { EditSession } from './editSession.ts';
import { jsonEntries } from './jsonMap.ts';
import { ownValue } from '../../model/ownValue.ts';
import type { MapNode, SourceEntry, SourceNode } from './sourceTree.ts';

/** What the merges (`<<`) of a map are to bring in, for it to say what is wanted. */
export interface SettledMerges {
  /** For each merge by its index: its value, or the values of its list, in the new text. */
  readonly values: ReadonlyMap<number, Json>;
  /** Keys that they bring in with the wanted value. */
  readonly brings: ReadonlySet<string>;
  /** They bring in what is not wanted: they go, and what is wanted of them is written out. */
  readonly broken: boolean;
  /** Index of the last one that stays, -1 where none does: what overrides it has to follow. */
  readonly last: number;
  /** Index of the pair of each key that counts, the last of several. */
  readonly own: ReadonlyMap<string, number>;
  /** Pairs that a merge below them overrides. */
  readonly shadowed: ReadonlySet<number>;
}

/** Decides over the merges of one map; a map without any costs one look at its keys. */
export function settleMerges(
  session: EditSession,
  node: MapNode,
  wanted: JsonObject,
): SettledMerges {
  const own = new Map<string, number>();
  node.entries.forEach((entry, index) => {
    if (entry.key !== undefined) own.set(entry.key, index);
  });
  const none = { brings: new Set<string>(), shadowed: new Set<number>(), own };
  const merges = node.entries.flatMap((entry, index) => (entry.merge ? [{ entry, index }] : []));
  if (merges.length === 0) return { ...none, values: new Map(), broken: false, last: -1 };
  const values = new Map<number, Json>();
  const brought = new Map<string, { value: Json; index: number }>();
  for (const { entry, index } of merges) {
    const { value, merged } = chooseValue(session, entry, wanted, own);
    values.set(index, value);
    for (const [key, inner] of jsonEntries(merged)) brought.set(key, { value: inner, index });
  }
  const broken = [...brought].some(([key, { value, index }]) => {
    const target = ownValue(wanted, key);
    const pair = own.get(key);
    if (target === undefined) return true;
    return pair !== undefined && pair < index && !isSameJson(target, value);
  });
  if (broken) return { ...none, values: new Map(), broken: true, last: -1 };
  return { ...none, ...settled(brought, wanted, own), values, broken: false, last: lastOf(merges) };
}

function lastOf(merges: readonly { index: number }[]): number {
  return merges.at(-1)?.index ?? -1;
}

function settled(
  brought: ReadonlyMap<string, { value: Json; index: number }>,
  wanted: JsonObject,
  own: ReadonlyMap<string, number>,
): Pick<SettledMerges, 'brings' | 'shadowed'> {
  const brings = new Set<string>();
  const shadowed = new Set<number>();
  for (const [key, { value, index }] of brought) {
    const pair = own.get(key);
    if (pair !== undefined && pair < index) shadowed.add(pair);
    if (isSameJson(value, ownValue(wanted, key))) brings.add(key);
  }
  return { brings, shadowed };
}

interface Choice {
  readonly value: Json;
  readonly merged: JsonObject;
}

/** The anchor's value of now where that serves; else what it was, written out at this place. */
function chooseValue(
  session: EditSession,
  entry: SourceEntry,
  wanted: JsonObject,
  own: ReadonlyMap<string, number>,
): Choice {
  const now = valueNow(session, entry.value);
  const before = valueBefore(session, entry.value);
  if (now === undefined || !isMergeable(now)) return { value: before, merged: mergeOf(before) };
  const serves = (value: Json): boolean =>
    jsonEntries(mergeOf(value)).every(
      ([key, inner]) => own.has(key) || isSameJson(inner, ownValue(wanted, key)),
    );
  const value = !serves(now) && serves(before) ? before : now;
  return { value, merged: mergeOf(value) };
}

function valueNow(session: EditSession, node: SourceNode): Json | undefined {
  if (node.kind === 'alias') return session.anchors.now(node);
  if (node.kind !== 'list') return session.values.get(node.ast);
  const items = node.entries.map((entry) => valueNow(session, entry.value));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function valueBefore(session: EditSession, node: SourceNode): Json {
  if (node.kind !== 'list') return session.values.get(node.ast) ?? null;
  return node.entries.map((entry) => valueBefore(session, entry.value));
}

function isMergeable(value: Json): boolean {
  return isJsonArray(value) ? value.every(isJsonObject) : isJsonObject(value);
}

/** goyaml.v2: of a list the first map wins. */
function mergeOf(value: Json): JsonObject {
  if (isJsonObject(value)) return value;
  const maps = isJsonArray(value) ? value : [];
  const merged = new Map<string, Json>();
  for (const map of [...maps].reverse()) {
    if (isJsonObject(map)) for (const [key, inner] of jsonEntries(map)) merged.set(key, inner);
  }
  return Object.fromEntries(merged);
}
