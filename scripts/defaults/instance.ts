import { isJsonArray, isJsonObject, type Json } from '../../src/core/model/json.ts';
import { chainOf, isNever, type DeclaredPlace } from './declaredPlaces.ts';

/** One declared place, and what the server put at one undeclared path below it. */
export class Instance {
  /** The place that rules would hang on: `anchor` itself, or one around it. */
  readonly owner: DeclaredPlace;
  /** The deepest declared place with a type. */
  readonly anchor: DeclaredPlace;
  /** Nothing where the server left the path alone; several where it made a list. */
  readonly values: readonly Json[];
  #scalars: ReadonlyMap<string, Json> | undefined;

  constructor(owner: DeclaredPlace, anchor: DeclaredPlace, values: readonly Json[]) {
    this.owner = owner;
    this.anchor = anchor;
    this.values = values;
  }

  /** Equal for instances from which the same can be learned. */
  id(): string {
    const at = chainOf(this.anchor)
      .slice(0, chainOf(this.anchor).indexOf(this.owner))
      .map((place) => positionIn(place.parent?.live, place.live));
    return `${textOf(this.owner)} ${JSON.stringify([at, this.values])}`;
  }

  /** Path from `owner` to `anchor`. */
  below(): string {
    return this.anchor.general.slice(this.owner.general.length).join('.');
  }

  /** Seen from the next declared place with a type further out. */
  outer(): Instance | undefined {
    const owner = chainOf(this.owner)
      .slice(1)
      .find(({ typeName }) => typeName !== undefined);
    return owner === undefined ? undefined : new Instance(owner, this.anchor, this.values);
  }

  /**
   * What live holds around the leaf, by path from `owner`: scalars, and `present` where there is an
   * object or a list. In lists only the item in which the anchor lies.
   */
  scalars(): ReadonlyMap<string, Json> {
    if (this.#scalars === undefined) {
      const found = new Map<string, Json>();
      const inner = new Set(chainOf(this.anchor).map(({ live }) => live));
      collect(this.owner.live, '', inner, found);
      this.#scalars = found;
    }
    return this.#scalars;
  }

  words(): string {
    return `${this.owner.general.join('.') || 'root'} ${JSON.stringify(this.owner.declared).slice(0, 300)}`;
  }
}

/** Stands for an object or a list: that it is there can be a condition, its value can't. */
export const PRESENT: Json = ['present'];

const texts = new WeakMap<DeclaredPlace, string>();

function textOf(place: DeclaredPlace): string {
  let text = texts.get(place);
  if (text === undefined) {
    text = JSON.stringify([place.declared, place.live]);
    texts.set(place, text);
  }
  return text;
}

function positionIn(list: Json | undefined, item: Json): number {
  return isJsonArray(list) ? list.indexOf(item) : -1;
}

function collect(
  value: Json,
  path: string,
  inner: ReadonlySet<Json>,
  found: Map<string, Json>,
): void {
  if (path !== '') {
    found.set(path, isJsonObject(value) || isJsonArray(value) ? PRESENT : value);
  }
  const below = path === '' ? '' : `${path}.`;
  if (isJsonArray(value)) {
    const bound = value.find((one) => inner.has(one) && typeof one === 'object');
    if (bound !== undefined) collect(bound, `${below}*`, inner, found);
  } else if (isJsonObject(value)) {
    for (const [key, one] of Object.entries(value)) {
      const at = `${below}${key}`;
      if (one === undefined || one === null || key.includes('.') || isNever(at)) continue;
      collect(one, at, inner, found);
    }
  }
}
