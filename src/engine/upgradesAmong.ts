import { isEqual } from '../core/model/equal.ts';
import type { FieldPath } from '../core/model/fieldPath.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { writes } from '../core/model/plan.ts';
import type { SyncChoice } from '../core/plan/objectFacts.ts';
import { planStep, type SyncSubject } from '../core/plan/planSync.ts';
import { definedKinds, type DefinedKind } from '../core/schema/definedKinds.ts';
import type { ActFacts } from './actFacts.ts';
import type { RehearsedAct } from './rehearse.ts';

/** An object of a sync with what was read of it. */
export function subjectOf(
  key: ObjectKey,
  status: ObjectStatus,
  act: ActFacts | RehearsedAct | undefined,
): SyncSubject {
  if (act === undefined) return { key, status };
  if (!('rehearsal' in act)) return { key, status, facts: act };
  return { key, status, facts: act.facts, rehearsal: act.rehearsal };
}

/** Versions of kinds that the server serves already, and whose schema a sync is about to change. */
export function upgradesAmong(
  acts: ReadonlyMap<ObjectKey, ActFacts | RehearsedAct>,
  choice: SyncChoice,
): readonly DefinedKind[] {
  return [...acts].flatMap(([key, act]) => {
    const { status, desired, live } = 'rehearsal' in act ? act.facts : act;
    if (desired?.kind !== 'CustomResourceDefinition' || live === undefined) return [];
    const step = planStep(subjectOf(key, status, act), choice);
    const moves = writes(step) && step.changes.some(({ path }) => mayMoveSchema(path));
    if (!moves) return [];
    const before = definedKinds(live);
    return definedKinds(desired).filter((kind) => !before.some((one) => isEqual(one, kind)));
  });
}

/** `spec.versions`, one of them, or a place in the schema of one. */
function mayMoveSchema(path: FieldPath): boolean {
  const [spec, versions, , field] = path;
  if (!isKey(spec, 'spec') || !isKey(versions, 'versions')) return false;
  return field === undefined || isKey(field, 'schema') || isKey(field, 'served');
}

function isKey(step: FieldPath[number] | undefined, key: string): boolean {
  return step !== undefined && 'key' in step && step.key === key;
}
