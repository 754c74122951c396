import { formatPath } from '../../../src/core/model/fieldPath.ts';
import { objectKey } from '../../../src/core/model/objectRef.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import type { Plan, PlanStep } from '../../../src/core/model/plan.ts';
import type { SyncRequest } from '../../../src/ui/session.ts';

/** What a sync of the scripted objects would do: their findings, as far as they are asked for. */
export function scriptedPlan(objects: readonly ObjectStatus[], request: SyncRequest): Plan {
  const asked = objects.filter(({ ref }) => request.keys?.includes(objectKey(ref)) ?? true);
  return { steps: asked.map((object) => stepOf(object, request)), notes: [] };
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
