import { describe, expect, it } from 'vitest';
import { healthOf, judgeHealth } from '../../../../src/core/health/healthOf.ts';
import type { JsonObject } from '../../../../src/core/model/json.ts';
import type { KubeObject } from '../../../../src/core/model/kubeObject.ts';
import type { Health } from '../../../../src/core/model/objectStatus.ts';

interface Case {
  readonly says: string;
  readonly kind: string;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
  readonly metadata?: JsonObject;
  readonly expected: Health;
}

const rollout = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
const generation2 = { generation: 2 };

function condition(type: string, status: string, more: JsonObject = {}): JsonObject {
  return { type, status, ...more };
}

function waiting(reason: string): JsonObject {
  return { name: 'agent', state: { waiting: { reason } } };
}

const cases: readonly Case[] = [
  // Deployment
  {
    says: 'rolled out',
    kind: 'apps/v1 Deployment',
    spec: { replicas: 3 },
    status: rollout,
    metadata: generation2,
    expected: 'healthy',
  },
  {
    says: 'not observed',
    kind: 'apps/v1 Deployment',
    spec: { replicas: 3 },
    status: { ...rollout, observedGeneration: 1 },
    metadata: generation2,
    expected: 'progressing',
  },
  {
    says: 'without status',
    kind: 'apps/v1 Deployment',
    spec: { replicas: 3 },
    metadata: generation2,
    expected: 'progressing',
  },
  {
    says: 'one still to update',
    kind: 'apps/v1 Deployment',
    spec: { replicas: 3 },
    status: { ...rollout, updatedReplicas: 2 },
    metadata: generation2,
    expected: 'progressing',
  },
  {
    says: 'an old pod left',
    kind: 'apps/v1 Deployment',
    spec: { replicas: 3 },
    status: { ...rollout, replicas: 4 },
    metadata: generation2,
    expected: 'progressing',
  },
  {
    says: 'one not available',
    kind: 'apps/v1 Deployment',
    spec: { replicas: 3 },
    status: { ...rollout, availableReplicas: 2 },
    metadata: generation2,
    expected: 'progressing',
  },
  {
    says: 'paused',
    kind: 'apps/v1 Deployment',
    spec: { replicas: 3, paused: true },
    status: rollout,
    metadata: generation2,
    expected: 'suspended',
  },
  {
    says: 'deadline passed',
    kind: 'apps/v1 Deployment',
    spec: { replicas: 3 },
    status: {
      ...rollout,
      updatedReplicas: 1,
      conditions: [condition('Progressing', 'False', { reason: 'ProgressDeadlineExceeded' })],
    },
    metadata: generation2,
    expected: 'degraded',
  },
  {
    says: 'scaled to nothing',
    kind: 'apps/v1 Deployment',
    spec: { replicas: 0 },
    status: { observedGeneration: 2 },
    metadata: generation2,
    expected: 'healthy',
  },
  {
    says: 'one pod by default',
    kind: 'apps/v1 Deployment',
    spec: {},
    status: { observedGeneration: 2 },
    metadata: generation2,
    expected: 'progressing',
  },
  {
    says: 'being deleted',
    kind: 'apps/v1 Deployment',
    spec: { replicas: 3 },
    status: rollout,
    metadata: { generation: 2, deletionTimestamp: '2026-01-01T00:00:00Z' },
    expected: 'progressing',
  },
  // StatefulSet
  {
    says: 'ready',
    kind: 'apps/v1 StatefulSet',
    spec: { replicas: 2 },
    status: {
      observedGeneration: 2,
      readyReplicas: 2,
      updatedReplicas: 2,
      updateRevision: 'a',
      currentRevision: 'a',
    },
    metadata: generation2,
    expected: 'healthy',
  },
  {
    says: 'one not ready',
    kind: 'apps/v1 StatefulSet',
    spec: { replicas: 2 },
    status: { observedGeneration: 2, readyReplicas: 1 },
    metadata: generation2,
    expected: 'progressing',
  },
  {
    says: 'revisions differ',
    kind: 'apps/v1 StatefulSet',
    spec: { replicas: 2 },
    status: { observedGeneration: 2, readyReplicas: 2, updateRevision: 'b', currentRevision: 'a' },
    metadata: generation2,
    expected: 'progressing',
  },
  {
    says: 'on delete',
    kind: 'apps/v1 StatefulSet',
    spec: { replicas: 2, updateStrategy: { type: 'OnDelete' } },
    status: { observedGeneration: 2, readyReplicas: 2, updateRevision: 'b', currentRevision: 'a' },
    metadata: generation2,
    expected: 'healthy',
  },
  {
    says: 'partition done',
    kind: 'apps/v1 StatefulSet',
    spec: {
      replicas: 4,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 3 } },
    },
    status: {
      observedGeneration: 2,
      readyReplicas: 4,
      updatedReplicas: 1,
      updateRevision: 'b',
      currentRevision: 'a',
    },
    metadata: generation2,
    expected: 'healthy',
  },
  {
    says: 'partition under way',
    kind: 'apps/v1 StatefulSet',
    spec: { replicas: 4, updateStrategy: { rollingUpdate: { partition: 2 } } },
    status: { observedGeneration: 2, readyReplicas: 4, updatedReplicas: 1 },
    metadata: generation2,
    expected: 'progressing',
  },
  // DaemonSet
  {
    says: 'everywhere',
    kind: 'apps/v1 DaemonSet',
    status: {
      observedGeneration: 2,
      desiredNumberScheduled: 3,
      updatedNumberScheduled: 3,
      numberAvailable: 3,
    },
    metadata: generation2,
    expected: 'healthy',
  },
  {
    says: 'no node',
    kind: 'apps/v1 DaemonSet',
    status: { observedGeneration: 2, desiredNumberScheduled: 0 },
    metadata: generation2,
    expected: 'healthy',
  },
  {
    says: 'one to update',
    kind: 'apps/v1 DaemonSet',
    status: {
      observedGeneration: 2,
      desiredNumberScheduled: 3,
      updatedNumberScheduled: 2,
      numberAvailable: 3,
    },
    metadata: generation2,
    expected: 'progressing',
  },
  {
    says: 'one not available',
    kind: 'apps/v1 DaemonSet',
    status: {
      observedGeneration: 2,
      desiredNumberScheduled: 3,
      updatedNumberScheduled: 3,
      numberAvailable: 2,
    },
    metadata: generation2,
    expected: 'progressing',
  },
  // ReplicaSet
  {
    says: 'available',
    kind: 'apps/v1 ReplicaSet',
    spec: { replicas: 2 },
    status: { observedGeneration: 2, availableReplicas: 2 },
    metadata: generation2,
    expected: 'healthy',
  },
  {
    says: 'quota exceeded',
    kind: 'apps/v1 ReplicaSet',
    spec: { replicas: 2 },
    status: {
      observedGeneration: 2,
      conditions: [condition('ReplicaFailure', 'True', { message: 'quota' })],
    },
    metadata: generation2,
    expected: 'degraded',
  },
  {
    says: 'waiting',
    kind: 'v1 ReplicationController',
    spec: { replicas: 2 },
    status: { observedGeneration: 2, availableReplicas: 1 },
    metadata: generation2,
    expected: 'progressing',
  },
  // Pod
  {
    says: 'ready',
    kind: 'v1 Pod',
    spec: { restartPolicy: 'Always' },
    status: { phase: 'Running', conditions: [condition('Ready', 'True')] },
    expected: 'healthy',
  },
  { says: 'starting', kind: 'v1 Pod', status: { phase: 'Pending' }, expected: 'progressing' },
  {
    says: 'not ready yet',
    kind: 'v1 Pod',
    status: { phase: 'Running', conditions: [condition('Ready', 'False')] },
    expected: 'progressing',
  },
  {
    says: 'crash loop',
    kind: 'v1 Pod',
    status: { phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff')] },
    expected: 'degraded',
  },
  {
    says: 'no image',
    kind: 'v1 Pod',
    status: { phase: 'Pending', containerStatuses: [waiting('ErrImagePull')] },
    expected: 'degraded',
  },
  {
    says: 'bad configuration',
    kind: 'v1 Pod',
    status: { phase: 'Pending', containerStatuses: [waiting('CreateContainerConfigError')] },
    expected: 'degraded',
  },
  {
    says: 'an init container fails',
    kind: 'v1 Pod',
    status: { phase: 'Pending', initContainerStatuses: [waiting('CrashLoopBackOff')] },
    expected: 'degraded',
  },
  {
    says: 'creating',
    kind: 'v1 Pod',
    status: { phase: 'Pending', containerStatuses: [waiting('ContainerCreating')] },
    expected: 'progressing',
  },
  {
    says: 'restarted',
    kind: 'v1 Pod',
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'agent', lastState: { terminated: { exitCode: 1 } } }],
    },
    expected: 'degraded',
  },
  { says: 'finished', kind: 'v1 Pod', status: { phase: 'Succeeded' }, expected: 'healthy' },
  { says: 'failed', kind: 'v1 Pod', status: { phase: 'Failed' }, expected: 'degraded' },
  {
    says: 'one that ends',
    kind: 'v1 Pod',
    spec: { restartPolicy: 'Never' },
    status: { phase: 'Running', conditions: [condition('Ready', 'True')] },
    expected: 'progressing',
  },
  { says: 'node away', kind: 'v1 Pod', status: { phase: 'Unknown' }, expected: 'unknown' },
  // Jobs
  {
    says: 'complete',
    kind: 'batch/v1 Job',
    status: { conditions: [condition('Complete', 'True')] },
    expected: 'healthy',
  },
  {
    says: 'failed',
    kind: 'batch/v1 Job',
    status: { conditions: [condition('Failed', 'True')] },
    expected: 'degraded',
  },
  { says: 'running', kind: 'batch/v1 Job', status: { active: 1 }, expected: 'progressing' },
  { says: 'suspended', kind: 'batch/v1 Job', spec: { suspend: true }, expected: 'suspended' },
  {
    says: 'scheduled',
    kind: 'batch/v1 CronJob',
    spec: { schedule: '* * * * *' },
    expected: 'healthy',
  },
  { says: 'suspended', kind: 'batch/v1 CronJob', spec: { suspend: true }, expected: 'suspended' },
  // Network and storage
  { says: 'inside', kind: 'v1 Service', spec: { type: 'ClusterIP' }, expected: 'healthy' },
  {
    says: 'without address',
    kind: 'v1 Service',
    spec: { type: 'LoadBalancer' },
    status: { loadBalancer: {} },
    expected: 'progressing',
  },
  {
    says: 'with address',
    kind: 'v1 Service',
    spec: { type: 'LoadBalancer' },
    status: { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } },
    expected: 'healthy',
  },
  {
    says: 'no controller',
    kind: 'networking.k8s.io/v1 Ingress',
    status: { loadBalancer: {} },
    expected: 'progressing',
  },
  {
    says: 'with address',
    kind: 'networking.k8s.io/v1 Ingress',
    status: { loadBalancer: { ingress: [{ hostname: 'a' }] } },
    expected: 'healthy',
  },
  {
    says: 'bound',
    kind: 'v1 PersistentVolumeClaim',
    status: { phase: 'Bound' },
    expected: 'healthy',
  },
  {
    says: 'waiting',
    kind: 'v1 PersistentVolumeClaim',
    status: { phase: 'Pending' },
    expected: 'progressing',
  },
  {
    says: 'lost',
    kind: 'v1 PersistentVolumeClaim',
    status: { phase: 'Lost' },
    expected: 'degraded',
  },
  {
    says: 'failed',
    kind: 'v1 PersistentVolume',
    status: { phase: 'Failed' },
    expected: 'degraded',
  },
  // Autoscaler
  {
    says: 'at work',
    kind: 'autoscaling/v2 HorizontalPodAutoscaler',
    status: { conditions: [condition('AbleToScale', 'True'), condition('ScalingActive', 'True')] },
    expected: 'healthy',
  },
  {
    says: 'no metrics',
    kind: 'autoscaling/v2 HorizontalPodAutoscaler',
    status: {
      conditions: [
        condition('AbleToScale', 'True'),
        condition('ScalingActive', 'False', { reason: 'FailedGetResourceMetric' }),
      ],
    },
    expected: 'degraded',
  },
  { says: 'fresh', kind: 'autoscaling/v2 HorizontalPodAutoscaler', expected: 'progressing' },
  // The server's own
  {
    says: 'available',
    kind: 'apiregistration.k8s.io/v1 APIService',
    status: { conditions: [condition('Available', 'True')] },
    expected: 'healthy',
  },
  {
    says: 'no backend',
    kind: 'apiregistration.k8s.io/v1 APIService',
    status: { conditions: [condition('Available', 'False')] },
    expected: 'progressing',
  },
  {
    says: 'established',
    kind: 'apiextensions.k8s.io/v1 CustomResourceDefinition',
    status: { conditions: [condition('NamesAccepted', 'True'), condition('Established', 'True')] },
    expected: 'healthy',
  },
  {
    says: 'names taken',
    kind: 'apiextensions.k8s.io/v1 CustomResourceDefinition',
    status: {
      conditions: [condition('NamesAccepted', 'False'), condition('Established', 'False')],
    },
    expected: 'degraded',
  },
  {
    says: 'new',
    kind: 'apiextensions.k8s.io/v1 CustomResourceDefinition',
    expected: 'progressing',
  },
  { says: 'active', kind: 'v1 Namespace', status: { phase: 'Active' }, expected: 'healthy' },
  {
    says: 'ending',
    kind: 'v1 Namespace',
    status: { phase: 'Terminating' },
    expected: 'progressing',
  },
  // Without a rule
  { says: 'a config map', kind: 'v1 ConfigMap', expected: 'healthy' },
  { says: 'a role', kind: 'rbac.authorization.k8s.io/v1 Role', expected: 'healthy' },
  {
    says: 'custom, ready',
    kind: 'example.com/v1 Widget',
    status: { conditions: [condition('Ready', 'True')] },
    expected: 'healthy',
  },
  {
    says: 'custom, not ready',
    kind: 'example.com/v1 Widget',
    status: { conditions: [condition('Ready', 'False')] },
    expected: 'degraded',
  },
  {
    says: 'custom, undecided',
    kind: 'example.com/v1 Widget',
    status: { conditions: [condition('Ready', 'Unknown')] },
    expected: 'progressing',
  },
  {
    says: 'custom, at work',
    kind: 'example.com/v1 Widget',
    status: { conditions: [condition('Ready', 'False'), condition('Reconciling', 'True')] },
    expected: 'progressing',
  },
  {
    says: 'custom, stalled',
    kind: 'example.com/v1 Widget',
    status: { conditions: [condition('Ready', 'True'), condition('Stalled', 'True')] },
    expected: 'degraded',
  },
  {
    says: 'custom, old status',
    kind: 'example.com/v1 Widget',
    status: { observedGeneration: 1, conditions: [condition('Ready', 'True')] },
    metadata: generation2,
    expected: 'progressing',
  },
  {
    says: 'custom, old condition',
    kind: 'example.com/v1 Widget',
    status: { conditions: [condition('Ready', 'True', { observedGeneration: 1 })] },
    metadata: generation2,
    expected: 'progressing',
  },
  { says: 'custom, silent', kind: 'example.com/v1 Widget', expected: 'unknown' },
  {
    says: 'custom, of a strange shape',
    kind: 'example.com/v1 Widget',
    status: { conditions: 'none' },
    expected: 'unknown',
  },
  {
    says: 'a deployment of another group',
    kind: 'example.com/v1 Deployment',
    spec: { paused: true },
    expected: 'unknown',
  },
];

function build(input: Case): KubeObject {
  const [apiVersion = '', kind = ''] = input.kind.split(' ');
  return {
    apiVersion,
    kind,
    metadata: { name: 'task-agent', ...input.metadata },
    ...(input.spec === undefined ? {} : { spec: input.spec }),
    ...(input.status === undefined ? {} : { status: input.status }),
  };
}

describe('health', () => {
  it.each(cases)('$kind, $says: $expected', (input) => {
    const verdict = judgeHealth(build(input));
    expect(verdict.health).toBe(input.expected);
    expect(verdict.reason).not.toBe('');
  });

  it('is missing without a live object', () => {
    expect(healthOf(undefined)).toBe('missing');
  });

  it("says the server's own words where it has some", () => {
    const live = build({
      says: '',
      kind: 'batch/v1 Job',
      expected: 'degraded',
      status: { conditions: [condition('Failed', 'True', { message: 'BackoffLimitExceeded' })] },
    });
    expect(judgeHealth(live).reason).toBe('BackoffLimitExceeded');
  });
});
