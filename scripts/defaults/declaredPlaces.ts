import { isJsonArray, isJsonObject, type Json } from '../../src/core/model/json.ts';
import type { SchemaNode } from '../../src/core/schema/schemaNode.ts';
import type { DeclaredAncestor } from '../../src/core/schema/defaultsTable.ts';

/** A value that the sample declares and the server's answer holds as well. */
export interface DeclaredPlace {
  readonly typeName: string | undefined;
  readonly declared: Json;
  readonly live: Json;
  /** Path from the root: keys, `*` for list items. */
  readonly general: readonly string[];
  readonly parent: DeclaredPlace | undefined;
}

/** A leaf of the answer that the sample does not declare. */
export interface AddedLeaf {
  /** The deepest declared place around it. */
  readonly place: DeclaredPlace;
  readonly general: readonly string[];
  /** Position in `general` of a key of a free map. */
  readonly mapKey: number | undefined;
  readonly value: Json;
}

/** What the server made of one sample. */
export interface ServerAnswer {
  readonly places: readonly DeclaredPlace[];
  readonly added: readonly AddedLeaf[];
}

/** Walks what was sent and what came back together, guided by the schema of the kind. */
export function readAnswer(sent: Json, answer: Json, root: SchemaNode): ServerAnswer {
  const reader = new AnswerReader();
  reader.both(
    { typeName: root.typeName, declared: sent, live: answer, general: [], parent: undefined },
    root,
  );
  return { places: reader.places, added: reader.added };
}

/** Declared ancestors of a leaf, the deepest first, as the lookup wants them. */
export function ancestorsOf(leaf: AddedLeaf): readonly DeclaredAncestor[] {
  return chainOf(leaf.place).map(({ typeName, live, general }) => ({
    typeName,
    live,
    relative: leaf.general.slice(general.length).join('.'),
  }));
}

/** A place and all around it, the deepest first. */
export function chainOf(place: DeclaredPlace): readonly DeclaredPlace[] {
  const chain: DeclaredPlace[] = [];
  for (let at: DeclaredPlace | undefined = place; at !== undefined; at = at.parent) chain.push(at);
  return chain;
}

/** What no manifest means: most of the root's metadata, and its status. `path` is from the root. */
export function isNever(path: string): boolean {
  return neverPaths.has(path) || path.startsWith('status.');
}

const neverPaths: ReadonlySet<string> = new Set([
  'status',
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.managedFields',
  'metadata.selfLink',
  'metadata.namespace',
  'metadata.generateName',
]);

/** In paths: an item that the server puts behind the declared ones of an atomic list. */
const APPENDED = '+';

class AnswerReader {
  readonly places: DeclaredPlace[] = [];
  readonly added: AddedLeaf[] = [];

  both(place: DeclaredPlace, node: SchemaNode | undefined): void {
    if (isJsonObject(place.live) && isJsonObject(place.declared)) this.#keys(place, node);
    else if (isJsonArray(place.live) && isJsonArray(place.declared)) this.#items(place, node);
  }

  #keys(place: DeclaredPlace, node: SchemaNode | undefined): void {
    this.places.push(place);
    const { live, declared } = place;
    if (!isJsonObject(live) || !isJsonObject(declared)) return;
    for (const [key, value] of Object.entries(live)) {
      const general = [...place.general, key];
      if (value === undefined || isNever(general.join('.'))) continue;
      const child = node?.child(key);
      const isMapKey = node?.isFreeMap === true && !node.propertyNames.includes(key);
      this.#value({ place, value, general, sent: declared[key], child, isMapKey });
    }
  }

  #items(place: DeclaredPlace, node: SchemaNode | undefined): void {
    const { live, declared } = place;
    if (!isJsonArray(live) || !isJsonArray(declared)) return;
    this.places.push(place);
    const general = [...place.general, '*'];
    const isAtomic = node === undefined || node.listType === 'atomic';
    for (const [index, value] of live.entries()) {
      if (isAtomic && index >= declared.length) {
        const added = [...place.general, APPENDED];
        this.added.push({ place, general: added, mapKey: undefined, value });
        continue;
      }
      const sent = partner(declared, index, value, node);
      this.#value({ place, value, general, sent, child: node?.item(), isMapKey: false });
    }
  }

  #value(found: Found): void {
    const { place, value, general, sent, child, isMapKey } = found;
    if (value === null) return;
    if (isDeclared(sent, value)) {
      const typeName = child?.typeName;
      this.both({ typeName, declared: sent, live: value, general, parent: place }, child);
      return;
    }
    this.#leaves(place, value, general, child, isMapKey ? general.length - 1 : undefined);
  }

  #leaves(
    place: DeclaredPlace,
    value: Json,
    general: readonly string[],
    node: SchemaNode | undefined,
    mapKey: number | undefined,
  ): void {
    const inner = innerOf(value, node);
    if (inner === undefined) {
      this.added.push({ place, general, mapKey, value });
      return;
    }
    for (const [key, one] of inner) {
      const child = key === '*' ? node?.item() : node?.child(key);
      const isMapKey = key !== '*' && node?.isFreeMap === true && !node.propertyNames.includes(key);
      this.#leaves(place, one, [...general, key], child, isMapKey ? general.length : mapKey);
    }
  }
}

interface Found {
  readonly place: DeclaredPlace;
  readonly value: Json;
  readonly general: readonly string[];
  readonly sent: Json | undefined;
  readonly child: SchemaNode | undefined;
  readonly isMapKey: boolean;
}

/** A zero value in whose place the server puts another counts as not declared. */
function isDeclared(sent: Json | undefined, live: Json): sent is Json {
  if (sent === undefined || sent === null) return false;
  return !isZero(sent) ||
    typeof sent !== typeof live ||
    JSON.stringify(sent) === JSON.stringify(live)
    ? true
    : isJsonObject(sent);
}

/** `""`, `0`, `false`, an empty list or an empty object. */
export function isZero(value: Json): boolean {
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

/** An atomic list is one leaf; others fall apart into their items, objects into their fields. */
function innerOf(
  value: Json,
  node: SchemaNode | undefined,
): readonly (readonly [string, Json])[] | undefined {
  if (isJsonArray(value)) {
    const isLeaf = node === undefined || node.listType === 'atomic' || value.length === 0;
    return isLeaf ? undefined : value.filter((one) => one !== null).map((one) => ['*', one]);
  }
  if (!isJsonObject(value) || Object.keys(value).length === 0) return undefined;
  return Object.entries(value).flatMap(([key, one]) =>
    one === undefined || one === null ? [] : [[key, one] as const],
  );
}

/** What was sent for an item of the answer: by merge keys, by value, else by position. */
function partner(
  declared: readonly Json[],
  index: number,
  live: Json,
  node: SchemaNode | undefined,
): Json | undefined {
  if (node?.listType === 'set') return declared.find((one) => one === live);
  const keys = node?.listType === 'map' ? node.listMapKeys : [];
  if (keys.length === 0 || !isJsonObject(live)) return declared[index];
  const item = node?.item();
  const keyOf = (value: Json | undefined, key: string) =>
    (isJsonObject(value) ? value[key] : undefined) ?? item?.child(key)?.default;
  return declared.find(
    (one, at) =>
      keys.every((key) => keyOf(one, key) === keyOf(live, key)) ||
      // A key that the server itself filled in (targetPort's port is declared, protocol may not be).
      (at === index && keys.every((key) => keyOf(one, key) === undefined)),
  );
}
