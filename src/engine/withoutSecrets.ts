import { isSecretLeaf } from '../core/diff/maskObject.ts';
import type { FieldPath } from '../core/model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json } from '../core/model/json.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import type { ActFacts } from './actFacts.ts';

/**
 * A sentence of the server with every secret value of the object blotted out. Servers quote the
 * values that they refuse; what is secret on our own way out is secret here too.
 */
export function withoutSecrets(message: string, facts: ActFacts): string {
  const values = [facts.desired, facts.live].flatMap((object) => secretsOf(object));
  return [...new Set(values)]
    .sort((a, b) => b.length - a.length)
    .reduce((text, value) => text.replaceAll(value, '•••'), message);
}

/** Shorter ones would blot out words that mean something else. */
const shortest = 3;

function secretsOf(object: KubeObject | undefined): readonly string[] {
  if (object === undefined) return [];
  const found: string[] = [];
  collect(object, object, [], found);
  return found.filter((value) => value.length >= shortest);
}

function collect(object: KubeObject, value: Json | undefined, path: FieldPath, found: string[]) {
  if (isJsonArray(value)) {
    for (const [index, item] of value.entries()) collectItem(object, item, path, index, found);
  } else if (isJsonObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      collect(object, child, [...path, { key }], found);
    }
  } else if (value !== undefined && value !== null && isSecretLeaf(object, path, value)) {
    found.push(String(value));
  }
}

/** Environment variables and the like show by their name that their value is secret. */
function collectItem(
  object: KubeObject,
  item: Json,
  path: FieldPath,
  index: number,
  found: string[],
): void {
  const name = isJsonObject(item) ? item['name'] : undefined;
  const step = typeof name === 'string' ? { item: [['name', name] as const] } : { index };
  collect(object, item, [...path, step], found);
}
