import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import { isZeroKept, type DefaultsTable } from '../schema/defaultsTable.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';

/**
 * A declared value that the server reads as not declared: null, and the zero value of a Go field
 * that leaves it out (`readOnly: false`, `targetPort: 0`, `annotations: {}`). The entries of a
 * free map are the user's own: they are never unset.
 */
export function isUnset(
  value: Json,
  key: string,
  parent: SchemaNode | undefined,
  table: DefaultsTable,
): boolean {
  if (parent?.isFreeMap === true && !parent.propertyNames.includes(key)) return false;
  if (value === null) return true;
  if (parent?.typed !== true || parent.child(key) === undefined || !isZero(value)) return false;
  return parent.typeName === undefined || !isZeroKept(table, parent.typeName, key);
}

/** `""`, 0, false, [] or {}. */
export function isZero(value: Json): boolean {
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false || value === null;
}
