import type { Finding } from '../core/model/finding.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';

/** What a person may be offered; what would be refused is not offered. */
export interface OfferedActs {
  readonly apply: 'apply' | 'create' | 'none';
  readonly capture: boolean;
  readonly ignore: boolean;
}

const nothing: OfferedActs = { apply: 'none', capture: false, ignore: false };

/** For an object as a whole. */
export function actsOnObject(object: ObjectStatus): OfferedActs {
  // Nothing is written to, or read anew from, a cluster that is away.
  if (object.since !== undefined) return nothing;
  const isOurs = object.owner === undefined;
  switch (object.status) {
    case 'drifted':
      return {
        apply: isOurs ? 'apply' : 'none',
        capture: object.capturedIn === undefined && object.findings.some(mayCapture),
        ignore: false,
      };
    case 'behind':
      return { ...nothing, apply: isOurs ? 'apply' : 'none' };
    case 'missing':
      return { ...nothing, apply: isOurs ? 'create' : 'none' };
    case 'inSync':
    case 'extra':
    case 'invalid':
    case 'unknown':
      return nothing;
  }
}

/** For one finding of an object. */
export function actsOnFinding(object: ObjectStatus, finding: Finding): OfferedActs {
  const { apply } = actsOnObject(object);
  if (object.since !== undefined) return { ...nothing, ignore: !finding.pending };
  return {
    apply,
    capture: object.capturedIn === undefined && mayCapture(finding),
    ignore: !finding.pending,
  };
}

/** Git's newer value is no news of the cluster; a secret does not go into Git with one click. */
function mayCapture({ pending, masked, capturedIn }: Finding): boolean {
  return !pending && masked !== true && capturedIn === undefined;
}
