import { formatPath, type FieldPath, type PathStep } from '../model/fieldPath.ts';
import { jsonPointer } from '../model/jsonPatch.ts';
import { groupOf, type ObjectRef } from '../model/objectRef.ts';
import type { ObjectPattern } from '../model/settings.ts';

/** The narrowest rule for one field of one object, by the keys that `.driftline.yaml` gives them. */
export interface IgnoreRuleFields extends ObjectPattern {
  readonly jsonPointers: readonly string[];
}

export function ignoreRuleFields(ref: ObjectRef, path: FieldPath): IgnoreRuleFields {
  const { apiVersion, kind, namespace, name } = ref;
  return {
    group: groupOf(apiVersion),
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    jsonPointers: [jsonPointer(path.map(partOf))],
  };
}

/** An `ignore:` rule for one field of one object, as it stands in `.driftline.yaml`. */
export function ignoreRuleText(ref: ObjectRef, path: FieldPath): string {
  return `ignore: [${ignoreRuleInFlow(ref, path)}]`;
}

/** One rule on one line. */
export function ignoreRuleInFlow(ref: ObjectRef, path: FieldPath): string {
  const { jsonPointers, ...pattern } = ignoreRuleFields(ref, path);
  const named = Object.entries(pattern).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const pointers = jsonPointers.map((pointer) => JSON.stringify(pointer)).join(', ');
  return `{${named.join(', ')}, jsonPointers: [${pointers}]}`;
}

/** Rules name a list's item by the value of a merge key. */
function partOf(step: PathStep): string {
  if ('key' in step) return step.key;
  if ('index' in step) return String(step.index);
  if ('value' in step) return String(step.value);
  const [first] = step.item;
  if (first === undefined) throw new Error(`An item without keys: ${formatPath([step])}`);
  return String(first[1]);
}
