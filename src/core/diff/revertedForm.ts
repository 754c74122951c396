import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import { keyedItems, type KeyedItem } from './listItems.ts';
import { ownValue } from '../model/ownValue.ts';

/**
 * Live with every declared value put back to what Git declares; what Git does not declare stays.
 * From it the server's defaults follow that hang on a declared field which somebody changed: the
 * pull policy on the image, the node port's fields on the type of a Service. Live itself where
 * nobody changed anything.
 */
export function revertedForm(live: Json, git: Json, node: SchemaNode | undefined): Json {
  if (isJsonObject(live) && isJsonObject(git)) return revertObject(live, git, node);
  if (!isJsonArray(live) || !isJsonArray(git)) return git;
  const reverted = revertList(live, git, node);
  const isSame =
    reverted.length === live.length && reverted.every((value, at) => value === live[at]);
  return isSame ? live : reverted;
}

function revertList(
  live: readonly Json[],
  git: readonly Json[],
  node: SchemaNode | undefined,
): readonly Json[] {
  const found = node?.listType === 'map' ? keyedItems(live, node) : undefined;
  const declared = node?.listType === 'map' ? keyedItems(git, node) : undefined;
  if (found !== undefined && declared !== undefined) return revertItems(found, declared, node);
  if (node?.listType === 'set' || live.length !== git.length) return git;
  return git.map((value, index) => revertedForm(live[index] ?? null, value, node?.item()));
}

function revertObject(live: JsonObject, git: JsonObject, node: SchemaNode | undefined): Json {
  let reverted: Record<string, Json> | undefined;
  for (const [key, value] of Object.entries(git)) {
    const found = ownValue(live, key);
    if (value === undefined || value === null) continue;
    const back = found === undefined ? value : revertedForm(found, value, node?.child(key));
    if (back === found) continue;
    reverted ??= withoutHoles(live);
    reverted[key] = back;
  }
  return reverted ?? live;
}

function withoutHoles(object: JsonObject): Record<string, Json> {
  const copy: Record<string, Json> = {};
  for (const [key, value] of Object.entries(object)) if (value !== undefined) copy[key] = value;
  return copy;
}

type Items = ReadonlyMap<string, readonly KeyedItem[]>;

function revertItems(live: Items, git: Items, node: SchemaNode | undefined): readonly Json[] {
  const kept = [...live].flatMap(([id, items]) => {
    const wanted = git.get(id)?.at(-1);
    const found = items.at(-1);
    if (found === undefined || wanted === undefined) return items.map(({ value }) => value);
    return [revertedForm(found.value, wanted.value, node?.item())];
  });
  const back = [...git].flatMap(([id, items]) => {
    const last = items.at(-1);
    return live.has(id) || last === undefined ? [] : [last.value];
  });
  return [...kept, ...back];
}
