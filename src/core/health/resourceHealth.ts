import { degraded, healthy, progressing, unknown, type HealthVerdict } from './healthVerdict.ts';
import type { StatusReader } from './statusReader.ts';

export function serviceHealth(live: StatusReader): HealthVerdict {
  if (live.text('spec', 'type') !== 'LoadBalancer') return healthy('The service exists.');
  return live.list('status', 'loadBalancer', 'ingress').length > 0
    ? healthy('The load balancer has an address.')
    : progressing('Waiting for the load balancer.');
}

export function ingressHealth(live: StatusReader): HealthVerdict {
  return live.list('status', 'loadBalancer', 'ingress').length > 0
    ? healthy('The ingress has an address.')
    : progressing('Waiting for an ingress controller.');
}

export function claimHealth(live: StatusReader): HealthVerdict {
  const phase = live.text('status', 'phase');
  if (phase === 'Bound') return healthy('The claim is bound.');
  if (phase === 'Lost') return degraded('The volume of the claim is lost.');
  return progressing('The claim waits for a volume.');
}

export function volumeHealth(live: StatusReader): HealthVerdict {
  const phase = live.text('status', 'phase');
  if (phase === 'Failed') return degraded('The volume could not be reclaimed.');
  if (phase === 'Bound' || phase === 'Available' || phase === 'Released') {
    return healthy(`The volume is ${phase.toLowerCase()}.`);
  }
  return progressing('The volume is being made.');
}

export function namespaceHealth(live: StatusReader): HealthVerdict {
  return live.text('status', 'phase') === 'Terminating'
    ? progressing('The namespace is being deleted.')
    : healthy('The namespace is active.');
}

/** Reasons by which an autoscaler says that it cannot do its work at all. */
const autoscalerFaults: readonly (readonly [type: string, reason: string])[] = [
  ['AbleToScale', 'FailedGetScale'],
  ['AbleToScale', 'FailedUpdateScale'],
  ['ScalingActive', 'FailedGetResourceMetric'],
  ['ScalingActive', 'FailedGetExternalMetric'],
  ['ScalingActive', 'FailedGetPodsMetric'],
  ['ScalingActive', 'FailedGetObjectMetric'],
  ['ScalingActive', 'InvalidSelector'],
];

export function autoscalerHealth(live: StatusReader): HealthVerdict {
  for (const [type, reason] of autoscalerFaults) {
    const condition = live.condition(type);
    if (condition?.reason === reason) return degraded(condition.message || reason);
  }
  if (live.is('AbleToScale', 'True')) return healthy('The autoscaler is at work.');
  return progressing('The autoscaler has not looked yet.');
}

export function apiServiceHealth(live: StatusReader): HealthVerdict {
  const available = live.condition('Available');
  if (available?.status === 'True') return healthy('The API is available.');
  return progressing(available?.message || 'Waiting for the API to answer.');
}

export function definitionHealth(live: StatusReader): HealthVerdict {
  const names = live.condition('NamesAccepted');
  if (names?.status === 'False') return degraded(names.message || 'Its names are taken.');
  if (live.is('Terminating', 'True')) return progressing('The definition is being deleted.');
  if (live.is('Established', 'True')) return healthy('The definition is established.');
  return progressing('Waiting for the server to serve the kind.');
}

export function budgetHealth(live: StatusReader): HealthVerdict {
  if (live.lagsBehindSpec()) return progressing('Waiting for the controller to see the new spec.');
  return healthy('The budget is in force.');
}

/**
 * The rule for kinds without one: the conditions that kstatus and Flux agreed on. A custom
 * resource that reports none cannot be told; a built-in kind without a rule has no state to wait for.
 */
export function conditionHealth(live: StatusReader): HealthVerdict {
  if (live.lagsBehindSpec()) return progressing('Waiting for the controller to see the new spec.');
  const stalled = live.condition('Stalled');
  if (stalled?.status === 'True') return degraded(stalled.message || 'It is stalled.');
  const reconciling = live.condition('Reconciling') ?? live.condition('Issuing');
  if (reconciling?.status === 'True') return progressing(reconciling.message || 'At work.');
  const ready = live.condition('Ready');
  if (ready === undefined) return withoutReady(live);
  const generation = live.object.metadata.generation ?? 0;
  if (ready.observedGeneration !== undefined && ready.observedGeneration < generation) {
    return progressing('Waiting for the controller to see the new spec.');
  }
  if (ready.status === 'True') return healthy(ready.message || 'It is ready.');
  if (ready.status === 'False') return degraded(ready.message || 'It is not ready.');
  return progressing(ready.message || 'It does not say yet whether it is ready.');
}

function withoutReady(live: StatusReader): HealthVerdict {
  return isBuiltIn(live.object.apiVersion)
    ? healthy('It exists.')
    : unknown('It reports no Ready condition.');
}

/** Groups of Kubernetes itself have no dot, or end in `k8s.io` and are not made by a CRD. */
function isBuiltIn(apiVersion: string): boolean {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return !group.includes('.') || builtInGroups.has(group);
}

const builtInGroups: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);
