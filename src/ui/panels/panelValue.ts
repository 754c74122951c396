import { yamlLines } from '../../core/manifest/yamlLines.ts';
import type { FieldPath } from '../../core/model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json } from '../../core/model/json.ts';
import type { PanelValue } from '../../shared/panelPicture.ts';

/** A side of a finding as text: what a person would read in the manifest at that place. */
export function panelValue(value: Json | undefined, path: FieldPath): PanelValue | undefined {
  if (value === undefined) return undefined;
  const told = withoutNames(value, path);
  if (typeof told === 'string' && told.includes('\n')) return { text: told, form: 'text' };
  const text = yamlLines(told).join('\n');
  const isNested = (isJsonArray(told) || isJsonObject(told)) && text.includes('\n');
  return { text, form: isNested ? 'yaml' : 'scalar' };
}

/** An environment variable's name stands in the path already: its value says it all. */
function withoutNames(value: Json, path: FieldPath): Json {
  const last = path.at(-1);
  if (last === undefined || !('item' in last) || !isJsonObject(value)) return value;
  const named = new Set(last.item.map(([key]) => key));
  const rest = Object.entries(value).filter(([key]) => !named.has(key));
  const [only] = rest;
  if (rest.length !== 1 || only === undefined || only[0] !== 'value') return value;
  const [, child] = only;
  return child === undefined || typeof child === 'object' ? value : child;
}
