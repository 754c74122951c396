import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import type { SchemaNode } from './schemaNode.ts';

/** The schema says what may stand here, and the key is not among it. */
export function isUnknownField(node: SchemaNode | undefined, key: string): boolean {
  return node !== undefined && !node.isOpen && !node.isFreeMap && node.child(key) === undefined;
}

/**
 * The object without fields that this server's schema does not know: it would answer a
 * server-side apply of them with "field not declared in schema" and take nothing.
 */
export function pruneUnknown(object: KubeObject, schema: SchemaNode | undefined): KubeObject {
  return prune(object, schema) as KubeObject;
}

function prune(value: Json, node: SchemaNode | undefined): Json {
  if (node === undefined) return value;
  if (isJsonArray(value)) {
    const items = value.map((item) => prune(item, node.item()));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isJsonObject(value)) return value;
  let changed = false;
  const kept: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined || isUnknownField(node, key)) {
      changed = true;
      continue;
    }
    const pruned = prune(inner, node.child(key));
    changed ||= pruned !== inner;
    kept[key] = pruned;
  }
  return changed ? kept : value;
}
