import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { ResourceKind } from './cluster.ts';
import { declaresKind, type DesiredDocument, type DesiredState } from './desiredState.ts';
import { statusKey } from './statusStore.ts';
import { unknownStatus } from './unknownStatus.ts';

/** Git declares the object, and a complete look says that it is not there. */
export function missingStatus({ ref, document }: DesiredDocument): ObjectStatus {
  const spec = document.object['spec'] as Readonly<Record<string, unknown>> | null | undefined;
  const finished = ref.kind === 'Job' && spec?.['ttlSecondsAfterFinished'] !== undefined;
  return {
    ref,
    source: document.source,
    status: 'missing',
    facets: [],
    health: 'missing',
    findings: [],
    ignored: [],
    ...(finished ? { message: 'finished and cleaned up, as it seems' } : {}),
  };
}

/**
 * The cluster does not serve the kind: `missing` where the target itself is to define it.
 * `other`: it is served in another version, in which the object may well be there.
 */
export function notServedStatus(
  entry: DesiredDocument,
  desired: DesiredState,
  other: ResourceKind | undefined,
): ObjectStatus {
  const { apiVersion, kind } = entry.ref;
  if (other !== undefined) {
    const message = `The cluster serves ${kind} in ${other.version}, not in ${apiVersion}: apply its definition first, or mend apiVersion`;
    return unknownStatus(entry, 'notServed', message);
  }
  if (declaresKind(desired, apiVersion, kind)) return missingStatus(entry);
  const message = `The cluster does not serve ${kind} in ${apiVersion}: install its definition first, or mend apiVersion and kind`;
  return unknownStatus(entry, 'notServed', message);
}

/** A text declares it in a kind that no manifest of the revision declares: nobody looked there. */
export function undeclaredKindStatus(entry: DesiredDocument): ObjectStatus {
  const { apiVersion, kind } = entry.ref;
  const message = `No committed manifest declares a ${kind} of ${apiVersion}: it was not looked up`;
  return unknownStatus(entry, 'notServed', message);
}

/** Documents that are refused as written, or that declare one object twice, by their store keys. */
export function invalidStatuses(
  desired: DesiredState,
): readonly (readonly [ObjectKey, ObjectStatus])[] {
  return desired.invalid.map(({ ref, document, why }) => {
    const status: ObjectStatus = {
      ref,
      source: document.source,
      status: 'invalid',
      facets: [],
      health: 'unknown',
      findings: [],
      ignored: [],
      message: why,
    };
    return [statusKey(status), status];
  });
}
