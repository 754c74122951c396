import type { FieldPath, PathStep } from '../model/fieldPath.ts';
import { isJsonObject, type JsonObject, type JsonScalar } from '../model/json.ts';

/**
 * The places that one managedFields entry owns, as people name them: leaves, and a list item or
 * an atomic value as one place. In the order of the entry.
 */
export function ownedPaths(fields: JsonObject): readonly FieldPath[] {
  const paths: FieldPath[] = [];
  collect(fields, [], paths);
  return paths;
}

function collect(node: JsonObject, path: FieldPath, paths: FieldPath[]): void {
  for (const [name, child] of Object.entries(node)) {
    const step = stepOf(name);
    if (step === undefined) continue;
    const place = [...path, step];
    const below = isJsonObject(child) ? child : {};
    if (isWhole(step, below)) paths.push(place);
    else collect(below, place, paths);
  }
}

/** A leaf, or an item that the entry brought: `.` stands for the item itself. */
function isWhole(step: PathStep, below: JsonObject): boolean {
  const names = Object.keys(below);
  return names.every((name) => name === '.') || ('item' in step && names.includes('.'));
}

/** A name in `fieldsV1`; `undefined` for `.`, and for what a newer server may write. */
export function stepOf(name: string): PathStep | undefined {
  const text = name.slice(2);
  if (name.startsWith('f:')) return { key: text };
  if (name.startsWith('v:')) return { value: JSON.parse(text) as JsonScalar };
  if (name.startsWith('i:')) return { index: Number(text) };
  if (!name.startsWith('k:')) return undefined;
  return { item: Object.entries(JSON.parse(text) as Record<string, JsonScalar>) };
}
