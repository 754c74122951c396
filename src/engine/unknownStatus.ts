import type { ObjectStatus, UnknownReason } from '../core/model/objectStatus.ts';
import type { ClusterError } from './cluster.ts';
import type { DesiredDocument } from './desiredState.ts';

/** The status of an object that cannot be told: never good news, and the reason in words. */
export function unknownStatus(
  { ref, document }: DesiredDocument,
  reason: UnknownReason,
  message: string,
  since?: string,
): ObjectStatus {
  return {
    ref,
    source: document.source,
    status: 'unknown',
    facets: [],
    health: 'unknown',
    findings: [],
    ignored: [],
    reason,
    message,
    ...(since === undefined ? {} : { since }),
  };
}

/** drift.md's word for why the cluster did not say. */
export function unknownReason(error: ClusterError): UnknownReason {
  switch (error.reason) {
    case 'signIn':
    case 'forbidden':
    case 'notServed':
    case 'otherCluster':
      return error.reason;
    case 'notFound':
      return 'notServed';
    case 'config':
      return 'signIn';
    case 'unreachable':
    case 'conflict':
    case 'invalid':
    case 'aborted':
      return 'unreachable';
  }
}

/** The status where the cluster did not say. */
export function statusOfError(
  entry: DesiredDocument,
  error: ClusterError,
  since?: string,
): ObjectStatus {
  return unknownStatus(entry, unknownReason(error), error.message, since);
}
