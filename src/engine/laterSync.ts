import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { Plan, PlanStep } from '../core/model/plan.ts';
import { definedKinds, type DefinedKind } from '../core/schema/definedKinds.ts';
import type { PreparedSync } from './executor.ts';
import type { SyncReport } from './syncReport.ts';

/** A plan, and what became of it where it was carried out. */
export interface SyncRound {
  readonly plan: Plan;
  readonly report: SyncReport | undefined;
  /** What the definitions among its objects declare. */
  readonly defined: ReadonlyMap<ObjectKey, readonly DefinedKind[]>;
}

export function definitionsAmong(acts: PreparedSync['acts']): SyncRound['defined'] {
  return new Map(
    [...acts].flatMap(([key, act]) => {
      const { desired } = 'rehearsal' in act ? act.facts : act;
      const kinds = desired === undefined ? [] : definedKinds(desired);
      return kinds.length === 0 ? [] : [[key, kinds] as const];
    }),
  );
}

/**
 * Objects that a plan had to leave because their version was not served, where it wrote the
 * definition that serves it: by now they may be looked at.
 *
 * @param before as they were when the plan was made.
 */
export function waitingForVersion(
  { plan, report, defined }: SyncRound,
  before: ReadonlyMap<ObjectKey, ObjectStatus>,
): readonly ObjectKey[] {
  if (report === undefined || report.cancelled) return [];
  const served = new Set(
    report.results.flatMap(({ step, outcome }) =>
      outcome === 'done' ? (defined.get(step.key) ?? []).map(kindId) : [],
    ),
  );
  return plan.steps
    .filter(({ key, refusal }) => refusal !== undefined && isNotServed(before.get(key)))
    .filter(({ ref }) => served.has(`${ref.apiVersion}/${ref.kind}`))
    .map(({ key }) => key);
}

function kindId({ group, version, kind }: DefinedKind): string {
  return `${group}/${version}/${kind}`;
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
  const { defined } = first;
  if (first.report === undefined) return { plan, report: undefined, defined };
  const cancelled = first.report.cancelled || second.report?.cancelled === true;
  const joined = first.report.results.flatMap((result) => {
    if (!anew.has(result.step.key)) return [result];
    const later = results.get(result.step.key);
    return later === undefined ? [] : [later];
  });
  return { plan, report: { results: joined, cancelled }, defined };
}

function isNotServed(status: ObjectStatus | undefined): boolean {
  return status?.status === 'unknown' && status.reason === 'notServed';
}
