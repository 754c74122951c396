import type { PathStep } from '../model/fieldPath.ts';
import { isJsonObject, type Json, type JsonScalar } from '../model/json.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';

/** One item of a keyed list, with the step that names it. */
export interface KeyedItem {
  readonly step: PathStep;
  readonly value: Json;
  /** Position in its list. */
  readonly index: number;
}

/**
 * Items of a list of type `map`, by merge key with defaults filled in. `undefined` where an item
 * lacks a key or is no object: such a list can only be compared by position.
 */
export function keyedItems(
  list: readonly Json[],
  node: SchemaNode,
): ReadonlyMap<string, readonly KeyedItem[]> | undefined {
  const keys = node.listMapKeys;
  if (keys.length === 0) return undefined;
  const items = new Map<string, KeyedItem[]>();
  for (const [index, value] of list.entries()) {
    const item = mergeKey(value, keys, node.item());
    if (item === undefined) return undefined;
    const id = JSON.stringify(item);
    const same = items.get(id);
    const entry = { step: { item }, value, index };
    if (same === undefined) items.set(id, [entry]);
    else same.push(entry);
  }
  return items;
}

function mergeKey(
  value: Json,
  keys: readonly string[],
  node: SchemaNode | undefined,
): readonly (readonly [string, JsonScalar])[] | undefined {
  if (!isJsonObject(value)) return undefined;
  const item: (readonly [string, JsonScalar])[] = [];
  for (const key of keys) {
    const part = value[key] ?? node?.child(key)?.default;
    if (part === undefined) {
      // An optional key that is absent and has no default is part of the key as the empty one.
      if (keys.length > 1) continue;
      return undefined;
    }
    if (typeof part === 'object' && part !== null) return undefined;
    item.push([key, part]);
  }
  return item.length === 0 ? undefined : item;
}

/** Values of a set by their JSON. */
export function setValues(list: readonly Json[]): ReadonlyMap<string, Json> {
  return new Map(list.map((value) => [JSON.stringify(value), value]));
}

/** The step of a set's item; a set of objects has none. */
export function setStep(value: Json): PathStep | undefined {
  return typeof value === 'object' && value !== null ? undefined : { value };
}
