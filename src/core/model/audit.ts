import type { ObjectRef } from './objectRef.ts';

/** What a person, or the policy that a person allowed, did. */
export type Act =
  'apply' | 'heal' | 'capture' | 'rollback' | 'pause' | 'resume' | 'consent' | 'withdraw';

/** `partial`: some of its objects were not settled. */
export type ActOutcome = 'done' | 'partial' | 'refused' | 'failed';

/** One object of an act. Paths only: values may be secret and are nobody's to log. */
export interface AuditedObject {
  readonly ref: ObjectRef;
  /** Paths of the fields that the act settled. */
  readonly fields: readonly string[];
  readonly outcome: string;
  /** Why it was not done. */
  readonly message?: string;
}

/** One line of the audit log (drift.md 10). */
export interface AuditEntry {
  /** RFC 3339 with milliseconds. */
  readonly time: string;
  readonly act: Act;
  /** Git's identity; absent where Git has none. */
  readonly who?: { readonly name: string; readonly email: string };
  /** Absolute path of the repository's top level. */
  readonly repository: string;
  readonly target: string;
  readonly context?: string;
  readonly server?: string;
  readonly clusterUid?: string;
  /** The commit that was applied, made or reverted. */
  readonly commit?: string;
  readonly objects: readonly AuditedObject[];
  readonly outcome: ActOutcome;
  readonly message?: string;
}
