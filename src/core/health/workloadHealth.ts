import type { Condition, StatusReader } from './statusReader.ts';
import { degraded, healthy, progressing, suspended, type HealthVerdict } from './healthVerdict.ts';

/** Rules as Argo CD's gitops-engine has them, so that both say the same of one object. */
export function deploymentHealth(live: StatusReader): HealthVerdict {
  if (live.at('spec', 'paused') === true) return suspended('The rollout is paused.');
  if (notObserved(live)) return progressing('Waiting for the controller to see the new spec.');
  const progress = live.condition('Progressing');
  if (progress?.reason === 'ProgressDeadlineExceeded') {
    return degraded(said(progress, 'The rollout exceeded its deadline.'));
  }
  const wanted = live.number('spec', 'replicas') ?? 1;
  const updated = live.count('status', 'updatedReplicas');
  const available = live.count('status', 'availableReplicas');
  const old = live.count('status', 'replicas') - updated;
  if (updated < wanted) return progressing(`${updated} of ${wanted} pods are updated.`);
  if (old > 0) return progressing(`${pods(old)} of the old version still to end.`);
  if (available < updated) return progressing(`${available} of ${updated} pods are available.`);
  const failure = live.condition('ReplicaFailure');
  if (failure?.status === 'True') return degraded(said(failure, 'Pods cannot be created.'));
  return healthy(`${pods(available)} available.`);
}

export function statefulSetHealth(live: StatusReader): HealthVerdict {
  if (notObserved(live)) return progressing('Waiting for the controller to see the new spec.');
  const wanted = live.number('spec', 'replicas') ?? 1;
  const ready = live.count('status', 'readyReplicas');
  if (ready < wanted) return progressing(`${ready} of ${wanted} pods are ready.`);
  if (live.text('spec', 'updateStrategy', 'type') === 'OnDelete') {
    return healthy(`${pods(ready)} ready; each is updated when it is deleted.`);
  }
  const partition = live.number('spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  const updated = live.count('status', 'updatedReplicas');
  if (partition > 0) return partitioned(wanted - partition, updated);
  const moves = live.text('status', 'updateRevision') !== live.text('status', 'currentRevision');
  return moves
    ? progressing(`${updated} of ${wanted} pods are updated.`)
    : healthy(`${pods(ready)} ready.`);
}

function partitioned(wanted: number, updated: number): HealthVerdict {
  return updated < wanted
    ? progressing(`${updated} of ${wanted} pods of the partition are updated.`)
    : healthy('The partitioned rollout is complete.');
}

export function daemonSetHealth(live: StatusReader): HealthVerdict {
  if (notObserved(live)) return progressing('Waiting for the controller to see the new spec.');
  const wanted = live.count('status', 'desiredNumberScheduled');
  const available = live.count('status', 'numberAvailable');
  const updated = live.count('status', 'updatedNumberScheduled');
  const onDelete = live.text('spec', 'updateStrategy', 'type') === 'OnDelete';
  if (!onDelete && updated < wanted)
    return progressing(`${updated} of ${wanted} pods are updated.`);
  if (available < wanted) return progressing(`${available} of ${wanted} pods are available.`);
  return healthy(`${pods(available)} available.`);
}

export function replicaSetHealth(live: StatusReader): HealthVerdict {
  if (notObserved(live)) return progressing('Waiting for the controller to see the new spec.');
  const failure = live.condition('ReplicaFailure');
  if (failure?.status === 'True') return degraded(said(failure, 'Pods cannot be created.'));
  const wanted = live.number('spec', 'replicas') ?? 1;
  const available = live.count('status', 'availableReplicas');
  return available < wanted
    ? progressing(`${available} of ${wanted} pods are available.`)
    : healthy(`${pods(available)} available.`);
}

export function jobHealth(live: StatusReader): HealthVerdict {
  const failed = live.condition('Failed');
  if (failed?.status === 'True') return degraded(said(failed, 'The job failed.'));
  if (live.is('Complete', 'True')) return healthy('The job is complete.');
  if (live.is('Suspended', 'True') || live.at('spec', 'suspend') === true) {
    return suspended('The job is suspended.');
  }
  return progressing(`${pods(live.count('status', 'active'))} running.`);
}

export function cronJobHealth(live: StatusReader): HealthVerdict {
  if (live.at('spec', 'suspend') === true) return suspended('The schedule is suspended.');
  const last = live.text('status', 'lastScheduleTime');
  return healthy(last === '' ? 'Scheduled, not run yet.' : `Last scheduled at ${last}.`);
}

/** Controllers of workloads always report what they saw: nothing yet means not seen. */
function notObserved(live: StatusReader): boolean {
  const generation = live.object.metadata.generation ?? 0;
  return live.count('status', 'observedGeneration') < generation;
}

function said(condition: Condition, otherwise: string): string {
  return condition.message === '' ? otherwise : condition.message;
}

function pods(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}
