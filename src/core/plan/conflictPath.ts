import { indexOfStep } from '../diff/valueAt.ts';
import type { FieldPath, PathStep } from '../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json, type JsonScalar } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';

/**
 * The place that the server names in a conflict: `.spec.ports[port=80,protocol="TCP"].name`. Keys
 * stand there without quotes, dots and all, so the live object is needed to tell where one ends.
 * `undefined` where the text does not fit the object.
 */
export function conflictPath(
  text: string,
  live: KubeObject,
  schema: SchemaNode | undefined,
): FieldPath | undefined {
  const path: PathStep[] = [];
  let place: Place = { value: live, node: schema };
  let rest = text;
  while (rest !== '') {
    const next: Stepped | undefined = rest.startsWith('[')
      ? stepIntoList(rest, place)
      : stepIntoMap(rest, place);
    if (next === undefined) return undefined;
    path.push(next.step);
    place = next.place;
    rest = rest.slice(next.length);
  }
  return path.length === 0 ? undefined : path;
}

interface Place {
  readonly value: Json | undefined;
  readonly node: SchemaNode | undefined;
}

interface Stepped {
  readonly step: PathStep;
  readonly place: Place;
  /** Characters read. */
  readonly length: number;
}

function stepIntoMap(text: string, { value, node }: Place): Stepped | undefined {
  if (!text.startsWith('.') || !isJsonObject(value)) return undefined;
  const fits = Object.keys(value).filter(
    (key) => text.startsWith(key, 1) && /^$|^[.[]/.test(text.slice(1 + key.length)),
  );
  const key = fits.sort((a, b) => b.length - a.length)[0];
  if (key === undefined) return undefined;
  const place = { value: value[key], node: node?.child(key) };
  return { step: { key }, place, length: 1 + key.length };
}

const bracket = /^\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\]/;

function stepIntoList(text: string, { value, node }: Place): Stepped | undefined {
  const match = bracket.exec(text);
  if (match === null || !isJsonArray(value)) return undefined;
  const step = parseStep(match[1] ?? '', node);
  if (step === undefined || 'key' in step) return undefined;
  const index = indexOfStep(value, step, node?.item());
  const inner = index === undefined ? undefined : value[index];
  return { step, place: { value: inner, node: node?.item() }, length: match[0].length };
}

function parseStep(text: string, node: SchemaNode | undefined): PathStep | undefined {
  if (text.startsWith('=')) return { value: parseScalar(text.slice(1)) };
  if (/^\d+$/.test(text)) return { index: Number(text) };
  const pairs = [...text.matchAll(/([^=,"]+)=("(?:[^"\\]|\\.)*"|[^,]*)(?:,|$)/g)];
  const keys = new Map(pairs.map((pair) => [pair[1] ?? '', parseScalar(pair[2] ?? '')] as const));
  const order = node?.listMapKeys ?? [];
  const names = [...order.filter((key) => keys.has(key)), ...keys.keys()];
  const item = [...new Set(names)].map((key) => [key, keys.get(key) ?? null] as const);
  return item.length === 0 ? undefined : { item };
}

const numeric = /^-?\d+(?:\.\d+)?$/;

/** Go's quotes are JSON's, but for escapes that names of fields do not have. */
function parseScalar(text: string): JsonScalar {
  if (text.startsWith('"')) return text.slice(1, -1).replace(/\\(.)/g, '$1');
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return numeric.test(text) ? Number(text) : text;
}
