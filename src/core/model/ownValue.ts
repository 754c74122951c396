import type { Json, JsonObject } from './json.ts';

/**
 * The own value of a key that somebody else chose; `undefined` for what only a prototype has: a
 * label may be called `constructor`.
 */
export function ownValue(map: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
