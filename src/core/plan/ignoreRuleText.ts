import { formatPath, type FieldPath, type PathStep } from '../model/fieldPath.ts';
import { jsonPointer } from '../model/jsonPatch.ts';
import { groupOf, type ObjectRef } from '../model/objectRef.ts';

/** An `ignore:` rule for one field of one object, as it stands in `.driftline.yaml`. */
export function ignoreRuleText(ref: ObjectRef, path: FieldPath): string {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['group', groupOf(ref.apiVersion)],
    ['kind', ref.kind],
    ['namespace', ref.namespace],
    ['name', ref.name],
  ];
  const named = fields.flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`],
  );
  const pointer = jsonPointer(path.map(partOf));
  return `ignore: [{${named.join(', ')}, jsonPointers: [${JSON.stringify(pointer)}]}]`;
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
