import type { FieldPath } from '../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import { isSecretLeaf } from './maskObject.ts';

/** A leaf at or below the path is secret: the finding's values stay here. */
export function holdsSecret(
  object: { readonly apiVersion: string; readonly kind: string },
  path: FieldPath,
  value: Json | undefined,
): boolean {
  if (isSecretLeaf(object, path, value)) return true;
  if (isJsonObject(value)) {
    const named = typeof value['name'] === 'string' ? value['name'] : undefined;
    return Object.entries(value).some(([key, inner]) => {
      const step = { key };
      const at =
        named === undefined
          ? [...path, step]
          : [...path, { item: [['name', named]] as const }, step];
      return holdsSecret(object, at, inner);
    });
  }
  if (!isJsonArray(value)) return false;
  return value.some((item, index) => holdsSecret(object, [...path, { index }], item));
}
