import { keyedItems } from '../diff/listItems.ts';
import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';

/**
 * Where a keyed list declares one key twice, the last item alone: that is the one in force, and
 * the server refuses to apply both. Untouched values are returned as they are.
 */
export function lastOfDuplicates(value: Json, node: SchemaNode | undefined): Json {
  if (node === undefined) return value;
  if (isJsonArray(value)) return withoutDuplicates(value, node);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) =>
      child === undefined ? [] : [[key, lastOfDuplicates(child, node.child(key))]],
    ),
  );
}

function withoutDuplicates(list: readonly Json[], node: SchemaNode): readonly Json[] {
  const keyed = node.listType === 'map' ? keyedItems(list, node) : undefined;
  const kept = keyed === undefined ? list : [...keyed.values()].flatMap((items) => last(items));
  return kept.map((item) => lastOfDuplicates(item, node.item()));
}

function last(items: readonly { readonly value: Json }[]): readonly Json[] {
  const item = items.at(-1);
  return item === undefined ? [] : [item.value];
}
