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
 * value of its enumeration, one at a time. Which of them Kubernetes accepts is not known here.
 */
export function variantsOf(
  sample: KubeObject,
  schema: SchemaNode,
  enumOf: EnumOf,
): readonly KubeObject[] {
  const variants: KubeObject[] = [sample];
  const seen = new Set([JSON.stringify(sample)]);
  for (const place of placesIn(sample, schema, [])) {
    for (const value of replacements(place, enumOf)) {
      const variant = withValue(sample, place.path, value) as KubeObject;
      const text = JSON.stringify(variant);
      if (!seen.has(text)) variants.push(variant);
      seen.add(text);
    }
  }
  return variants;
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

interface Place {
  readonly path: readonly (string | number)[];
  readonly value: Json;
  readonly parent: SchemaNode | undefined;
}

const fixed: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata.name']);

function placesIn(
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

function replacements(place: Place, enumOf: EnumOf): readonly (Json | undefined)[] {
  const key = place.path.at(-1);
  const others =
    typeof key === 'string' && place.parent !== undefined ? enumOf(place.parent, key) : [];
  const emptied: readonly Json[] =
    isJsonObject(place.value) && Object.keys(place.value).length > 0 ? [{}] : [];
  const flipped: readonly Json[] = typeof place.value === 'boolean' ? [!place.value] : [];
  return [undefined, ...emptied, ...flipped, ...others];
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
