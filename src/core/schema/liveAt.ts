import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import { ownValue } from '../model/ownValue.ts';

/**
 * The value at a path of the defaults table (`containers.*.ports.*.containerPort`). A `*` is the
 * item that is one of `inner`, by identity; where none is, the path leads nowhere. `{}` is `key`.
 */
export function liveAt(
  root: Json,
  path: string,
  inner: readonly Json[],
  key: string | undefined,
): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path.split('.')) {
    value = stepInto(value, step, inner, key);
    if (value === undefined) return undefined;
  }
  return value;
}

function stepInto(
  value: Json | undefined,
  step: string,
  inner: readonly Json[],
  key: string | undefined,
): Json | undefined {
  if (step === '*')
    return isJsonArray(value) ? value.find((one) => inner.includes(one)) : undefined;
  if (!isJsonObject(value)) return undefined;
  return ownValue(value, step === '{}' ? (key ?? '') : step);
}
