import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { PlanStep } from '../core/model/plan.ts';

/**
 * `done`: written, and the look after it finds nothing left of it. `unsettled`: written, but the
 * cluster shows the same again. `moved`: it is no longer what the plan said, so nothing was written.
 */
export type StepOutcome =
  'done' | 'nothing' | 'refused' | 'moved' | 'unsettled' | 'failed' | 'notRun';

/** What became of one step. */
export interface StepResult {
  readonly step: PlanStep;
  readonly outcome: StepOutcome;
  /** A sentence: why it is not done. */
  readonly message?: string;
  /** By looking again, where something was written or has moved. */
  readonly status?: ObjectStatus;
  /** The connection failed, not the object: the steps after it are not begun. */
  readonly cutOff?: true;
}

/** What became of a sync, in the order of its plan. */
export interface SyncReport {
  readonly results: readonly StepResult[];
  /** It was stopped before the end; what had begun was finished. */
  readonly cancelled: boolean;
}

/** Told while a sync is planned and carried out. */
export interface SyncProgress {
  readonly phase: 'planning' | 'writing' | 'waiting';
  readonly done: number;
  readonly total: number;
  /** Sentence part: what is under way. */
  readonly subject?: string;
}
