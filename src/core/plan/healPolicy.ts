import type { Finding } from '../model/finding.ts';
import type { ObjectStatus } from '../model/objectStatus.ts';

/** What a repository asks for, and a person must have allowed (drift.md 6). */
export interface HealPolicy {
  readonly selfHeal: boolean;
  readonly autoSync: boolean;
}

/** The finding is the policy's to undo: drift, by a hand or by nobody that is recorded. */
export function mayHeal(finding: Finding, policy: HealPolicy): boolean {
  if (finding.leaveByDefault === true) return false;
  if (finding.pending) return policy.autoSync;
  if (finding.kind === 'added') return finding.writer?.class === 'hand';
  return finding.writer === undefined || finding.writer.class !== 'unknown';
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
  if (status.capturedIn !== undefined || status.owner !== undefined) return false;
  switch (status.status) {
    case 'missing':
      return status.message === undefined && (wasLive || policy.autoSync);
    case 'drifted':
    case 'behind':
      return status.findings.some((finding) => mayHeal(finding, policy));
    case 'inSync':
    case 'extra':
    case 'invalid':
    case 'unknown':
      return false;
  }
}
