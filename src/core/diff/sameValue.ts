import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import { isSameScalar } from '../schema/scalarEquality.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import { ownValue } from '../model/ownValue.ts';

/** Two values are the same, leaf by leaf, scalars by the schema's meaning; lists in order. */
export function isSameValue(
  a: Json | undefined,
  b: Json | undefined,
  node: SchemaNode | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (isJsonArray(a) && isJsonArray(b)) {
    return a.length === b.length && a.every((value, at) => isSameValue(value, b[at], node?.item()));
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) =>
      isSameValue(ownValue(a, key), ownValue(b, key), node?.child(key)),
    );
  }
  return isSameScalar(a, b, node);
}
