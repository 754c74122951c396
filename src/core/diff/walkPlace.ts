import type { FieldPath, PathStep } from '../model/fieldPath.ts';
import type { Json } from '../model/json.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import type { Anchor } from './serverDefaults.ts';
import { nodeAt, stepInto } from './valueAt.ts';

/** Where a walk through desired and live stands. */
export interface Place {
  readonly path: FieldPath;
  /** The path with `*` for any list item. */
  readonly general: readonly string[];
  readonly node: SchemaNode | undefined;
  /** Declared values around this place, the deepest first. */
  readonly anchors: readonly Anchor[];
  /** The server's own form here; `undefined` where it lacks the place, or nobody asked. */
  readonly probe: Json | undefined;
  /** An item of a list, or the entry of a free map: a thing of its own. */
  readonly member: boolean;
}

/** A map whose keys are the user's alone. */
export function isFreeMap(node: SchemaNode | undefined): boolean {
  return node !== undefined && node.isFreeMap && node.propertyNames.length === 0;
}

/** The place one step further in; anchors stay. */
export function stepPlace(place: Place, step: PathStep): Place {
  const node = nodeAt(place.node, step);
  return {
    path: [...place.path, step],
    general: [...place.general, 'key' in step ? step.key : '*'],
    node,
    anchors: place.anchors,
    probe: stepInto(place.probe, step, node),
    member: 'key' in step ? isFreeMap(place.node) : !('index' in step),
  };
}

/** The place as a declared one: defaults of what is undeclared below it are anchored here. */
export function anchorPlace(place: Place, live: Json): Place {
  const anchor = { typeName: place.node?.typeName, live, depth: place.general.length };
  return { ...place, anchors: [anchor, ...place.anchors] };
}
