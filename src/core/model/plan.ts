import type { Finding, WriterClass } from './finding.ts';
import type { ObjectKey, ObjectRef } from './objectRef.ts';
import type { Source } from './objectStatus.ts';

/** `recreate` deletes the object and makes it anew: only with a consent of its own. */
export type StepAction = 'create' | 'patch' | 'recreate' | 'nothing';

/** Why a step is not done. */
export type RefusalReason =
  | 'managed' // another tool's mark, or a controlling owner
  | 'opaque' // holds text that something else fills in
  | 'unknown' // its state cannot be told
  | 'invalid' // the manifest cannot be read
  | 'conflict' // a field is held by another applier, a controller, or an unknown writer
  | 'immutable' // can only be reached by deleting the object
  | 'rejected'; // the server says no

export interface Refusal {
  readonly reason: RefusalReason;
  /** A sentence that names the subject and why. */
  readonly message: string;
  /** What lifts it, where a person may, by the command line's options: the editor has buttons. */
  readonly remedy?: string;
}

/** What a person allows for one object, beyond an ordinary write. */
export interface ObjectConsent {
  /** Raw names of managers whose fields are taken over. */
  readonly takeOver?: readonly string[];
  /** Deletes it and makes it anew where a field cannot be changed. */
  readonly recreate?: true;
}

/** A field that somebody else holds. */
export interface Conflict {
  /** As `formatPath` writes it; the server's own text where it could not be placed. */
  readonly path: string;
  readonly manager: string;
  readonly class: WriterClass;
  readonly subresource?: string;
}

/** A finding that a step leaves as it is, and why. */
export interface LeftFinding {
  readonly finding: Finding;
  readonly why: string;
}

/** What one sync does to one object. Values in it are masked where they are secret. */
export interface PlanStep {
  readonly key: ObjectKey;
  readonly ref: ObjectRef;
  readonly source?: Source;
  readonly action: StepAction;
  readonly wave: number;
  /** Rank of its kind: steps of one wave and rank have no order among them. */
  readonly rank: number;
  /** What will be settled: value by Git, or removed where Git declares none. */
  readonly changes: readonly Finding[];
  readonly left: readonly LeftFinding[];
  /** Pods that will be replaced once, since their template changes; 0 where none will. */
  readonly restarts: number;
  /** Fields held by others; with `force` they are taken over, else the step is refused. */
  readonly conflicts: readonly Conflict[];
  readonly refusal?: Refusal;
  /** The server's warnings, and what else a person should know before agreeing. */
  readonly notes: readonly string[];
}

/** All that a sync would do, in order, before anything is written. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  /** Sentences about the whole of it: "Your 2 uncommitted changes are not applied." */
  readonly notes: readonly string[];
}

/** The step would write something. */
export function writes(step: PlanStep): boolean {
  return step.action !== 'nothing' && step.refusal === undefined;
}
