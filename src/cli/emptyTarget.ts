import type { Problem } from '../core/model/objectStatus.ts';
import type { StatusStore } from '../engine/statusStore.ts';

/**
 * A path that was given and holds nothing is a slip of the pen: "all in sync" would be a lie.
 * `undefined` where something was found, or said.
 */
export function emptyTargetProblem(store: StatusStore): Problem | undefined {
  const { target, problems, phase } = store.state;
  const found = [...store.objects()].length > 0 || problems.length > 0;
  if (target.path === '' || found || phase === 'failed') return undefined;
  return {
    file: target.path,
    severity: 'error',
    message:
      'There are no Kubernetes manifests at or below this path. Check --path and --revision.',
  };
}
