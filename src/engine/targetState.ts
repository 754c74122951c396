import type { Problem } from '../core/model/objectStatus.ts';
import type { ClusterIdentity } from '../core/model/target.ts';
import type { ClusterError } from './cluster.ts';
import type { DesiredState } from './desiredState.ts';
import type { StatusStore, TargetState } from './statusStore.ts';

/** The target's own state after a look; stale where any of its objects is away. */
export function stateAfterLook(
  desired: DesiredState,
  cluster: ClusterIdentity,
  problems: readonly Problem[],
  store: StatusStore,
): TargetState {
  const away = awaySince(store);
  return {
    target: desired.target,
    cluster,
    revision: desired.revision,
    problems: [...desired.problems, ...problems],
    phase: away === undefined ? 'current' : 'stale',
    ...(away?.since === undefined ? {} : { since: away.since }),
    ...(away?.message === undefined ? {} : { message: away.message }),
  };
}

/** The target's own state while no cluster answers. */
export function stateWithoutCluster(
  desired: DesiredState,
  cluster: ClusterIdentity | undefined,
  error: ClusterError,
  since: string,
): TargetState {
  return {
    target: desired.target,
    ...(cluster === undefined ? {} : { cluster }),
    revision: desired.revision,
    problems: [...desired.problems, { severity: 'error', message: error.message }],
    phase: 'stale',
    since,
    message: error.message,
  };
}

function awaySince(
  store: StatusStore,
): { readonly since: string; readonly message?: string } | undefined {
  let found: { readonly since: string; readonly message?: string } | undefined;
  for (const { reason, since, message } of store.objects()) {
    if (
      since === undefined ||
      (reason !== 'unreachable' && reason !== 'signIn' && reason !== 'otherCluster')
    )
      continue;
    if (found === undefined || since < found.since) {
      found = { since, ...(message === undefined ? {} : { message }) };
    }
  }
  return found;
}
