import { MaskRules } from '../core/diff/maskRules.ts';
import { readableSides } from '../core/diff/readableSides.ts';
import { formatObject } from '../core/manifest/formatObject.ts';
import type { FieldPath } from '../core/model/fieldPath.ts';
import type { Json } from '../core/model/json.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { Engine } from './engine.ts';

/** Both sides of an object as YAML to read; secret values masked, never to be applied. */
export interface ObjectSides {
  /** Absent where Git declares none. */
  readonly git?: string;
  /** Absent where the cluster has none. Without status and what the server keeps for itself. */
  readonly live?: string;
}

/** Reads live anew by a get. Throws `ClusterError` where it can't. */
export async function readSides(engine: Engine, key: ObjectKey): Promise<ObjectSides> {
  const { desired, live, status } = await engine.facts(key);
  const rules = new MaskRules(engine.settings?.mask ?? []);
  const isSecret = (path: FieldPath, value: Json): boolean =>
    rules.masks(status.ref, {
      kind: 'changed',
      path,
      live: value,
      pending: false,
      confirmedBy: 'local',
    });
  const sides = readableSides(desired, live, isSecret);
  return {
    ...(sides.git === undefined ? {} : { git: formatObject(sides.git) }),
    ...(sides.live === undefined ? {} : { live: formatObject(sides.live) }),
  };
}
