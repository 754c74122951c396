import type { FieldPath, PathStep } from '../../core/model/fieldPath.ts';

/** What stands before a pod's own fields; the person knows where containers are. */
const beforePods: readonly (readonly string[])[] = [
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ['spec', 'template', 'spec'],
];

/** A path as a person reads it, step by step: `containers`, `agent`, `env`, `DEBUG`. */
export function pathWords(path: FieldPath): readonly string[] {
  const prefix = beforePods.find((keys) => path.length > keys.length && startsWith(path, keys));
  const rest = prefix === undefined ? path : path.slice(prefix.length);
  const words = rest.map(stepWord);
  return prefix === undefined && words.length > 2 && words[0] === 'metadata'
    ? words.slice(1)
    : words;
}

function startsWith(path: FieldPath, keys: readonly string[]): boolean {
  return keys.every((key, index) => {
    const step = path[index];
    return step !== undefined && 'key' in step && step.key === key;
  });
}

function stepWord(step: PathStep): string {
  if ('key' in step) return step.key;
  if ('index' in step) return `#${step.index + 1}`;
  if ('value' in step) return String(step.value);
  return step.item.map(([, value]) => String(value)).join('/');
}
