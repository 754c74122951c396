import type { Json, JsonObject } from '../../model/json.ts';

/** A JSON object from entries; `__proto__` is a key like any other. */
export function jsonMap(entries: Iterable<readonly [string, Json]>): JsonObject {
  return Object.fromEntries(entries);
}

/** Own entries with a value; never those of a prototype. */
export function jsonEntries(map: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(map).filter((entry): entry is [string, Json] => entry[1] !== undefined);
}
