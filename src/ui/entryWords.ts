import type { FieldPath, PathStep } from '../core/model/fieldPath.ts';
import type { Finding } from '../core/model/finding.ts';
import { isJsonObject, type Json } from '../core/model/json.ts';
import { foreignText, valueWords } from './valueWords.ts';

/** A field as a person names it beside its line: `env DEBUG`, `labels tier`, `ports 80/TCP`. */
export function fieldName(path: FieldPath): string {
  const last = path.at(-1);
  if (last === undefined) return '';
  if ('index' in last) return `${nameOf(path.at(-2))}[${last.index}]`;
  const parent = nameOf(path.at(-2));
  return parent === '' ? nameOf(last) : `${parent} ${nameOf(last)}`;
}

/** What came into the cluster, with its value where that is one: `env DEBUG=true`. */
export function entryWords({ path, live, masked }: Finding, most: number): string {
  const name = fieldName(path);
  const value = masked ? undefined : plainValue(live);
  if (value === undefined) return foreignText(name, most);
  // Behind `=` a text needs no quotes to be told from a number, but an empty one is to be seen.
  const bare = typeof value === 'string' && value !== '' ? value : valueWords(value, most);
  return foreignText(`${name}=${bare}`, most);
}

/** An item of `name` and `value` alone, such as an environment variable, is its value. */
function plainValue(live: Json | undefined): Json | undefined {
  if (live === undefined || live === null) return undefined;
  if (typeof live !== 'object') return live;
  if (!isJsonObject(live) || typeof live['name'] !== 'string') return undefined;
  const keys = Object.keys(live);
  return keys.length === 2 && typeof live['value'] === 'string' ? live['value'] : undefined;
}

function nameOf(step: PathStep | undefined): string {
  if (step === undefined) return '';
  if ('key' in step) return step.key;
  if ('index' in step) return String(step.index);
  if ('value' in step) return String(step.value);
  return step.item.map(([, value]) => String(value)).join('/');
}
