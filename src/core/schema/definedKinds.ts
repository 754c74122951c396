import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';

/** A kind in one version, as its CustomResourceDefinition declares it. */
export interface DefinedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** OpenAPI v3, without what the server adds of every kind. */
  readonly schema: JsonObject;
}

/** What a definition serves, version by version; empty for what is no definition. */
export function definedKinds(definition: KubeObject): readonly DefinedKind[] {
  const spec = definition['spec'];
  if (definition.kind !== 'CustomResourceDefinition' || !isJsonObject(spec)) return [];
  const { group, names, versions } = spec;
  const kind = isJsonObject(names) ? names['kind'] : undefined;
  if (typeof group !== 'string' || typeof kind !== 'string' || !isJsonArray(versions)) return [];
  return versions.flatMap((version) => {
    if (!isJsonObject(version) || version['served'] !== true) return [];
    const { name } = version;
    const schema = schemaOf(version['schema']);
    return typeof name === 'string' && schema ? [{ group, version: name, kind, schema }] : [];
  });
}

function schemaOf(value: Json | undefined): JsonObject | undefined {
  const schema = isJsonObject(value) ? value['openAPIV3Schema'] : undefined;
  return isJsonObject(schema) ? schema : undefined;
}
