import { formatPath } from '../core/model/fieldPath.ts';
import type { Json, JsonObject } from '../core/model/json.ts';
import type { PreparedCapture } from '../engine/capturer.ts';
import type { Commit, Pushed } from '../engine/committer.ts';
import type { TargetState } from '../engine/statusStore.ts';
import { refJson, targetJson } from './statusJson.ts';

/** The result of a capture as `schemas/capture.schema.json` describes it. */
export function captureJson(
  state: TargetState,
  { steps, refusals, message }: PreparedCapture,
  commit: Commit | undefined,
  pushed: Pushed | undefined,
): JsonObject {
  return {
    targets: [
      {
        target: targetJson(state),
        capture: {
          outcome: commit === undefined ? 'nothing' : refusals.length === 0 ? 'done' : 'partial',
          message,
          ...(commit === undefined ? {} : commitJson(commit)),
          ...(pushed === undefined ? {} : { pushed: { ...pushed } }),
        },
        objects: steps.map(({ ref, findings, removesDocument }) => ({
          ref: refJson(ref),
          fields: findings.map(({ path }) => formatPath(path)),
          ...(removesDocument ? { removed: true } : {}),
        })),
        refusals: refusals.map(({ ref, path, message: why, secretLooking }) => ({
          ref: refJson(ref),
          ...(path === undefined ? {} : { path }),
          message: why,
          ...(secretLooking === true ? { secretLooking } : {}),
        })),
      },
    ],
  };
}

/** What was committed, in the words of the JSON. */
export function commitJson({
  commit,
  branch,
  subject,
  files,
}: Commit): Readonly<Record<string, Json>> {
  return { commit, branch, subject, files };
}
