import type { Finding } from '../model/finding.ts';
import type { ObjectStatus } from '../model/objectStatus.ts';
import { holdsOn } from './holders.ts';

/** What a repository asks for, and a person must have allowed (drift.md 6). */
export interface HealPolicy {
  readonly selfHeal: boolean;
  /** Applies new commits too; has no effect without `selfHeal`. */
  readonly autoSync: boolean;
}

/**
 * The finding is the policy's to undo: drift by a hand or by nobody that is recorded, and, with
 * `autoSync`, what is pending. Never what somebody unknown or another tool wrote, nor a restart,
 * nor what a branch has captured.
 */
export function mayHeal(finding: Finding, policy: HealPolicy): boolean {
  if (!policy.selfHeal || finding.leaveByDefault === true) return false;
  if (finding.capturedIn !== undefined) return false;
  if (finding.pending && !policy.autoSync) return false;
  const { writer } = finding;
  if (writer === undefined) return finding.kind !== 'added';
  if (writer.class === 'unknown' || holdsOn(writer, finding.pending)) return false;
  return finding.kind !== 'added' || writer.class === 'hand';
}

/** Drift that stays because of who wrote it: a person has to say whose the field is. */
export function isLeftToOthers(finding: Finding): boolean {
  const { leaveByDefault, pending, writer, capturedIn } = finding;
  if (leaveByDefault === true || pending || writer === undefined) return false;
  if (capturedIn !== undefined) return false;
  return !mayHeal(finding, { selfHeal: true, autoSync: false });
}

/**
 * The object has something that the policy may put right. A missing object comes back only where
 * it was seen live before; a new one is for `autoSync`. A finished Job is run by nobody again.
 */
export function callsForHealing(
  status: ObjectStatus,
  policy: HealPolicy,
  wasLive: boolean,
): boolean {
  if (!policy.selfHeal || !mayBeHealed(status)) return false;
  if (status.status === 'missing') {
    return status.message === undefined && (wasLive || policy.autoSync);
  }
  return status.findings.some((finding) => mayHeal(finding, policy));
}

/** Its state can be told, and it is neither somebody else's nor taken out by a branch. */
export function mayBeHealed({ status, capturedIn, owner }: ObjectStatus): boolean {
  if (owner !== undefined) return false;
  return (
    (status === 'missing' && capturedIn === undefined) ||
    status === 'drifted' ||
    status === 'behind'
  );
}
