import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { ways, type Way } from '../fixtures/driftMatrix/change.ts';
import { describeFinding } from '../fixtures/engineHarness.ts';
import { Lesson } from '../fixtures/lesson.ts';

let cluster: TestCluster;
let lesson: Lesson;

beforeAll(async () => {
  cluster = await attachCluster();
});
afterEach(() => {
  lesson.end();
});
afterAll(async () => {
  await cluster.stop();
});

const all = ['full', 'confirm', 'off'] as const;

/** What people commit, and the server stores otherwise. `$` is the namespace. */
const wild: Readonly<Record<string, string>> = {
  'zeros.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: zeros
  annotations: {}
  labels: {}
spec:
  replicas: 1
  minReadySeconds: 0
  paused: false
  selector: {matchLabels: {app: zeros}, matchExpressions: []}
  template:
    metadata:
      creationTimestamp: null
      labels: {app: zeros}
      annotations: {}
    spec:
      hostNetwork: false
      hostPID: false
      nodeSelector: {}
      tolerations: []
      affinity: {}
      securityContext: {}
      imagePullSecrets: []
      initContainers: []
      volumes:
        - {name: scratch, emptyDir: {}}
        - {name: disk, hostPath: {path: /x, type: ""}}
      containers:
        - name: a
          image: a
          command: []
          args: null
          env:
            - {name: EMPTY, value: ""}
            - {name: NOTHING}
            - {name: NULLED, value: null}
          envFrom: []
          resources: {}
          stdin: false
          tty: false
          workingDir: ""
          securityContext: {}
          lifecycle: {}
          volumeMounts:
            - {name: scratch, mountPath: /s, readOnly: false, subPath: ""}
            - {name: disk, mountPath: /d}
          ports:
            - {containerPort: 80, name: "", hostPort: 0, protocol: TCP}
status: {}
`,
  'service.yaml': `apiVersion: v1
kind: Service
metadata: {name: service, creationTimestamp: null}
spec:
  type: ClusterIP
  clusterIP: ""
  externalName: ""
  publishNotReadyAddresses: false
  selector: {app: zeros}
  ports:
    - {port: 80, targetPort: 0, name: "", nodePort: 0}
status: {loadBalancer: {}}
`,
  'account.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: account}
spec:
  selector: {matchLabels: {app: account}}
  template:
    metadata: {labels: {app: account}}
    spec:
      serviceAccount: other
      serviceAccountName: default
      containers: [{name: a, image: "a:1"}]
`,
  'old-account.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: old-account}
spec:
  selector: {matchLabels: {app: account}}
  template:
    metadata: {labels: {app: account}}
    spec:
      serviceAccount: default
      containers: [{name: a, image: "a:1"}]
`,
  'quantities.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: quantities}
spec:
  selector: {matchLabels: {app: quantities}}
  template:
    metadata: {labels: {app: quantities}}
    spec:
      containers:
        - name: a
          image: a:1
          resources:
            requests: {cpu: 0.5, memory: 1024Mi, ephemeral-storage: 1e3, example.com/gpu: null}
            limits: {cpu: 1000m, memory: 1073741824, ephemeral-storage: 0.5Gi, example.com/gpu: null}
`,
  'rights.yml': `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleList
items:
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: empty}
    rules: []
  - apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: some}
    rules: [{apiGroups: [""], resources: [pods], verbs: [get], resourceNames: []}]
`,
  'aggregated.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: "$-aggregated"}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {"$": "yes"}}]}
rules: [{apiGroups: [""], resources: [nothing], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: "$-part", labels: {"$": "yes"}}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
`,
  'maps.json': JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'json' }, data: { a: '1' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'bare' } },
    ],
  }),
  'keys.yaml': `# numbers and booleans as keys
apiVersion: v1
kind: ConfigMapList
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: keys
      labels: {on: "yes"}
    data: {1: one, true: "yes", 8080: port, 1.5: float}
`,
  'comments.yaml': `# only words
---
# and here
---
apiVersion: v1
kind: ConfigMap
metadata: {name: between}
data:
  folded: >
    a
    b
  literal: |+
    x

  long: "a\\tb\\u00e9"
---
---
# the end
`,
  'anchors.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: anchors
  labels: &labels {app: one}
  annotations: &labels {app: two}
data:
  <<: *labels
  own: "1"
`,
  'duplicates.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: duplicates}
data:
  twice: "1"
  other: x
  twice: "2"
`,
  'policy.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: policy}
spec:
  podSelector: {}
  ingress: [{}]
  egress: []
  policyTypes: [Ingress, Egress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ports}
spec:
  podSelector: {matchLabels: {}}
  ingress: [{ports: [{port: 80}]}]
`,
  'storage.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: storage}
spec:
  serviceName: ""
  selector: {matchLabels: {app: storage}}
  template:
    metadata: {labels: {app: storage}}
    spec:
      containers: [{name: a, image: "a:1", volumeMounts: [{name: data, mountPath: /d}]}]
  volumeClaimTemplates:
    - apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: data, creationTimestamp: null}
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: ""
        resources: {requests: {storage: 1024Mi}}
      status: {}
`,
  'secrets.yaml': `apiVersion: v1
kind: Secret
metadata: {name: both}
data: {a: YQ==, b: Yg==}
stringData: {b: "c", empty: ""}
---
apiVersion: v1
kind: Secret
metadata: {name: login}
type: kubernetes.io/basic-auth
stringData: {username: "u", password: "p"}
---
apiVersion: v1
kind: Secret
metadata: {name: folded}
data:
  a: |
    YWJj
    ZGVm
  nothing: null
---
apiVersion: v1
kind: ConfigMap
metadata: {name: bytes}
data: {nothing: null}
binaryData:
  a: |
    YWJj
    ZGVm
`,
  'probes.yaml': `apiVersion: v1
kind: Pod
metadata: {name: probes, labels: {app: probes}}
spec:
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 0
  containers:
    - name: a
      image: a:1
      livenessProbe: {exec: {command: [x]}, initialDelaySeconds: 0}
      startupProbe: {grpc: {port: 80, service: ""}}
`,
  'tokens.yaml': `apiVersion: v1
kind: Pod
metadata: {name: tokens}
spec:
  containers: [{name: a, image: a:1}, {name: b, image: b, volumeMounts: []}]
`,
  'hpa.yaml': `apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: old}
