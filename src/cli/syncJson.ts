import { formatPath } from '../core/model/fieldPath.ts';
import type { JsonObject } from '../core/model/json.ts';
import { writes, type Plan, type PlanStep } from '../core/model/plan.ts';
import type { FollowedHealth } from '../engine/healthFollower.ts';
import type { StepOutcome, StepResult, SyncReport } from '../engine/syncReport.ts';
import type { TargetState } from '../engine/statusStore.ts';
import { refusalText } from './refusalText.ts';
import {
  defined,
  findingJson,
  problemJson,
  refJson,
  sourceJson,
  targetJson,
} from './statusJson.ts';

/** What became of a step; `planned` where nothing was to be written, or might not be. */
type Outcome = StepOutcome | 'planned';

/** What `driftline sync --json` prints for one target (schemas/sync.schema.json). */
export function targetSyncJson(
  state: TargetState,
  plan: Plan,
  report: SyncReport | undefined,
  followed: readonly FollowedHealth[] = [],
): JsonObject {
  const healths = new Map(followed.map((one) => [one.key, one]));
  const results = new Map((report?.results ?? []).map((result) => [result.step.key, result]));
  const steps = plan.steps.map((step) => ({ step, result: results.get(step.key) }));
  const summary: Record<Outcome, number> = {
    done: 0,
    nothing: 0,
    planned: 0,
    refused: 0,
    moved: 0,
    unsettled: 0,
    failed: 0,
    notRun: 0,
  };
  for (const { step, result } of steps) summary[outcomeOf(step, result)] += 1;
  return {
    target: targetJson(state),
    steps: steps.map(({ step, result }) => stepJson(step, result, healths.get(step.key))),
    notes: plan.notes,
    problems: state.problems.map(problemJson),
    summary,
  };
}

function stepJson(
  step: PlanStep,
  result: StepResult | undefined,
  followed: FollowedHealth | undefined,
): JsonObject {
  const status = followed?.status ?? result?.status;
  return defined({
    ref: refJson(step.ref),
    source: step.source === undefined ? undefined : sourceJson(step.source),
    action: step.action,
    outcome: outcomeOf(step, result),
    reason: step.refusal?.reason,
    message: messageOf(step, result),
    changes: step.changes.map(findingJson),
    left: step.left.map(({ finding, why }) => ({ ...findingJson(finding), why })),
    restarts: step.restarts,
    conflicts: step.conflicts.map((conflict) => defined({ ...conflict })),
    notes: step.notes,
    status: status?.status,
    health: followed?.verdict.health ?? status?.health,
    healthReason: followed?.verdict.reason,
    waited: followed?.settled,
    remaining: status?.findings.map(({ path }) => formatPath(path)),
  });
}

function messageOf(step: PlanStep, result: StepResult | undefined): string | undefined {
  const refusal = result === undefined ? step.refusal : result.step.refusal;
  return refusal === undefined ? result?.message : refusalText(refusal);
}

function outcomeOf(step: PlanStep, result: StepResult | undefined): Outcome {
  if (result !== undefined) return result.outcome;
  if (step.refusal !== undefined) return 'refused';
  return writes(step) ? 'planned' : 'nothing';
}
