import type { FieldPath, PathStep } from '../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import { ownValue } from '../model/ownValue.ts';

/** The schema's node below a step. */
export function nodeAt(node: SchemaNode | undefined, step: PathStep): SchemaNode | undefined {
  return 'key' in step ? node?.child(step.key) : node?.item();
}

/**
 * The value at a path, `undefined` where the object has none. Of items with one merge key the
 * last counts. Merge keys that an item leaves out are filled in from the schema.
 */
export function valueAt(
  root: Json | undefined,
  path: FieldPath,
  schema: SchemaNode | undefined,
): Json | undefined {
  let value = root;
  let node = schema;
  for (const step of path) {
    node = nodeAt(node, step);
    value = stepInto(value, step, node);
    if (value === undefined) return undefined;
  }
  return value;
}

/** One step of `valueAt`; `node` is the schema of the place stepped into. */
export function stepInto(
  value: Json | undefined,
  step: PathStep,
  node: SchemaNode | undefined,
): Json | undefined {
  if ('key' in step) return isJsonObject(value) ? ownValue(value, step.key) : undefined;
  if (!isJsonArray(value)) return undefined;
  if ('index' in step) return value[step.index];
  const index = indexOfStep(value, step, node);
  return index === undefined ? undefined : value[index];
}

/** Position in the list of the item that the step names; the last one of several. */
export function indexOfStep(
  list: readonly Json[],
  step: Exclude<PathStep, { key: string }>,
  item: SchemaNode | undefined,
): number | undefined {
  if ('index' in step) return step.index < list.length ? step.index : undefined;
  const index = list.findLastIndex((value) =>
    'value' in step
      ? value === step.value
      : isJsonObject(value) &&
        step.item.every(([key, wanted]) => (value[key] ?? item?.child(key)?.default) === wanted),
  );
  return index < 0 ? undefined : index;
}
