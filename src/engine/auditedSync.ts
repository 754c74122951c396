import type { ActOutcome, AuditedObject } from '../core/model/audit.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import { writes } from '../core/model/plan.ts';
import type { ActLog, ActWords } from './actLog.ts';
import type { Executor, PreparedSync, SyncControl } from './executor.ts';
import type { TargetState } from './statusStore.ts';
import type { StepOutcome, StepResult, SyncReport } from './syncReport.ts';

/** Where an audited sync writes what it did. */
export interface SyncRecord {
  readonly acts: ActLog;
  /** The target as it was planned on. */
  readonly state: TargetState;
}

/** Carries a plan out and logs it, also where it breaks off: the one way that shells sync. */
export async function auditedSync(
  executor: Executor,
  prepared: PreparedSync,
  { acts, state }: SyncRecord,
  control: SyncControl = {},
): Promise<SyncReport> {
  try {
    const report = await executor.run(prepared, control);
    const told = report.results.filter(({ outcome }) => outcome !== 'nothing');
    await acts.append(state, {
      act: 'apply',
      objects: told.map(auditedObject),
      outcome: outcomeOf(told),
    });
    return report;
  } catch (error) {
    const meant = prepared.plan.steps.filter(writes);
    await acts.append(state, {
      act: 'apply',
      objects: meant.map(({ ref }) => ({ ref, fields: [], outcome: 'unknown' })),
      outcome: 'failed',
      message: 'It broke off; what was written by then is not known.',
    });
    throw error;
  }
}

/** What healing did, in the words of the log. */
export function healedWords(results: readonly StepResult[]): ActWords {
  return { act: 'heal', objects: results.map(auditedObject), outcome: outcomeOf(results) };
}

const written: ReadonlySet<StepOutcome> = new Set<StepOutcome>(['done', 'unsettled']);

/** Values stay out of it: paths of what was settled, and why it was not. */
function auditedObject({ step, outcome, message }: StepResult): AuditedObject {
  const fields = written.has(outcome) ? step.changes.map(({ path }) => formatPath(path)) : [];
  const why = message === undefined ? {} : { message };
  return { ref: step.ref, fields, outcome, ...why };
}

function outcomeOf(results: readonly StepResult[]): ActOutcome {
  if (results.every(({ outcome }) => outcome === 'done')) return 'done';
  if (results.some(({ outcome }) => written.has(outcome))) return 'partial';
  return results.every(({ outcome }) => outcome === 'refused') ? 'refused' : 'failed';
}
