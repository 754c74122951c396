import type { JsonScalar } from './json.ts';

/** A key of a map or struct: `spec`, `["example.com/note"]`. */
export interface KeyStep {
  readonly key: string;
}

/** An item of a list by its merge keys, in `list-map-keys` order, defaults filled in. */
export interface ItemStep {
  readonly item: readonly (readonly [key: string, value: JsonScalar])[];
}

/** An item of a set by its value: `[=blue]`. */
export interface ValueStep {
  readonly value: JsonScalar;
}

/** An item of an atomic list by its index, from 0: `[0]`. */
export interface IndexStep {
  readonly index: number;
}

export type PathStep = KeyStep | ItemStep | ValueStep | IndexStep;

/** A place in an object. The empty path is the object itself. */
export type FieldPath = readonly PathStep[];

const plainKey = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** The text of a path, by drift.md 2: `spec.containers[name=agent].env[name="80"]`. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) text += formatStep(step, text === '');
  return text;
}

function formatStep(step: PathStep, first: boolean): string {
  if ('key' in step) {
    if (!plainKey.test(step.key)) return `[${JSON.stringify(step.key)}]`;
    return first ? step.key : `.${step.key}`;
  }
  if ('index' in step) return `[${step.index}]`;
  if ('value' in step) return `[=${formatScalar(step.value)}]`;
  return `[${step.item.map(([key, value]) => `${formatSelectorKey(key)}=${formatScalar(value)}`).join(',')}]`;
}

function formatSelectorKey(key: string): string {
  return plainKey.test(key) ? key : JSON.stringify(key);
}

function formatScalar(value: JsonScalar): string {
  if (typeof value !== 'string') return String(value);
  const bare = plainKey.test(value) && value !== 'true' && value !== 'false' && value !== 'null';
  return bare ? value : JSON.stringify(value);
}

/** Two paths name the same place. */
export function samePath(a: FieldPath, b: FieldPath): boolean {
  return a.length === b.length && formatPath(a) === formatPath(b);
}

/** `path` lies at or below `prefix`. */
export function isBelow(path: FieldPath, prefix: FieldPath): boolean {
  return path.length >= prefix.length && samePath(path.slice(0, prefix.length), prefix);
}
