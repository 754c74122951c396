import { isJsonObject, type Json, type JsonObject, type JsonScalar } from '../model/json.ts';
import type { FieldPath, PathStep } from '../model/fieldPath.ts';
import { managedFieldsOf, type KubeObject, type ManagedFieldsEntry } from '../model/kubeObject.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import { stepOf } from './ownedPaths.ts';
import { nodeAt, stepInto } from './valueAt.ts';

/** Who owns which field of one live object, read from its `managedFields`. */
export class Ownership {
  readonly #entries: readonly OwnedFields[];
  /** False where the server tracks nobody on this object: nothing follows from "unowned" then. */
  readonly tracked: boolean;
  readonly #live: KubeObject;

  constructor(live: KubeObject) {
    this.#live = live;
    const entries = managedFieldsOf(live);
    this.tracked = entries.length > 0;
    const secret = live.kind === 'Secret' && live.apiVersion === 'v1';
    this.#entries = entries.flatMap((entry) => {
      if (!isJsonObject(entry.fieldsV1)) return [];
      return [{ entry, fields: secret ? withStringData(entry.fieldsV1) : entry.fieldsV1 }];
    });
  }

  /**
   * Entries of another version of the kind that own a field which live, as it was read, does not
   * hold: it may stand elsewhere in this version. Metadata is the same in all of them; writes of a
   * subresource are left out.
   */
  ofHiddenFields(schema: SchemaNode | undefined): readonly ManagedFieldsEntry[] {
    return this.#entries.flatMap(({ entry, fields }) => {
      const isOther = entry.apiVersion !== undefined && entry.apiVersion !== this.#live.apiVersion;
      if (!isOther || (entry.subresource ?? '') !== '') return [];
      const { 'f:metadata': _same, ...rest } = fields;
      return hasHidden(rest, this.#live, schema) ? [entry] : [];
    });
  }

  /** Entries that own the leaf at the path, by itself or by an atomic ancestor. */
  ownersOf(path: FieldPath): readonly ManagedFieldsEntry[] {
    return this.#entries.flatMap(({ entry, fields }) => (owns(fields, path) ? [entry] : []));
  }
}

interface OwnedFields {
  readonly entry: ManagedFieldsEntry;
  readonly fields: JsonObject;
}

/** The owner with the latest time; of equal times the later entry. */
export function youngest(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry | undefined {
  return entries.reduce<ManagedFieldsEntry | undefined>(
    (best, entry) => (best === undefined || (entry.time ?? '') >= (best.time ?? '') ? entry : best),
    undefined,
  );
}

/** Some owned field is not there in the value; `node` is the value's schema. */
function hasHidden(fields: JsonObject, value: Json, node: SchemaNode | undefined): boolean {
  return Object.entries(fields).some(([name, below]) => {
    const step = stepOf(name);
    if (step === undefined) return false;
    const inner = nodeAt(node, step);
    const found = stepInto(value, step, inner);
    if (found === undefined) return true;
    return isJsonObject(below) && hasHidden(below, found, inner);
  });
}

/** An entry owns a whole subtree only where its value is the empty `{}`. */
function owns(fields: JsonObject, path: FieldPath): boolean {
  let node = fields;
  for (const [index, step] of path.entries()) {
    const child = childOf(node, step);
    if (child === undefined) return index > 0 && isEmpty(node);
    node = child;
  }
  return true;
}

function isEmpty(node: JsonObject): boolean {
  for (const _ in node) return false;
  return true;
}

function childOf(node: JsonObject, step: PathStep): JsonObject | undefined {
  if ('key' in step) return objectAt(node, `f:${step.key}`);
  if ('value' in step) return objectAt(node, `v:${JSON.stringify(step.value)}`);
  if ('index' in step) return objectAt(node, `i:${step.index}`);
  return itemOf(node, step.item);
}

function itemOf(
  node: JsonObject,
  item: readonly (readonly [string, JsonScalar])[],
): JsonObject | undefined {
  const sorted = [...item].sort(([a], [b]) => (a < b ? -1 : 1));
  const direct = objectAt(node, `k:${JSON.stringify(Object.fromEntries(sorted))}`);
  if (direct !== undefined) return direct;
  for (const name of Object.keys(node)) {
    if (name.startsWith('k:') && isSameItem(name.slice(2), item)) return objectAt(node, name);
  }
  return undefined;
}

/** Go escapes `<`, `>` and `&` in JSON strings, and may leave a key out that has its default. */
function isSameItem(text: string, item: readonly (readonly [string, JsonScalar])[]): boolean {
  const keys = JSON.parse(text) as Record<string, JsonScalar>;
  return (
    Object.keys(keys).length > 0 &&
    Object.entries(keys).every(([key, value]) =>
      item.some(([name, wanted]) => name === key && wanted === value),
    )
  );
}

function objectAt(node: JsonObject, name: string): JsonObject | undefined {
  const value = node[name];
  return isJsonObject(value) ? value : undefined;
}

/** Server-side apply with `stringData` records `f:stringData`, and nobody owns `data.*` then. */
function withStringData(fields: JsonObject): JsonObject {
  const strings = fields['f:stringData'];
  if (!isJsonObject(strings)) return fields;
  const data = isJsonObject(fields['f:data']) ? fields['f:data'] : {};
  return { ...fields, 'f:data': { ...strings, ...data } };
}
