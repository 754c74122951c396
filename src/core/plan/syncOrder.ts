import type { KubeObject } from '../model/kubeObject.ts';
import { formatRef, groupOf, type ObjectRef } from '../model/objectRef.ts';

/**
 * Kinds in the order of a sync: what others need before them, as Argo CD's gitops-engine has it,
 * with definitions next to namespaces and with what judges other objects last. A kind without a
 * row is somebody's custom resource and comes after the built-in ones.
 */
const kindOrder: readonly string[] = [
  '/Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'scheduling.k8s.io/PriorityClass',
  'node.k8s.io/RuntimeClass',
  'networking.k8s.io/NetworkPolicy',
  '/ResourceQuota',
  '/LimitRange',
  'policy/PodDisruptionBudget',
  '/ServiceAccount',
  '/Secret',
  '/ConfigMap',
  'storage.k8s.io/StorageClass',
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  '/Service',
  'apps/DaemonSet',
  '/Pod',
  '/ReplicationController',
  'apps/ReplicaSet',
  'apps/Deployment',
  'autoscaling/HorizontalPodAutoscaler',
  'apps/StatefulSet',
  'batch/Job',
  'batch/CronJob',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/Ingress',
  'apiregistration.k8s.io/APIService',
];

const lastKinds: readonly string[] = [
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
];

const ranks = new Map<string, number>([
  ...kindOrder.map((kind, index) => [kind, index] as const),
  ...lastKinds.map((kind, index) => [kind, kindOrder.length + 1 + index] as const),
]);

/** Where an object stands in a sync. Equal places may be written side by side. */
export interface SyncPlace {
  readonly wave: number;
  readonly rank: number;
}

/** The place of an object: its wave by Argo CD's annotation, and its kind's rank. */
export function syncPlace(ref: ObjectRef, desired: KubeObject | undefined): SyncPlace {
  return { wave: waveOf(desired), rank: rankOf(ref) };
}

/** Waves first, then kinds, then names. */
export function compareSteps(
  a: SyncPlace & { readonly ref: ObjectRef },
  b: SyncPlace & { readonly ref: ObjectRef },
): number {
  return a.wave - b.wave || a.rank - b.rank || compareText(formatRef(a.ref), formatRef(b.ref));
}

function rankOf(ref: ObjectRef): number {
  return ranks.get(`${groupOf(ref.apiVersion)}/${ref.kind}`) ?? kindOrder.length;
}

function waveOf(desired: KubeObject | undefined): number {
  const text = desired?.metadata.annotations?.['argocd.argoproj.io/sync-wave'];
  return text !== undefined && /^[+-]?\d{1,9}$/.test(text) ? Number(text) : 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