spec:
  maxReplicas: 3
  targetCPUUtilizationPercentage: 60
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: nobody}
`,
  'crontab.yaml': `apiVersion: batch/v1
kind: CronJob
metadata: {name: crontab}
spec:
  schedule: "@yearly"
  suspend: false
  startingDeadlineSeconds: null
  jobTemplate:
    metadata: {}
    spec:
      template:
        metadata: {}
        spec: {restartPolicy: Never, containers: [{name: a, image: a, imagePullPolicy: ""}]}
`,
};

describe('manifests as people write them', () => {
  it.each(Object.keys(ways) as readonly Way[])('are in sync after %s', async (way) => {
    lesson = await Lesson.start(cluster, 'wild');
    const { git, namespace } = lesson;
    const files = Object.fromEntries(
      Object.entries(wild).map(([name, text]) => [name, text.replaceAll('$', namespace)]),
    );
    git.commit('First', files);
    const refused: string[] = [];
    for (const name of Object.keys(files)) {
      const args = [...ways[way], '-f', `${git.folder}/${name}`, '--validate=false'];
      await lesson.kubectl(...args).catch((error: unknown) => refused.push(String(error)));
    }
    expect(refused).toEqual([]);
    for (const checks of all) {
      const harness = await lesson.look({ checks });
      const off = [...harness.engine.store.objects()].flatMap(
        ({ ref, status, findings, message }) =>
          status === 'inSync'
            ? []
            : [
                `${ref.kind}/${ref.name} ${status} ${message ?? ''} ${findings.map(describeFinding).join(' | ')}`,
              ],
      );
      expect(off, checks).toEqual([]);
      expect([...harness.statuses()].length).toBe(26);
      const { problems } = harness.engine.store.state;
      expect(problems.map(({ file, severity }) => `${severity} ${file ?? ''}`)).toEqual([
        'warning duplicates.yaml',
      ]);
      await harness.dispose();
    }
  });
});
