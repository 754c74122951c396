/** A JSON value as the API server or a manifest holds it. Never contains `undefined`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. Absent keys read as `undefined`, which is not a JSON value. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A JSON scalar: what merge keys, set items and enum values are made of. */
export type JsonScalar = null | boolean | number | string;

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
