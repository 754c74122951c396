import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import { groupOf } from '../model/objectRef.ts';
import type { Difference } from './comparison.ts';

/** A live HPA or KEDA ScaledObject, as far as the replicas of its target are concerned. */
export interface Autoscaler {
  readonly kind: 'HorizontalPodAutoscaler' | 'ScaledObject';
  readonly name: string;
  /** `group/kind/namespace/name` of what it scales. */
  readonly target: string;
  readonly min: number;
  readonly max: number;
  /** Its condition says that it does not scale at present. */
  readonly inactive: boolean;
}

/** Reads an HPA or a ScaledObject; `undefined` where it names no target. */
export function readAutoscaler(object: KubeObject): Autoscaler | undefined {
  const { spec, status } = object;
  if (!isJsonObject(spec)) return undefined;
  const ref = spec['scaleTargetRef'];
  if (!isJsonObject(ref) || typeof ref['name'] !== 'string') return undefined;
  const keda = object.kind === 'ScaledObject';
  const apiVersion = typeof ref['apiVersion'] === 'string' ? ref['apiVersion'] : 'apps/v1';
  const kind = typeof ref['kind'] === 'string' ? ref['kind'] : 'Deployment';
  return {
    kind: keda ? 'ScaledObject' : 'HorizontalPodAutoscaler',
    name: object.metadata.name ?? '',
    target: `${groupOf(apiVersion)}/${kind}/${object.metadata.namespace ?? ''}/${ref['name']}`,
    min: numberOr(spec[keda ? 'minReplicaCount' : 'minReplicas'], keda ? 0 : 1),
    max: numberOr(spec[keda ? 'maxReplicaCount' : 'maxReplicas'], keda ? 100 : 1),
    inactive: isInactive(isJsonObject(status) ? status['conditions'] : undefined),
  };
}

function numberOr(value: Json | undefined, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

function isInactive(conditions: Json | undefined): boolean {
  if (!isJsonArray(conditions)) return false;
  return conditions.some(
    (one) => isJsonObject(one) && one['type'] === 'ScalingActive' && one['status'] === 'False',
  );
}

/** The difference is the autoscaler's doing, or within what it may do (drift.md 3). */
export function isAutoscaled(difference: Difference, autoscaler: Autoscaler): boolean {
  const { path, live, owner } = difference;
  const [spec, replicas] = path;
  if (path.length !== 2 || spec === undefined || replicas === undefined) return false;
  if (!('key' in spec) || spec.key !== 'spec') return false;
  if (!('key' in replicas) || replicas.key !== 'replicas') return false;
  if (typeof live !== 'number' || live === 0) return false;
  if (live < autoscaler.min || live > autoscaler.max) return false;
  const byItself = owner?.subresource === 'scale' && autoscalers.has(owner.manager ?? '');
  // Where the server records nobody, a bound is where an autoscaler without metrics puts it.
  const atBound = live === autoscaler.min || live === autoscaler.max;
  return byItself || (owner === undefined && atBound) || !autoscaler.inactive;
}

const autoscalers: ReadonlySet<string> = new Set([
  'kube-controller-manager',
  'horizontal-pod-autoscaler',
  'keda-operator',
  'keda',
]);
