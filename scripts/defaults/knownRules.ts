import type { DefaultsTable } from '../../src/core/schema/defaultsTable.ts';

/** What the generator can't find out from samples, each with its reason. */
export interface KnownRules {
  /** Type name → paths that explain each other, which hides a hand that sets both: immutable ones. */
  readonly twins: Readonly<Record<string, readonly string[]>>;
  /** Type name → paths that are read under another name, and need no rule. */
  readonly renamed: Readonly<Record<string, readonly string[]>>;
  /** Rules that are given; they have to explain what they are for like any other. */
  readonly types: DefaultsTable['types'];
  /**
   * Type name → paths which the server leaves alone in some objects for a reason that live does not
   * show. A rule is made from the others: where a hand puts the very same value, it goes unseen.
   */
  readonly sometimes: Readonly<Record<string, readonly string[]>>;
}

const core = 'io.k8s.api.core.v1.';
const apiextensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.';

type Rules = DefaultsTable['types'][string];

const requestsOfLimits: Rules = Object.fromEntries(
  ['containers', 'initContainers'].map((list) => {
    const anchor = `spec.${list}.*.resources`;
    return [`${anchor}.requests.{}`, [{ equals: `${anchor}.limits.{}`, anchor }]];
  }),
);

/** The service account's token: a volume, and a mount of it in each container. */
const apiAccess: Rules = {
  'spec.volumes.*.name': [{ rule: 'apiAccessVolume', anchor: 'spec' }],
  ...Object.fromEntries(
    ['containers', 'initContainers'].map((list) => {
      const anchor = `spec.${list}.*`;
      return [`${anchor}.volumeMounts.*.name`, [{ rule: 'apiAccessVolume', anchor }]];
    }),
  ),
};

const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
const patience = { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };

/** Marks with which a Job finds its pods; the same labels come to the Job itself. */
const jobMarks: Rules = {
  ...Object.fromEntries(
    ['controller-uid', 'batch.kubernetes.io/controller-uid'].flatMap((label) => [
      [`metadata.labels.${label}`, [{ rule: 'uid', anchor: 'metadata' }]],
      [
        `spec.template.metadata.labels.${label}`,
        [
          { rule: 'uid', anchor: 'spec.template' },
          { rule: 'uid', anchor: 'spec.template.metadata' },
        ],
      ],
      [`spec.selector.matchLabels.${label}`, [{ rule: 'uid', anchor: 'spec' }]],
    ]),
  ),
  ...Object.fromEntries(
    ['job-name', 'batch.kubernetes.io/job-name'].map((label) => [
      `spec.template.metadata.labels.${label}`,
      [
        { equals: 'metadata.name', anchor: 'spec.template' },
        { equals: 'metadata.name', anchor: 'spec.template.metadata' },
      ],
    ]),
  ),
  'metadata.labels.{}': [{ equals: 'spec.template.metadata.labels.{}', anchor: 'metadata' }],
};

export const knownRules: KnownRules = {
  types: {
    [`${core}Container`]: { imagePullPolicy: [{ rule: 'imagePullPolicy' }] },
    [`${core}ImageVolumeSource`]: { pullPolicy: [{ rule: 'volumePullPolicy' }] },
    // Test clusters are IPv4 only; others may be set up otherwise.
    [`${core}ServiceSpec`]: {
      ipFamilies: [{ rule: 'ipFamilies' }],
      ipFamilyPolicy: [
        { value: 'SingleStack', when: { type: ['ClusterIP', 'LoadBalancer', 'NodePort'] } },
        { value: 'RequireDualStack', when: { clusterIP: ['None'], selector: [null] } },
      ],
      // Whatever can be reached from outside; two conditions, either is enough.
      externalTrafficPolicy: [
        { value: 'Cluster', when: { type: ['LoadBalancer', 'NodePort'] } },
        { value: 'Cluster', when: { type: ['ClusterIP'] }, present: ['externalIPs'] },
      ],
    },
    // The old name of serviceAccountName. Not the other way round as well: each would explain the
    // other where a hand set both. Desired that has the old name alone is to be read as the new one.
    [`${core}PodSpec`]: { serviceAccount: [{ equals: 'serviceAccountName' }] },
    // A volume without a source is one; the server allows only one.
    [`${core}Volume`]: { emptyDir: [{ value: {} }] },
    // Put behind the declared ones, unless it is among them.
    [`${core}NamespaceSpec`]: { 'finalizers.+': [{ value: 'kubernetes' }] },
    [`${core}NodeSpec`]: { 'taints.+': [{ value: taint }] },
    [`${core}Pod`]: {
      ...requestsOfLimits,
      ...apiAccess,
      'spec.tolerations.+': ['not-ready', 'unreachable'].map((state) => ({
        value: { ...patience, key: `node.kubernetes.io/${state}` },
        anchor: 'spec',
      })),
      'spec.serviceAccountName': [{ value: 'default', anchor: 'spec' }],
      'spec.resources.requests.{}': [
        { equals: 'spec.resources.limits.{}', anchor: 'spec.resources' },
        { rule: 'podRequest', anchor: 'spec.resources' },
      ],
    },
    [`${core}LimitRangeItem`]: {
      'default.{}': [{ equals: 'max.{}', when: { type: ['Container'] } }],
      'defaultRequest.{}': [
        { equals: 'default.{}', when: { type: ['Container'] } },
        { equals: 'min.{}', when: { type: ['Container'] } },
      ],
    },
    [`${core}ReplicationController`]: {
      'metadata.labels.{}': [{ equals: 'spec.template.metadata.labels.{}', anchor: 'metadata' }],
      'spec.selector.{}': [{ equals: 'spec.template.metadata.labels.{}', anchor: 'spec' }],
    },
    // Only where it is an object of its own, and no part of a StatefulSet.
    [`${core}PersistentVolumeClaim`]: {
      'metadata.finalizers.*': [{ value: 'kubernetes.io/pvc-protection', anchor: 'metadata' }],
    },
    // Counts changes of the template.
    'io.k8s.api.apps.v1.DaemonSet': {
      'metadata.annotations.deprecated.daemonset.template.generation': [
        { rule: 'counter', anchor: 'metadata' },
      ],
    },
    'io.k8s.api.batch.v1.Job': jobMarks,
    [`${apiextensions}CustomResourceDefinitionNames`]: {
      listKind: [{ rule: 'listKind' }],
      singular: [{ rule: 'singular' }],
    },
  },
  twins: {
    [`${core}PersistentVolumeClaim`]: ['kind', 'name'].flatMap((key) => [
      `spec.dataSource.${key}`,
      `spec.dataSourceRef.${key}`,
    ]),
  },
  renamed: { [`${core}PodSpec`]: ['serviceAccountName'] },
  sometimes: {
    // `updateStrategy: {}` gets it, `{type: RollingUpdate}` does not; live is the same.
    'io.k8s.api.apps.v1.StatefulSetUpdateStrategy': ['rollingUpdate.partition'],
  },
};
