import { indexOfStep, nodeAt, valueAt } from '../../diff/valueAt.ts';
import { formatPath, type FieldPath, type PathStep } from '../../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schemaNode.ts';
import { CaptureRefusal } from './captureRefusal.ts';
import type { CaptureContext, FieldChange } from './fieldChange.ts';
import { jsonEntries, jsonMap } from './jsonMap.ts';
import { ownValue } from '../../model/ownValue.ts';

type ListStep = Exclude<PathStep, { key: string }>;

/** Where a list that was made from another has its items from; `undefined` for new ones. */
export interface ListOrigin {
  readonly list: readonly Json[];
  readonly from: readonly (number | undefined)[];
}

export type ListOrigins = ReadonlyMap<readonly Json[], ListOrigin>;

/**
 * Makes the object that captured text has to declare. Parts that no change touches stay the same
 * references, and `origins` tells which item of a changed list is which item of the old one.
 */
export class WantedValue {
  readonly origins = new Map<readonly Json[], ListOrigin>();
  readonly #context: CaptureContext;

  constructor(context: CaptureContext) {
    this.#context = context;
  }

  /** Throws a `CaptureRefusal` where the path does not lead to such a place. */
  apply(value: Json, change: FieldChange): Json {
    const { schema } = this.#context;
    const { path } = change;
    if (path.length === 0)
      throw new CaptureRefusal('a whole object is not captured field by field');
    if (!('remove' in change)) return this.#set(value, 0, schema, path, change.value);
    return this.#remove(value, 0, schema, path) ?? value;
  }

  /** An object with another item in one of its lists. */
  withListItem(object: JsonObject, key: string, index: number, item: Json): JsonObject {
    const list = ownValue(object, key);
    if (!isJsonArray(list)) return object;
    return withKey(object, key, this.#withItem(list, index, item));
  }

  #set(
    value: Json | undefined,
    depth: number,
    node: SchemaNode | undefined,
    path: FieldPath,
    wanted: Json,
  ): Json {
    const step = path[depth];
    if (step === undefined) return wanted;
    if (value === undefined || value === null) return nest(path.slice(depth), wanted);
    const child = nodeAt(node, step);
    if ('key' in step) {
      if (!isJsonObject(value)) throw mismatch(path, depth, 'a map');
      const inner = this.#set(ownValue(value, step.key), depth + 1, child, path, wanted);
      return withKey(value, step.key, inner);
    }
    if (!isJsonArray(value)) throw mismatch(path, depth, 'a list');
    const index = itemIndex(value, step, child);
    if (index === undefined) return this.#append(value, path, depth, wanted);
    const inner = this.#set(value[index], depth + 1, child, path, wanted);
    return this.#withItem(value, index, inner);
  }

