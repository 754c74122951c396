import type { Finding } from '../model/finding.ts';
import type { ObjectStatus } from '../model/objectStatus.ts';

/**
 * The status of an object that is there. `filledIn`: it holds text that something else fills in,
 * which live does not hold: without a finding it cannot be told.
 */
export function statusOfFindings(
  findings: readonly Finding[],
  filledIn: boolean,
): Pick<ObjectStatus, 'status' | 'reason' | 'message'> {
  if (findings.length === 0) return filledIn ? opaque : { status: 'inSync' };
  return { status: findings.every((finding) => finding.pending) ? 'behind' : 'drifted' };
}

const opaque = {
  status: 'unknown',
  reason: 'opaque',
  message: 'It holds text that something else fills in: what that makes cannot be told',
} as const;
