import { neverAnnotations, neverMetadata } from '../diff/neverFields.ts';
import { Ownership } from '../diff/ownership.ts';
import { valueAt } from '../diff/valueAt.ts';
import type { FieldPath } from '../model/fieldPath.ts';
import type { KubeObject, ObjectMeta } from '../model/kubeObject.ts';
import { lastOfDuplicates } from './lastOfDuplicates.ts';
import { ObjectEdit } from './objectEdit.ts';
import type { ObjectFacts } from './objectFacts.ts';

/** Our own name in `managedFields`. */
const ourManager = 'driftline';

/**
 * What the server-side apply sends: desired, with live's value wherever live is to stay as it is.
 * A carried field is never left out: the server removes what an applier no longer mentions, and
 * `replicas` fell from 3 to 1 by that.
 */
export function appliedObject(facts: ObjectFacts, carried: readonly FieldPath[]): KubeObject {
  const { desired, live, schema } = facts;
  if (desired === undefined) throw new Error('Only what Git declares can be applied.');
  const edit = new ObjectEdit(sendable(desired, schema), schema);
  if (live === undefined) return edit.object;
  const ours = ownApplied(live);
  for (const path of carried) {
    const value = valueAt(live, path, schema);
    const declared = valueAt(desired, path, schema) !== undefined;
    if (value === undefined) edit.drop(path);
    else if (declared || isWithinAtomic(path) || ours.ownersOf(path).length > 0) {
      edit.set(path, value);
    }
  }
  return edit.object;
}

/** Without what the server keeps itself, and with one item a merge key. */
function sendable(desired: KubeObject, schema: ObjectFacts['schema']): KubeObject {
  const metadata = Object.fromEntries(
    Object.entries(desired.metadata).filter(([key]) => !neverMetadata.has(key) || isName(key)),
  ) as ObjectMeta;
  const { annotations } = metadata;
  const kept =
    annotations === undefined ? metadata : { ...metadata, annotations: withoutNever(annotations) };
  return lastOfDuplicates({ ...desired, metadata: kept }, schema) as KubeObject;
}

function isName(key: string): boolean {
  return key === 'name' || key === 'namespace';
}

function withoutNever(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations ?? {}).filter(([key]) => !neverAnnotations.has(key)),
  );
}

/** The live object as if nobody but our own applies had written it. */
function ownApplied(live: KubeObject): Ownership {
  const entries = live.metadata['managedFields'];
  const own = Array.isArray(entries) ? entries.filter(isOwnApply) : [];
  return new Ownership({ ...live, metadata: { ...live.metadata, managedFields: own } });
}

function isOwnApply(entry: unknown): boolean {
  const { manager, operation } = entry as { manager?: unknown; operation?: unknown };
  return manager === ourManager && operation === 'Apply';
}

/** An atomic list is sent as a whole: what is left in it must be in there. */
function isWithinAtomic(path: FieldPath): boolean {
  return path.some((step) => 'index' in step);
}