  #append(list: readonly Json[], path: FieldPath, depth: number, wanted: Json): Json {
    const step = path[depth];
    if (step === undefined) return list;
    if ('index' in step && step.index !== list.length) {
      throw refusal(path, `there is no item ${step.index} in the list`);
    }
    const copy = [...list, nest(path.slice(depth + 1), wanted, step)];
    this.#remember(copy, list, [...list.keys(), undefined]);
    return copy;
  }

  #withItem(list: readonly Json[], index: number, item: Json): Json {
    const copy = list.map((old, at) => (at === index ? item : old));
    this.#remember(copy, list, [...list.keys()]);
    return copy;
  }

  #remember(copy: Json[], list: readonly Json[], from: readonly (number | undefined)[]): void {
    const before = this.origins.get(list);
    if (before === undefined) {
      this.origins.set(copy, { list, from });
      return;
    }
    const composed = from.map((at) => (at === undefined ? undefined : before.from[at]));
    this.origins.set(copy, { list: before.list, from: composed });
  }

  /** `undefined`: nothing is left that should stay. */
  #remove(
    value: Json,
    depth: number,
    node: SchemaNode | undefined,
    path: FieldPath,
  ): Json | undefined {
    const step = path[depth];
    if (step === undefined) return undefined;
    const child = nodeAt(node, step);
    if ('key' in step) {
      const old = isJsonObject(value) ? ownValue(value, step.key) : undefined;
      if (old === undefined || !isJsonObject(value)) throw absent(path);
      const inner = this.#remove(old, depth + 1, child, path);
      if (inner !== undefined) return withKey(value, step.key, inner);
      const rest = withoutKey(value, step.key);
      return this.#keepsEmpty(rest, path, depth, node) ? rest : undefined;
    }
    const index = isJsonArray(value) ? itemIndex(value, step, child) : undefined;
    const old = isJsonArray(value) && index !== undefined ? value[index] : undefined;
    if (!isJsonArray(value) || index === undefined || old === undefined) throw absent(path);
    const inner = this.#remove(old, depth + 1, child, path);
    if (inner !== undefined) return this.#withItem(value, index, inner);
    const rest = this.#withoutItems(value, step, child);
    return this.#keepsEmpty(rest, path, depth, node) ? rest : undefined;
  }

  /** All items that the step names: of several the last counts, but none is to be left. */
  #withoutItems(list: readonly Json[], step: ListStep, item: SchemaNode | undefined): Json {
    const from = [...list.keys()];
    const rest = [...list];
    let index = itemIndex(rest, step, item);
    while (index !== undefined) {
      rest.splice(index, 1);
      from.splice(index, 1);
      index = 'index' in step ? undefined : itemIndex(rest, step, item);
    }
    this.#remember(rest, list, from);
    return rest;
  }

  /** Whether a container that a removal may have emptied stays; `depth` steps lead to it. */
  #keepsEmpty(rest: Json, path: FieldPath, depth: number, node: SchemaNode | undefined): boolean {
    const size = isJsonArray(rest) ? rest.length : Object.keys(rest as JsonObject).length;
    if (size > 0 || depth === 0) return true;
    const { live, schema } = this.#context;
    if (live !== undefined) return valueAt(live, path.slice(0, depth), schema) !== undefined;
    return !isJsonArray(rest) && !isFreeMap(path[depth - 1], node);
  }
}

const freeMaps: ReadonlySet<string> = new Set([
  'labels',
  'annotations',
  'data',
  'binaryData',
  'stringData',
  'matchLabels',
  'nodeSelector',
  'limits',
  'requests',
]);

function isFreeMap(step: PathStep | undefined, node: SchemaNode | undefined): boolean {
  if (node !== undefined) return node.isFreeMap;
  return step !== undefined && 'key' in step && freeMaps.has(step.key);
}

/**
 * The item of a step; the last of several. Without a schema a merge key that an item leaves out is
 * taken for its one default in Kubernetes, TCP.
 */
function itemIndex(
  list: readonly Json[],
  step: ListStep,
  item: SchemaNode | undefined,
): number | undefined {
  if (item !== undefined || !('item' in step)) return indexOfStep(list, step, item);
  const index = list.findLastIndex(
    (value) =>
      isJsonObject(value) &&
      step.item.every(
        ([key, wanted]) => (value[key] ?? (key === 'protocol' ? 'TCP' : undefined)) === wanted,
      ),
  );
  return index < 0 ? undefined : index;
}

function withKey(map: JsonObject, key: string, value: Json): JsonObject {
  const entries = jsonEntries(map);
  if (ownValue(map, key) === undefined) return jsonMap([...entries, [key, value]]);
  return jsonMap(entries.map((entry) => (entry[0] === key ? [key, value] : entry)));
}

function withoutKey(map: JsonObject, key: string): JsonObject {
  return jsonMap(jsonEntries(map).filter((entry) => entry[0] !== key));
}

/** A value below steps that do not exist yet; `self` names the item that holds the outermost. */
function nest(steps: FieldPath, value: Json, self?: PathStep): Json {
  const [inner] = steps;
  if (inner === undefined) return value;
  const child = nest(steps.slice(1), value, inner);
  if (!('key' in inner)) return [child];
  const keys = self !== undefined && 'item' in self ? self.item : [];
  return jsonMap([...keys.filter(([key]) => key !== inner.key), [inner.key, child]]);
}

function mismatch(path: FieldPath, depth: number, what: string): CaptureRefusal {
  const place = depth === 0 ? 'the document' : formatPath(path.slice(0, depth));
  return refusal(path, `${place} is not ${what} in Git`);
}

function absent(path: FieldPath): CaptureRefusal {
  return refusal(path, 'Git does not declare it here');
}

function refusal(path: FieldPath, reason: string): CaptureRefusal {
  return new CaptureRefusal(`${formatPath(path)}: ${reason}`);
}
