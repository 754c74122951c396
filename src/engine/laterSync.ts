import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { Plan, PlanStep } from '../core/model/plan.ts';
import type { SyncReport } from './syncReport.ts';

/** A plan, and what became of it where it was carried out. */
export interface SyncRound {
  readonly plan: Plan;
  readonly report: SyncReport | undefined;
}

/**
 * Objects that a plan had to leave because their version was not served, where it wrote a
 * definition: by now they may be looked at.
 *
 * @param before as they were when the plan was made.
 */
export function waitingForVersion(
  { plan, report }: SyncRound,
  before: ReadonlyMap<ObjectKey, ObjectStatus>,
): readonly ObjectKey[] {
  const wroteDefinition = report?.results.some(
    ({ step, outcome }) => step.ref.kind === 'CustomResourceDefinition' && outcome === 'done',
  );
  if (wroteDefinition !== true || report?.cancelled === true) return [];
  return plan.steps
    .filter(({ key, refusal }) => refusal !== undefined && isNotServed(before.get(key)))
    .map(({ key }) => key);
}

/** Both rounds as one: the second one's word on what it planned anew. */
export function joinRounds(first: SyncRound, second: SyncRound): SyncRound {
  const anew = new Map(second.plan.steps.map((step) => [step.key, step]));
  const results = new Map(second.report?.results.map((result) => [result.step.key, result]));
  const stepOf = (step: PlanStep): PlanStep => anew.get(step.key) ?? step;
  const plan: Plan = {
    steps: first.plan.steps.map(stepOf),
    notes: [...new Set([...first.plan.notes, ...second.plan.notes])],
  };
  if (first.report === undefined) return { plan, report: undefined };
  const cancelled = first.report.cancelled || second.report?.cancelled === true;
  const joined = first.report.results.flatMap((result) => {
    if (!anew.has(result.step.key)) return [result];
    const later = results.get(result.step.key);
    return later === undefined ? [] : [later];
  });
  return { plan, report: { results: joined, cancelled } };
}

function isNotServed(status: ObjectStatus | undefined): boolean {
  return status?.status === 'unknown' && status.reason === 'notServed';
}
