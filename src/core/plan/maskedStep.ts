import { isSecretLeaf } from '../diff/maskObject.ts';
import { holdsSecret } from '../diff/secretInside.ts';
import type { FieldPath } from '../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { ObjectRef } from '../model/objectRef.ts';
import type { CaptureStep } from './planCapture.ts';

/** What stands for a secret where people look. */
const mask = '••••••';

/**
 * The step as people see it before they agree: the same edit, with a mask for what is secret.
 * For previews alone: never to be committed.
 */
export function maskedStep(step: CaptureStep): CaptureStep {
  const { ref, findings } = step;
  const changes = step.changes.map((change, index) => {
    if ('remove' in change) return change;
    const isMasked = findings[index]?.masked === true;
    if (!isMasked && !holdsSecret(ref, change.path, change.value)) return change;
    return { ...change, value: maskedValue({ ref, isMasked }, change.path, change.value) };
  });
  return { ...step, changes };
}

/** `isMasked`: nobody knows which leaf is the secret one, so that all are. */
interface Masking {
  readonly ref: ObjectRef;
  readonly isMasked: boolean;
}

function maskedValue(masking: Masking, path: FieldPath, value: Json): Json {
  if (isJsonObject(value)) return maskedMap(masking, path, value);
  if (isJsonArray(value)) {
    return value.map((item, index) => maskedValue(masking, [...path, { index }], item));
  }
  if (value === null) return null;
  return masking.isMasked || isSecretLeaf(masking.ref, path, value) ? mask : value;
}

/** What an item is found by stays: it stands in the path that everybody sees. */
function maskedMap(masking: Masking, path: FieldPath, map: JsonObject): Json {
  const last = path.at(-1);
  const { name } = map;
  const isListItem = last !== undefined && !('key' in last);
  const named = isListItem && typeof name === 'string' ? ([['name', name]] as const) : undefined;
  const keys = last !== undefined && 'item' in last ? last.item : (named ?? []);
  const at = named === undefined ? path : [...path.slice(0, -1), { item: named }];
  return Object.fromEntries(
    Object.entries(map).map(([key, inner]) => {
      const isKey = keys.some(([one]) => one === key);
      return [
        key,
        isKey || inner === undefined ? inner : maskedValue(masking, [...at, { key }], inner),
      ];
    }),
  );
}
