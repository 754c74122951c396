import { keyedItems } from '../diff/listItems.ts';
import type { FieldPath, PathStep } from '../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import { mergedOrder } from './mergedOrder.ts';
import type { ObjectEdit } from './objectEdit.ts';
import { ownValue } from '../model/ownValue.ts';

/**
 * Puts keyed lists and sets into the order that the apply after the patch will give them. Without
 * it that apply would move items, which is a second generation and, in a pod template, a second
 * rollout.
 */
export function settleOrder(
  edit: ObjectEdit,
  live: JsonObject,
  applied: JsonObject,
  schema: SchemaNode,
): void {
  settleMap(edit, { live, now: edit.object, applied }, schema, []);
}

/** One place in the three objects: as read, as the patch leaves it, as it will be applied. */
interface Sides<T> {
  readonly live: Json | undefined;
  readonly now: T;
  readonly applied: T;
}

function settleMap(
  edit: ObjectEdit,
  { live, now, applied }: Sides<JsonObject>,
  node: SchemaNode,
  path: FieldPath,
): void {
  if (node.isAtomicMap) return;
  for (const [key, value] of Object.entries(applied)) {
    const child = node.child(key);
    if (child === undefined) continue;
    const before = isJsonObject(live) ? ownValue(live, key) : undefined;
    settle(edit, { live: before, now: ownValue(now, key), applied: value }, child, [
      ...path,
      { key },
    ]);
  }
}

function settle(
  edit: ObjectEdit,
  { live, now, applied }: Sides<Json | undefined>,
  node: SchemaNode,
  path: FieldPath,
): void {
  if (isJsonObject(now) && isJsonObject(applied))
    settleMap(edit, { live, now, applied }, node, path);
  if (!isJsonArray(now) || !isJsonArray(applied) || node.listType === 'atomic') return;
  const items = entriesOf(now, node);
  const wanted = entriesOf(applied, node);
  const before = entriesOf(isJsonArray(live) ? live : [], node);
  if (items === undefined || wanted === undefined || before === undefined) return;
  settleList(edit, path, [...before.keys()], items, [...wanted.keys()]);
  const item = node.item();
  if (item === undefined) return;
  for (const [id, { step, value }] of wanted) {
    const sides = { live: before.get(id)?.value, now: items.get(id)?.value, applied: value };
    settle(edit, sides, item, [...path, step]);
  }
}

/** As if the apply had met live itself: then items stand where a plain apply would put them. */
function settleList(
  edit: ObjectEdit,
  path: FieldPath,
  before: readonly string[],
  items: ReadonlyMap<string, Entry>,
  wanted: readonly string[],
): void {
  const ids = [...items.keys()];
  const kept = before.filter((id) => items.has(id));
  const order = mergedOrder(kept, wanted).filter((id) => items.has(id));
  if (order.length !== ids.length || order.every((id, index) => id === ids[index])) return;
  edit.replace(
    path,
    order.flatMap((id) => items.get(id)?.value ?? []),
  );
}

interface Entry {
  readonly step: PathStep;
  readonly value: Json;
}

/** Items by identity; `undefined` where two are the same, since their order cannot be told. */
function entriesOf(list: readonly Json[], node: SchemaNode): Map<string, Entry> | undefined {
  if (node.listType === 'set') {
    const values = list.filter((value) => typeof value !== 'object' || value === null);
    if (new Set(values).size < list.length) return undefined;
    return new Map(values.map((value) => [JSON.stringify(value), { step: { value }, value }]));
  }
  const keyed = keyedItems(list, node);
  if (keyed === undefined || keyed.size < list.length) return undefined;
  return new Map(
    [...keyed].flatMap(([id, items]) => (items[0] === undefined ? [] : [[id, items[0]]])),
  );
}
