import { indexOfStep, nodeAt } from '../diff/valueAt.ts';
import type { FieldPath, PathStep } from '../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import { jsonPointer, type JsonPatchOperation } from '../model/jsonPatch.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import { ownValue } from '../model/ownValue.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';

type Place = string | number;
type Container = Json[] | { [key: string]: Json | undefined };

/**
 * Edits a copy of one object by field paths and writes down each edit as a JSON patch operation.
 * Operations are in order and each holds for the object as the ones before left it, so indexes are
 * right although items come and go.
 */
export class ObjectEdit {
  readonly #root: KubeObject;
  readonly #schema: SchemaNode | undefined;
  readonly #operations: JsonPatchOperation[] = [];

  constructor(object: KubeObject, schema: SchemaNode | undefined) {
    this.#root = clone(object);
    this.#schema = schema;
  }

  /** The object as edited so far. */
  get object(): KubeObject {
    return this.#root;
  }

  get operations(): readonly JsonPatchOperation[] {
    return this.#operations;
  }

  /**
   * Puts a value at a path; what lacks on the way is made. Returns false where the path leads into
   * an atomic list that is not there: the caller then sets the list as a whole.
   */
  set(path: FieldPath, value: Json): boolean {
    const way = this.#walk(path);
    const rest = path.slice(way.length);
    const next = rest[0];
    if (next === undefined) {
      this.#write('replace', way, value);
      return true;
    }
    if (rest.some((step) => 'index' in step)) return false;
    const container = this.#at(way);
    if (!accepts(container, next)) {
      this.#write(way.length === 0 ? 'add' : 'replace', way, nest(rest, value));
      return true;
    }
    this.#write('add', [...way, 'key' in next ? next.key : '-'], nest(rest.slice(1), value, next));
    return true;
  }

  /**
   * Takes a value away, and then each parent that is empty by that, for as long as `keep` does not
   * hold the parent. Nothing happens where the value is not there.
   */
  remove(path: FieldPath, keep: (parent: FieldPath) => boolean): void {
    const way = this.#walk(path);
    if (way.length < path.length || way.length === 0) return;
    let length = way.length;
    while (length > 1 && isLastOf(this.#at(way.slice(0, length - 1)))) {
      if (keep(path.slice(0, length - 1))) break;
      length -= 1;
    }
    this.#write('remove', way.slice(0, length));
  }

  /** Takes the item or key at exactly this path away, parents stay. */
  drop(path: FieldPath): void {
    this.remove(path, () => true);
  }

  /** Replaces the value that stands at a path. */
  replace(path: FieldPath, value: Json): void {
    const way = this.#walk(path);
    if (way.length === path.length) this.#write('replace', way, value);
  }

  /** Places of the steps that exist, from the root. */
  #walk(path: FieldPath): Place[] {
    const way: Place[] = [];
    let value: Json | undefined = this.#root;
    let node = this.#schema;
    for (const step of path) {
      node = nodeAt(node, step);
      const place = placeOf(value, step, node);
      if (place === undefined) break;
      way.push(place);
      value = childAt(value, place);
    }
    return way;
  }

  #at(way: readonly Place[]): Json | undefined {
    return way.reduce<Json | undefined>(childAt, this.#root);
  }

  #write(op: 'add' | 'replace' | 'remove', way: readonly Place[], value?: Json): void {
    const last = way.at(-1);
    const container = this.#at(way.slice(0, -1)) as Container;
    if (last === undefined) throw new Error('An object is never replaced as a whole.');
    const path = jsonPointer(way);
    this.#operations.push(value === undefined ? { op, path } : { op, path, value: clone(value) });
    writeInto(container, last, op, value === undefined ? undefined : clone(value));
  }
}

function placeOf(
  container: Json | undefined,
  step: PathStep,
  node: SchemaNode | undefined,
): Place | undefined {
  if ('key' in step) return childAt(container, step.key) === undefined ? undefined : step.key;
  return isJsonArray(container) ? indexOfStep(container, step, node) : undefined;
}

function childAt(container: Json | undefined, place: Place): Json | undefined {
  if (typeof place === 'number') return isJsonArray(container) ? container[place] : undefined;
  return isJsonObject(container) ? ownValue(container, place) : undefined;
}

function writeInto(
  container: Container,
  place: Place,
  op: 'add' | 'replace' | 'remove',
  value: Json | undefined,
): void {
  if (!Array.isArray(container)) {
    if (op === 'remove') delete container[place];
    else container[place] = value;
    return;
  }
  const index = place === '-' ? container.length : Number(place);
  if (op === 'remove') container.splice(index, 1);
  else container.splice(index, op === 'add' ? 0 : 1, value ?? null);
}

/** The container can take the step's child as it is. */
function accepts(container: Json | undefined, step: PathStep): boolean {
  return 'key' in step ? isJsonObject(container) : isJsonArray(container);
}

/** A value below steps that do not exist yet; `self` is the step that names the outermost one. */
function nest(steps: readonly PathStep[], value: Json, self?: PathStep): Json {
  const inner = steps[0];
  if (inner === undefined) return value;
  const child = nest(steps.slice(1), value, inner);
  if (!('key' in inner)) return [child];
  const keys = self !== undefined && 'item' in self ? Object.fromEntries(self.item) : {};
  return { ...keys, [inner.key]: child };
}

function isLastOf(container: Json | undefined): boolean {
  if (isJsonArray(container)) return container.length === 1;
  return isJsonObject(container) && Object.keys(container).length === 1;
}

/** A copy down to the leaves; an integer that no double holds (`JSON.rawJSON`) is a leaf. */
function clone<T extends Json>(value: T): T {
  return copyOf(value) as T;
}

function copyOf(value: Json): Json {
  if (isJsonArray(value)) return value.map(copyOf);
  if (!isJsonObject(value) || isExactNumber(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) =>
      child === undefined ? [] : [[key, copyOf(child)]],
    ),
  );
}

function isExactNumber(value: object): boolean {
  return Object.isFrozen(value) && Object.getPrototypeOf(value) === null && 'rawJSON' in value;
}
