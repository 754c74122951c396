import { readAutoscaler, type Autoscaler } from '../core/diff/autoscaler.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import {
  groupOf,
  objectKey,
  refOf,
  type ObjectKey,
  type ObjectRef,
} from '../core/model/objectRef.ts';

/** Kinds whose replicas an autoscaler may set. */
export function isScalable(ref: ObjectRef): boolean {
  const group = groupOf(ref.apiVersion);
  if (group === 'apps')
    return ref.kind === 'Deployment' || ref.kind === 'StatefulSet' || ref.kind === 'ReplicaSet';
  return (group === '' && ref.kind === 'ReplicationController') || ref.kind === 'Rollout';
}

/** Kinds that are autoscalers, in the order in which they are looked for. */
export const autoscalerKinds: readonly (readonly [group: string, kind: string])[] = [
  ['autoscaling', 'HorizontalPodAutoscaler'],
  ['keda.sh', 'ScaledObject'],
];

/** The autoscalers of a cluster by what they scale. */
export class Autoscalers {
  readonly #byTarget = new Map<ObjectKey, Map<ObjectKey, Autoscaler>>();
  readonly #targets = new Map<ObjectKey, ObjectKey>();

  /** Returns the keys of the workloads whose verdict may change. */
  upsert(object: KubeObject): readonly ObjectKey[] {
    const key = objectKey(refOf(object));
    const before = this.#drop(key);
    const autoscaler = readAutoscaler(object);
    if (autoscaler === undefined) return before;
    const same = this.#byTarget.get(autoscaler.target) ?? new Map<ObjectKey, Autoscaler>();
    same.set(key, autoscaler);
    this.#byTarget.set(autoscaler.target, same);
    this.#targets.set(key, autoscaler.target);
    return [...before, autoscaler.target];
  }

  remove(object: KubeObject): readonly ObjectKey[] {
    return this.#drop(objectKey(refOf(object)));
  }

  clear(kind: string, namespace: string | undefined): readonly ObjectKey[] {
    const keys = [...this.#targets.keys()].filter((key) => {
      const [, of, ns] = key.split('/');
      return of === kind && (namespace === undefined || ns === namespace);
    });
    return keys.flatMap((key) => this.#drop(key));
  }

  of(key: ObjectKey): readonly Autoscaler[] {
    return [...(this.#byTarget.get(key)?.values() ?? [])];
  }

  #drop(key: ObjectKey): readonly ObjectKey[] {
    const target = this.#targets.get(key);
    if (target === undefined) return [];
    this.#targets.delete(key);
    this.#byTarget.get(target)?.delete(key);
    return [target];
  }
}
