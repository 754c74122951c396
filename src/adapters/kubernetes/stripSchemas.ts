import { isJsonObject, type Json, type JsonObject } from '../../core/model/json.ts';

/** Prose, examples and CEL rules: nobody compares by them, and they are most of a document. */
const dropped: ReadonlySet<string> = new Set([
  'description',
  'example',
  'externalDocs',
  'title',
  'x-kubernetes-validations',
]);

/**
 * `components.schemas` of an OpenAPI v3 document, without the prose. Properties that happen to be
 * called `description` stay.
 */
export function stripSchemas(document: JsonObject): Readonly<Record<string, JsonObject>> {
  const components = document['components'];
  const schemas = isJsonObject(components) ? components['schemas'] : undefined;
  if (!isJsonObject(schemas)) return {};
  return stripNamed(schemas) as Readonly<Record<string, JsonObject>>;
}

/** Maps from a name to a schema: their keys are names, not keywords. */
const named: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'definitions']);
/** Values of the API, not schemas. */
const verbatim: ReadonlySet<string> = new Set(['default', 'enum']);

function strip(schema: Json | undefined): Json | undefined {
  if (Array.isArray(schema)) return schema.map((item: Json) => strip(item) ?? null);
  if (!isJsonObject(schema)) return schema;
  const kept: Record<string, Json | undefined> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (dropped.has(key)) continue;
    if (verbatim.has(key)) kept[key] = value;
    else kept[key] = named.has(key) ? stripNamed(value) : strip(value);
  }
  return kept;
}

function stripNamed(schemas: Json | undefined): Json | undefined {
  if (!isJsonObject(schemas)) return schemas;
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, strip(schema)]));
}
