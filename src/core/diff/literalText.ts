import type { FieldPath } from '../model/fieldPath.ts';
import type { Json } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import { isOpaqueText } from './opaqueLeaves.ts';
import { valueAt } from './valueAt.ts';

/**
 * A text that looks like a placeholder is meant as it stands: live's last-applied annotation
 * holds such a text there, or live still holds what an older revision declared there.
 */
export function isLiteral(
  path: FieldPath,
  live: KubeObject,
  older: readonly KubeObject[],
  schema: SchemaNode | undefined,
): boolean {
  const applied = lastApplied(live);
  if (applied !== undefined && isPlaceholder(valueAt(applied, path, schema))) return true;
  const current = valueAt(live, path, schema);
  return (
    isPlaceholder(current) && older.some((object) => valueAt(object, path, schema) === current)
  );
}

function isPlaceholder(value: Json | undefined): boolean {
  return typeof value === 'string' && isOpaqueText(value);
}

function lastApplied(live: KubeObject): Json | undefined {
  const text = live.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    // Anybody may have written the annotation: what is no JSON is no evidence.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
