import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
} from '../../src/core/model/json.ts';
import type { KubeObject } from '../../src/core/model/kubeObject.ts';
import type { SchemaNode } from '../../src/core/schema/schemaNode.ts';

/** Names the values that the schema allows at a place, where it lists them. */
export type EnumOf = (node: SchemaNode, key: string) => readonly Json[];

/**
 * The sample itself, and the sample with each of its fields left out, emptied, or set to each other
 * value that it may have, one at a time; fields of which the schema lists the values are put in
 * where the sample lacks them. Beside each such value, each neighbour is left out once.
 * Which of all these Kubernetes accepts is not known here.
 */
export function variantsOf(
  sample: KubeObject,
  schema: SchemaNode,
  enumOf: EnumOf,
): readonly KubeObject[] {
  const variants = new Map([[JSON.stringify(sample), sample]]);
  const add = (variant: Json) => variants.set(JSON.stringify(variant), variant as KubeObject);
  const places = placesIn(sample, schema, []);
  for (const { path, value } of places) {
    add(withValue(sample, path, undefined));
    if (isJsonObject(value)) add(withValue(sample, path, {}));
  }
  for (const struct of structsIn(sample, schema, [])) {
    for (const [key, value] of choicesIn(struct, enumOf)) {
      const chosen = withValue(sample, [...struct.path, key], value);
      add(chosen);
      for (const other of Object.keys(struct.value)) {
        const path = [...struct.path, other];
        if (other !== key && !fixed.has(path.join('.'))) add(withValue(chosen, path, undefined));
      }
    }
  }
  return [...variants.values()];
}

/** The sample with each declared scalar, list and object set to its zero value, one at a time. */
export function zeroVariantsOf(sample: KubeObject, schema: SchemaNode): readonly ZeroVariant[] {
  return placesIn(sample, schema, []).flatMap(({ path, parent, value }) => {
    const field = path.at(-1);
    if (typeof field !== 'string' || parent?.typeName === undefined) return [];
    const zero = zeroLike(value);
    const object = withValue(sample, path, zero) as KubeObject;
    return [{ object, path, typeName: parent.typeName, field, zero }];
  });
}

/** One field set to zero. */
export interface ZeroVariant {
  readonly object: KubeObject;
  readonly path: readonly (string | number)[];
  readonly typeName: string;
  readonly field: string;
  readonly zero: Json;
}

/** A declared value of a sample. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly value: Json;
  readonly parent: SchemaNode | undefined;
}

const fixed: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'metadata.name']);

/** All that a manifest declares and that may be left out, the outer before the inner. */
export function placesIn(
  value: Json,
  node: SchemaNode | undefined,
  path: Place['path'],
): readonly Place[] {
  if (isJsonArray(value)) {
    return value.flatMap((one, index) => {
      const here = [...path, index];
      return [{ path: here, value: one, parent: node }, ...placesIn(one, node?.item(), here)];
    });
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const here = [...path, key];
    if (one === undefined || fixed.has(here.join('.'))) return [];
    return [{ path: here, value: one, parent: node }, ...placesIn(one, node?.child(key), here)];
  });
}

interface Struct {
  readonly path: Place['path'];
  readonly value: JsonObject;
  readonly node: SchemaNode;
}

function structsIn(
  value: Json,
  node: SchemaNode | undefined,
  path: Place['path'],
): readonly Struct[] {
  if (isJsonArray(value)) {
    return value.flatMap((one, index) => structsIn(one, node?.item(), [...path, index]));
  }
  if (!isJsonObject(value) || node === undefined) return [];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    one === undefined || (path.length === 0 && key === 'metadata')
      ? []
      : structsIn(one, node.child(key), [...path, key]),
  );
  return [{ path, value, node }, ...inner];
}

/** Values that a field of the struct may have, by the schema, and has not. */
function choicesIn(struct: Struct, enumOf: EnumOf): readonly (readonly [string, Json])[] {
  return struct.node.propertyNames.flatMap((key) => {
    const isBoolean = struct.node.child(key)?.type === 'boolean';
    const values = isBoolean ? [true, false] : enumOf(struct.node, key);
    return values
      .filter((value) => value !== struct.value[key])
      .map((value) => [key, value] as const);
  });
}

/** A copy with the value at the path replaced, or taken out where it is `undefined`. */
export function withValue(
  root: Json,
  path: readonly (string | number)[],
  value: Json | undefined,
): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value ?? null;
  if (isJsonArray(root)) {
    const index = Number(step);
    if (rest.length === 0 && value === undefined) return root.filter((_, at) => at !== index);
    return root.map((one, at) => (at === index ? withValue(one, rest, value) : one));
  }
  const object: JsonObject = isJsonObject(root) ? root : {};
  const { [step]: old, ...others } = object;
  if (rest.length === 0 && value === undefined) return others;
  return { ...object, [step]: withValue(old ?? {}, rest, value) };
}

function zeroLike(value: Json): Json {
  if (isJsonArray(value)) return [];
  if (isJsonObject(value)) return {};
  if (typeof value === 'string') return '';
  return typeof value === 'number' ? 0 : false;
}
