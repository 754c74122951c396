import type { JsonObject } from '../core/model/json.ts';
import { formatRef } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { Commit } from '../engine/committer.ts';
import type { TargetState } from '../engine/statusStore.ts';
import { commitJson } from './captureJson.ts';
import { problemJson, targetJson } from './statusJson.ts';

/** What came of a rollback, as far as it got. */
export interface RollbackResult {
  /** Absent where no commit was made. */
  readonly commit?: Commit;
  /** The sync's target, where it came to one: what `sync --json` prints. */
  readonly sync?: JsonObject;
  /** Why it went no further. */
  readonly problem?: string;
}

/** What `driftline rollback --json` prints (schemas/rollback.schema.json). */
export function rollbackJson(
  state: TargetState,
  effect: readonly ObjectStatus[],
  { commit, sync, problem }: RollbackResult,
): JsonObject {
  const { target: _target, ...synced } = sync ?? {};
  const problems = problem === undefined ? [] : [{ severity: 'error', message: problem } as const];
  return {
    targets: [
      {
        target: targetJson(state),
        rollback: {
          outcome: commit === undefined ? 'nothing' : 'done',
          ...(commit === undefined ? {} : commitJson(commit)),
        },
        objects: effect.map(({ ref }) => formatRef(ref)),
        ...(sync === undefined ? {} : { sync: synced }),
        problems: problems.map(problemJson),
      },
    ],
  };
}
