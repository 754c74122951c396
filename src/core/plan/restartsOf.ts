import type { FieldPath } from '../model/fieldPath.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import { groupOf } from '../model/objectRef.ts';

/** How many pods each kind keeps, by what will be applied and what is live. */
const podCounts: Readonly<Record<string, (wanted: JsonObject, live: KubeObject) => number>> = {
  'apps/Deployment': (wanted) => (wanted['paused'] === true ? 0 : replicas(wanted)),
  'apps/StatefulSet': (wanted) => (replacedOnDelete(wanted) ? 0 : replicas(wanted)),
  'apps/DaemonSet': (wanted, live) => (replacedOnDelete(wanted) ? 0 : scheduled(live)),
};

/**
 * Pods that are replaced when the given paths change: all of a workload's when its template does.
 * What keeps old pods until somebody deletes them counts as 0.
 */
export function restartsOf(
  changed: readonly FieldPath[],
  applied: KubeObject,
  live: KubeObject,
): number {
  if (!changed.some(isInTemplate)) return 0;
  const count = podCounts[`${groupOf(applied.apiVersion)}/${applied.kind}`];
  const spec: Json | undefined = applied['spec'];
  return count === undefined || !isJsonObject(spec) ? 0 : count(spec, live);
}

function isInTemplate(path: FieldPath): boolean {
  return keyAt(path, 0) === 'spec' && keyAt(path, 1) === 'template';
}

function keyAt(path: FieldPath, index: number): string | undefined {
  const step = path[index];
  return step !== undefined && 'key' in step ? step.key : undefined;
}

function replicas(spec: JsonObject): number {
  return typeof spec['replicas'] === 'number' ? spec['replicas'] : 1;
}

function replacedOnDelete(spec: JsonObject): boolean {
  const strategy = spec['updateStrategy'];
  return isJsonObject(strategy) && strategy['type'] === 'OnDelete';
}

function scheduled(live: KubeObject): number {
  const status = live['status'];
  const count = isJsonObject(status) ? status['desiredNumberScheduled'] : undefined;
  return typeof count === 'number' ? count : 0;
}
