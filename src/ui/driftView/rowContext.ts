import type { ObjectStatus } from '../../core/model/objectStatus.ts';
import type { Finding } from '../../core/model/finding.ts';
import { actsOnFinding, actsOnObject, type OfferedActs } from '../offeredActs.ts';

/** `driftline.object.drifted+apply+capture`: menus of package.json ask for the acts behind `+`. */
export function objectContext(object: ObjectStatus): string {
  return `driftline.object.${object.status}${actWords(actsOnObject(object))}`;
}

/** `driftline.finding.changed+apply+capture+ignore`. */
export function findingContext(object: ObjectStatus, finding: Finding): string {
  return `driftline.finding.${finding.kind}${actWords(actsOnFinding(object, finding))}`;
}

function actWords({ apply, capture, ignore }: OfferedActs): string {
  return [
    apply === 'none' ? '' : '+apply',
    capture ? '+capture' : '',
    ignore ? '+ignore' : '',
  ].join('');
}
