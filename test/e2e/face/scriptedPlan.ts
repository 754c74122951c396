import { formatPath } from '../../../src/core/model/fieldPath.ts';
import { objectKey, type ObjectKey } from '../../../src/core/model/objectRef.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import type { Plan, PlanStep } from '../../../src/core/model/plan.ts';
import type { SyncRequest } from '../../../src/ui/session.ts';

/** What stands against an apply of an object, by its key, before it is allowed. */
export interface Obstacle {
  /** Another manager holds its fields. */
  readonly manager?: string;
  readonly immutable?: true;
}

/** What a sync of the scripted objects would do: their findings, as far as they are asked for. */
export function scriptedPlan(
  objects: readonly ObjectStatus[],
  request: SyncRequest,
  obstacles: Readonly<Record<ObjectKey, Obstacle>> = {},
): Plan {
  const asked = objects.filter(({ ref }) => request.keys?.includes(objectKey(ref)) ?? true);
  const steps = asked.map((object) => stepOf(object, request));
  return { steps: steps.map((step) => stopped(step, request, obstacles[step.key])), notes: [] };
}

/** As the core refuses: `immutable` first. */
function stopped(step: PlanStep, { consents }: SyncRequest, obstacle: Obstacle = {}): PlanStep {
  const { manager, immutable } = obstacle;
  const { takeOver, recreate } = consents?.get(step.key) ?? {};
  const conflicts =
    manager === undefined
      ? []
      : step.changes.map(({ path }) => ({
          ...{ path: formatPath(path), manager, class: 'applier' as const },
        }));
  const action = immutable === true ? ('recreate' as const) : step.action;
  const subject = `${step.ref.kind} ${step.ref.name}`;
  if (immutable === true && recreate !== true) {
    const message = `${subject} can only follow Git by being deleted and made anew: spec.selector: field is immutable`;
    return { ...step, action, conflicts, refusal: { reason: 'immutable', message } };
  }
  if (manager !== undefined && takeOver?.includes(manager) !== true) {
    const message = `${subject} is left alone: spec.replicas is held by ${manager}.`;
    return { ...step, action, conflicts, refusal: { reason: 'conflict', message } };
  }
  return { ...step, action, conflicts };
}

function stepOf({ ref, source, status, findings }: ObjectStatus, { only }: SyncRequest): PlanStep {
  const key = objectKey(ref);
  const wanted = only?.get(key);
  const changes = findings.filter(({ path }) => wanted?.has(formatPath(path)) ?? true);
  const touchesPods = changes.some(({ path }) => formatPath(path).startsWith('spec.template'));
  return {
    ...{ key, ref, changes },
    ...(source === undefined ? {} : { source }),
    action: status === 'missing' ? 'create' : changes.length > 0 ? 'patch' : 'nothing',
    ...{ wave: 0, rank: 0, left: [], conflicts: [], notes: [] },
    restarts: touchesPods ? 3 : 0,
  };
}
