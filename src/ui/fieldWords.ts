import { formatPath, type FieldPath, type PathStep } from '../core/model/fieldPath.ts';
import { visibleText } from '../core/model/visibleText.ts';

/** Roots that every object has: they tell nothing. */
const roots: ReadonlySet<string> = new Set(['spec', 'metadata', 'status']);

/**
 * A path as short as it still tells fields apart: `replicas`, `agent › image`, `env › DEBUG`,
 * `labels › tier`. Its whole is `formatPath`.
 */
export function fieldWords(path: FieldPath): string {
  const words = path.flatMap((step, index) => stepWords(step, index));
  const told = words.length > 1 && roots.has(words[0] ?? '') ? words.slice(1) : words;
  if (told.length === 0) return formatPath(path);
  return visibleText(told.slice(-2).join(' › '));
}

function stepWords(step: PathStep, index: number): readonly string[] {
  if ('key' in step) return [step.key];
  if ('index' in step) return [`${index === 0 ? '' : '#'}${step.index + 1}`];
  if ('value' in step) return [String(step.value)];
  return [step.item.map(([, value]) => String(value)).join('/')];
}
