import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';

/** A value as the YAML that a person would write, for reading; it is not parsed again. */
export function yamlLines(value: Json): readonly string[] {
  if (isJsonArray(value)) return value.length === 0 ? ['[]'] : value.flatMap(itemLines);
  if (!isJsonObject(value)) return scalarLines(value);
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  return entries.length === 0
    ? ['{}']
    : entries.flatMap(([key, child]) => entryLines(scalarText(key), child ?? null));
}

/** `key: value`, or the key with its value below it. */
export function entryLines(key: string, value: Json): readonly string[] {
  const lines = yamlLines(value);
  const [first = '', ...rest] = lines;
  const isBlock = typeof value === 'string' && first.startsWith('|');
  if (isBlock) return [`${key}: ${first}`, ...rest.map((text) => (text === '' ? '' : `  ${text}`))];
  const isNested = typeof value === 'object' && value !== null && !/^[[{]/.test(first);
  if (!isNested) return [`${key}: ${first}`];
  return [`${key}:`, ...lines.map((text) => (isJsonArray(value) ? text : `  ${text}`))];
}

function itemLines(item: Json): readonly string[] {
  const [first = '', ...rest] = yamlLines(item);
  return [`- ${first}`, ...rest.map((text) => (text === '' ? '' : `  ${text}`))];
}

function scalarLines(value: null | boolean | number | string): readonly string[] {
  if (typeof value !== 'string' || !/\n/.test(value) || /^\s|[ \t]\n/.test(value)) {
    return [scalarText(value)];
  }
  const ends = value.endsWith('\n');
  const text = ends ? value.slice(0, -1) : value;
  return [ends ? '|' : '|-', ...text.split('\n')];
}

/** Words that YAML reads as something else than a string. */
const ambiguous = /^(true|false|null|yes|no|on|off|y|n|~|[-+.]?\d.*|0[xob].*)$/i;
const plain = /^[A-Za-z0-9_./@+$(%][\w ./:@+$()%=,*&-]*$/;

function scalarText(value: null | boolean | number | string): string {
  if (typeof value !== 'string') return String(value);
  const isPlain = plain.test(value) && !ambiguous.test(value) && !/: |:$| #| $/.test(value);
  return isPlain ? value : JSON.stringify(value);
}
