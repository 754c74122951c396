import type { KubeObject } from '../model/kubeObject.ts';
import { groupOf } from '../model/objectRef.ts';
import type { Health } from '../model/objectStatus.ts';
import { progressing, type HealthVerdict } from './healthVerdict.ts';
import { podHealth } from './podHealth.ts';
import {
  apiServiceHealth,
  autoscalerHealth,
  budgetHealth,
  claimHealth,
  conditionHealth,
  definitionHealth,
  ingressHealth,
  namespaceHealth,
  serviceHealth,
  volumeHealth,
} from './resourceHealth.ts';
import { StatusReader } from './statusReader.ts';
import {
  cronJobHealth,
  daemonSetHealth,
  deploymentHealth,
  jobHealth,
  replicaSetHealth,
  statefulSetHealth,
} from './workloadHealth.ts';

/** One rule per `group/kind`; every other kind is judged by its conditions. */
const rules: Readonly<Record<string, (live: StatusReader) => HealthVerdict>> = {
  'apps/Deployment': deploymentHealth,
  'apps/StatefulSet': statefulSetHealth,
  'apps/DaemonSet': daemonSetHealth,
  'apps/ReplicaSet': replicaSetHealth,
  '/ReplicationController': replicaSetHealth,
  '/Pod': podHealth,
  'batch/Job': jobHealth,
  'batch/CronJob': cronJobHealth,
  '/Service': serviceHealth,
  '/Namespace': namespaceHealth,
  '/PersistentVolumeClaim': claimHealth,
  '/PersistentVolume': volumeHealth,
  'networking.k8s.io/Ingress': ingressHealth,
  'autoscaling/HorizontalPodAutoscaler': autoscalerHealth,
  'policy/PodDisruptionBudget': budgetHealth,
  'apiregistration.k8s.io/APIService': apiServiceHealth,
  'apiextensions.k8s.io/CustomResourceDefinition': definitionHealth,
};

/** How a live object fares by its own account, with the reason; `undefined` is `missing`. */
export function judgeHealth(live: KubeObject | undefined): HealthVerdict {
  if (live === undefined) return { health: 'missing', reason: 'It is not in the cluster.' };
  if (live.metadata.deletionTimestamp !== undefined) return progressing('It is being deleted.');
  const rule = rules[`${groupOf(live.apiVersion)}/${live.kind}`] ?? conditionHealth;
  return rule(new StatusReader(live));
}

/** The word of `judgeHealth` alone. */
export function healthOf(live: KubeObject | undefined): Health {
  return judgeHealth(live).health;
}
