import type { FieldPath, PathStep } from '../model/fieldPath.ts';
import type { Json } from '../model/json.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import type { Anchor } from './serverDefaults.ts';
import { nodeAt, stepInto } from './valueAt.ts';

/** What a place is beside its path. */
interface PlaceParts {
  readonly node: SchemaNode | undefined;
  readonly anchors: readonly Anchor[];
  readonly probe: Json | undefined;
  readonly member: boolean;
}

/** Where a walk through desired and live stands. Most places are never asked for their path. */
export class Place {
  readonly node: SchemaNode | undefined;
  /** Declared values around this place, the deepest first. */
  readonly anchors: readonly Anchor[];
  /** The server's own form here; `undefined` where it lacks the place, or nobody asked. */
  readonly probe: Json | undefined;
  /** An item of a list, or the entry of a free map: a thing of its own. */
  readonly member: boolean;
  readonly #from: { readonly place: Place; readonly step: PathStep } | undefined;
  #path: FieldPath | undefined;
  #general: readonly string[] | undefined;

  constructor(parts: PlaceParts, from?: { readonly place: Place; readonly step: PathStep }) {
    this.node = parts.node;
    this.anchors = parts.anchors;
    this.probe = parts.probe;
    this.member = parts.member;
    this.#from = from;
  }

  get path(): FieldPath {
    this.#path ??= this.#from === undefined ? [] : [...this.#from.place.path, this.#from.step];
    return this.#path;
  }

  /** The path with `*` for any list item. */
  get general(): readonly string[] {
    this.#general ??= this.#from === undefined ? [] : generalPath(this.#from);
    return this.#general;
  }

  /** The same place with other anchors. */
  withAnchors(anchors: readonly Anchor[]): Place {
    const { node, probe, member } = this;
    return new Place({ node, anchors, probe, member }, this.#from);
  }
}

function generalPath({
  place,
  step,
}: {
  readonly place: Place;
  readonly step: PathStep;
}): readonly string[] {
  return [...place.general, 'key' in step ? step.key : '*'];
}

/** A map whose keys are the user's alone. */
export function isFreeMap(node: SchemaNode | undefined): boolean {
  return node !== undefined && node.isFreeMap && node.propertyNames.length === 0;
}

/** The place one step further in; anchors stay. */
export function stepPlace(place: Place, step: PathStep): Place {
  const node = nodeAt(place.node, step);
  const { anchors } = place;
  const probe = place.probe === undefined ? undefined : stepInto(place.probe, step, node);
  const member = 'key' in step ? isFreeMap(place.node) : !('index' in step);
  return new Place({ node, anchors, probe, member }, { place, step });
}

/** The place as a declared one: defaults of what is undeclared below it are anchored here. */
export function anchorPlace(place: Place, live: Json): Place {
  const anchor = { typeName: place.node?.typeName, live, depth: place.general.length };
  return place.withAnchors([anchor, ...place.anchors]);
}
