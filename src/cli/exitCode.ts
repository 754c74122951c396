import type { Problem } from '../core/model/objectStatus.ts';
import { writes, type Plan, type PlanStep } from '../core/model/plan.ts';
import type { StatusStore } from '../engine/statusStore.ts';
import type { StepOutcome, SyncReport } from '../engine/syncReport.ts';

/** 0: as wished; 1: not all of it; 2: it can't be told, or the run failed. */
export type ExitCode = 0 | 1 | 2;

/** The exit code of `status` and `diff`. */
export function statusExitCode(store: StatusStore): ExitCode {
  const { state } = store;
  const summary = store.summary();
  if (state.phase === 'failed' || state.phase === 'stale') return 2;
  if (summary.unknown > 0 || summary.invalid > 0) return 2;
  if (state.problems.some(({ severity }) => severity === 'error')) return 2;
  const objects = [...store.objects()];
  if (objects.some(({ status }) => status !== 'inSync')) return 1;
  // Charts alone hold nothing that could be judged yet, and a path that holds nothing is a slip.
  const isSilent =
    state.target.path !== '' || state.problems.some(({ severity }) => severity === 'notice');
  return objects.length === 0 && isSilent ? 2 : 0;
}

const unfinished: ReadonlySet<StepOutcome> = new Set<StepOutcome>([
  'refused',
  'moved',
  'unsettled',
  'failed',
  'notRun',
]);

/** The exit code of a sync that was carried out, or had nothing to write. */
export function syncExitCode(
  plan: Plan,
  report: SyncReport | undefined,
  problems: readonly Problem[],
): ExitCode {
  // What could not be read was not applied.
  if (problems.some(({ severity }) => severity === 'error')) return 1;
  if (plan.steps.some((step) => step.refusal !== undefined || leavesSomething(step))) return 1;
  // What nobody agreed to was not begun.
  const begun = new Set(report?.results.map(({ step }) => step.key));
  if (plan.steps.some((step) => writes(step) && !begun.has(step.key))) return 1;
  if (report === undefined) return 0;
  return report.results.some(({ outcome }) => unfinished.has(outcome)) ? 1 : 0;
}

/**
 * What is left by its nature (a restart by hand), or waits in a branch, is done with; the rest was
 * only not chosen.
 */
function leavesSomething({ left }: PlanStep): boolean {
  return left.some(
    ({ finding }) => finding.leaveByDefault !== true && finding.capturedIn === undefined,
  );
}
