import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
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

async function start(): Promise<Lesson> {
  lesson = await Lesson.start(cluster, 'edges');
  return lesson;
}

const all = ['full', 'confirm', 'off'] as const;
const agent = 'spec.template.spec.containers[name=agent]';

function deployment(container = '', name = 'agent'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {app: agent}}
spec:
  replicas: 2
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: agent
          image: agent:1
${container}`;
}

async function patch(path: string, type: string, body: unknown): Promise<void> {
  const answer = await cluster.request(path, {
    method: 'PATCH',
    contentType: `application/${type}-patch+json`,
    body,
  });
  if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
}

function deploymentPath(name = 'agent'): string {
  return `/apis/apps/v1/namespaces/${lesson.namespace}/deployments/${name}`;
}

describe('an object whose owners nobody tracks', () => {
  it('is in sync, and what was added to it is found without a writer', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await patch(deploymentPath(), 'merge', { metadata: { managedFields: [{}] } });
    await lesson.kubectl('wait', '--for=jsonpath={.metadata.name}=agent', 'deployment/agent');
    for (const checks of all) {
      expect((await lesson.see('Deployment', 'agent', { checks })).status, checks).toBe('inSync');
    }
    await lesson.kubectl('set', 'env', 'deployment/agent', 'DEBUG=1');
    await patch(deploymentPath(), 'merge', { metadata: { managedFields: [{}] } });
    for (const checks of all) {
      expect((await lesson.see('Deployment', 'agent', { checks })).findings, checks).toEqual([
        `added ${agent}.env[name=DEBUG]`,
      ]);
    }
  });
});

describe('a server that refuses the dry run', () => {
  it('by a webhook that is down: the object’s findings are local, others are confirmed', async () => {
    const { git, namespace } = await start();
    git.commit('First', {
      'agent.yaml': deployment(),
      'idle.yaml': deployment('', 'idle'),
      'map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {a: "1"}\n',
    });
    await lesson.kubectl('apply', '-f', git.folder);
    await lesson.kubectl('scale', 'deployment/agent', '--replicas=3');
    await lesson.kubectl('set', 'env', 'deployment/agent', 'DEBUG=1');
    await lesson.kubectl('patch', 'cm/map', '-p', '{"data":{"a":"2"}}');
    const webhook = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: ${namespace}}
webhooks:
  - name: down.example.com
    clientConfig: {url: "https://127.0.0.1:1/"}
    admissionReviewVersions: [v1]
    sideEffects: None
    timeoutSeconds: 1
    failurePolicy: Fail
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}
    rules: [{apiGroups: [apps], apiVersions: [v1], operations: ["*"], resources: [deployments]}]
`;
    await lesson.apply(webhook);
    try {
      await untilRefused();
      for (const checks of all) {
        const harness = await lesson.look({ checks });
        const words = (kind: string, name: string) =>
          harness
            .object(kind, name)
            .findings.map(({ path, confirmedBy }) => [path.length, confirmedBy]);
        expect(harness.findings('Deployment', 'agent'), checks).toEqual([
          `added ${agent}.env[name=DEBUG] by kubectl-set`,
          'changed spec.replicas 2 → 3 by kubectl',
        ]);
        expect(words('Deployment', 'agent').map(([, by]) => by)).toEqual(['local', 'local']);
        expect(words('ConfigMap', 'map').map(([, by]) => by)).toEqual([
          checks === 'off' ? 'local' : 'server',
        ]);
        expect(harness.object('Deployment', 'idle').status).toBe('inSync');
        await harness.dispose();
      }
    } finally {
      await lesson.kubectl('delete', 'validatingwebhookconfiguration', namespace);
    }
  });

  async function untilRefused(): Promise<void> {
    for (let tries = 0; tries < 40; tries += 1) {
      try {
        await lesson.kubectl('annotate', 'deployment/agent', 'x=y', '--dry-run=server');
      } catch (error) {
        if (String(error).includes('down.example.com')) return;
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error('The webhook is not asked');
  }

  it('of an immutable field: the finding stays, by local comparison', async () => {
    const { git } = await start();
    const job = (image: string) => `apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  suspend: true
  template: {spec: {restartPolicy: Never, containers: [{name: agent, image: "${image}"}]}}
`;
    git.commit('First', { 'job.yaml': job('a:1') });
    await lesson.applyFrom('HEAD', 'job.yaml');
    git.commit('Second', { 'job.yaml': job('a:2') });
    for (const checks of all) {
      expect(await lesson.see('Job', 'once', { checks }), checks).toMatchObject({
        status: 'behind',
        findings: [
          'changed spec.template.spec.containers[name=agent].image "a:2" → "a:1" by kubectl-client-side-apply (applier) (pending)',
        ],
      });
    }
  });

  it('of a namespace that is not there: missing, with all checks', async () => {
    const { git, namespace } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    for (const checks of all) {
      const options = { checks, namespace: `${namespace}-none` };
      expect((await lesson.see('Deployment', 'agent', options)).status).toBe('missing');
    }
  });
});

describe('duplicate merge keys', () => {
  it('in Git: the last one counts, and live may hold both', async () => {
    const { git } = await start();
    const twice = deployment(
      '          env: [{name: A, value: "1"}, {name: B, value: "x"}, {name: A, value: "2"}]\n',
    );
    git.commit('First', { 'agent.yaml': twice });
    await lesson.kubectl('create', '-f', `${git.folder}/agent.yaml`);
    for (const checks of all) {
      expect((await lesson.see('Deployment', 'agent', { checks })).findings, checks).toEqual([]);
    }
    await lesson.kubectl('set', 'env', 'deployment/agent', 'B=y');
    for (const checks of all) {
      expect((await lesson.see('Deployment', 'agent', { checks })).findings, checks).toEqual([
        `changed ${agent}.env[name=B].value "x" → "y" by kubectl-set`,
      ]);
    }
  });

  it('of one port over two protocols are two ports', async () => {
    const { git } = await start();
    const service = `apiVersion: v1
kind: Service
metadata: {name: dns}
spec:
  ports: [{name: tcp, port: 53}, {name: udp, port: 53, protocol: UDP}]
`;
    git.commit('First', { 'dns.yaml': service });
    await lesson.kubectl('create', '-f', `${git.folder}/dns.yaml`);
    expect((await lesson.see('Service', 'dns')).status).toBe('inSync');
    await lesson.kubectl(
      'patch',
      'service/dns',
      '--type=json',
      '-p',
      '[{"op":"replace","path":"/spec/ports/1/targetPort","value":5353}]',
    );
    for (const checks of all) {
      expect((await lesson.see('Service', 'dns', { checks })).findings, checks).toEqual([
        'added spec.ports[port=53,protocol=UDP].targetPort 5353 by kubectl-patch',
      ]);
    }
  });
});

describe('objects that somebody else made', () => {
  it.each([
    ['a client of any name', 'POST', 'my-operator'],
    ['Terraform', 'POST', 'HashiCorp'],
    ['Argo CD, client-side', 'POST', 'argocd-controller'],
    ['Flux, server-side', 'APPLY', 'kustomize-controller'],
    ['a person’s own name, server-side', 'APPLY', 'zoe'],
  ] as const)('%s: in sync as they came', async (_who, how, manager) => {
    const { git, namespace } = await start();
    const body = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'agent', namespace, labels: { app: 'agent' } },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'agent' } },
        template: {
          metadata: { labels: { app: 'agent' } },
          spec: { containers: [{ name: 'agent', image: 'agent:1' }] },
        },
      },
    };
    git.commit('First', { 'agent.json': JSON.stringify(body) });
    const base = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const answer =
      how === 'POST'
        ? await cluster.request(`${base}?fieldManager=${manager}`, { method: 'POST', body })
        : await cluster.request(`${base}/agent?fieldManager=${manager}&force=true`, {
            method: 'PATCH',
            contentType: 'application/apply-patch+yaml',
            body,
          });
    expect(answer.status).toBe(201);
    for (const checks of all) {
      expect(await lesson.see('Deployment', 'agent', { checks }), checks).toEqual({
        status: 'inSync',
        findings: [],
      });
    }
    await lesson.kubectl('set', 'env', 'deployment/agent', 'DEBUG=1');
    for (const checks of all) {
      expect((await lesson.see('Deployment', 'agent', { checks })).findings, checks).toEqual([
        `added ${agent}.env[name=DEBUG] by kubectl-set`,
      ]);
    }
  });
});

describe('custom resources', () => {
  it('without a status subresource: a declared status is compared', async () => {
    const { git, namespace } = await start();
    const group = `${namespace}.example.com`;
    await lesson.apply(`apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.${group}}
spec:
  group: ${group}
  scope: Cluster
  names: {kind: Gadget, plural: gadgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            status: {type: object, properties: {phase: {type: string}, size: {type: integer}}}
            list: {type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            number: {type: number}
            nothing: {type: string, nullable: true}
`);
    await lesson.kubectl('wait', '--for=condition=Established', `crd/gadgets.${group}`);
    const gadget = (name: string, more = '') =>
      `apiVersion: ${group}/v1\nkind: Gadget\nmetadata: {name: ${name}}\n${more}`;
    git.commit('First', {
      'one.yaml': gadget(
        'one',
        'status: {phase: Ready}\nlist: [{a: null, b: 1}]\nnumber: 1.0\nnothing: null\n',
      ),
      'two.yaml': gadget('two'),
    });
    await lesson.kubectl('create', '-f', git.folder);
    for (const checks of all) {
      const harness = await lesson.look({ checks });
      expect(harness.findings('Gadget', 'one'), checks).toEqual([]);
      expect(harness.findings('Gadget', 'two'), checks).toEqual([]);
      await harness.dispose();
    }
    for (const name of ['one', 'two']) {
      await lesson.kubectl(
        'patch',
        `gadgets.${group}/${name}`,
        '--type=merge',
        '-p',
        '{"status":{"phase":"Lost"},"number":1.5}',
      );
    }
    expect((await lesson.see('Gadget', 'one')).findings).toEqual([
      'changed number 1 → 1.5 by kubectl-patch',
      'changed status.phase "Ready" → "Lost" by kubectl-patch',
    ]);
    expect((await lesson.see('Gadget', 'two')).findings).toEqual(['added number 1.5']);
  });
});

describe('an object that somebody deleted', () => {
  it('is drift for as long as its finalizers keep it, and nothing to sync or capture', async () => {
    const { git } = await start();
    const map = (name: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, finalizers: [example.com/held]}\n`;
    git.commit('First', { 'held.yaml': map('held'), 'other.yaml': map('other') });
    await lesson.kubectl('apply', '-f', git.folder);
    await lesson.kubectl('delete', 'configmap/held', '--wait=false');
    try {
      for (const checks of all) {
        const harness = await lesson.look({ checks });
        expect(harness.object('ConfigMap', 'held'), checks).toMatchObject({
          status: 'drifted',
          findings: [{ kind: 'added', note: 'being deleted', pending: false }],
        });
        expect(harness.object('ConfigMap', 'other').status, checks).toBe('inSync');
        await harness.dispose();
      }
    } finally {
      for (const name of ['held', 'other']) {
        await patch(`/api/v1/namespaces/${lesson.namespace}/configmaps/${name}`, 'merge', {
          metadata: { finalizers: null },
        });
      }
    }
    expect((await lesson.see('ConfigMap', 'held')).status).toBe('missing');
  });
});

describe('a hand that writes by another version of the kind', () => {
  it('is found by what the declared version shows of it', async () => {
    const { git } = await start();
    const scaler = (name: string) => `apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: ${name}}
spec:
  maxReplicas: 3
  targetCPUUtilizationPercentage: 60
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: nobody}
`;
    git.commit('First', { 'one.yaml': scaler('one'), 'two.yaml': scaler('two') });
    await lesson.kubectl('apply', '-f', git.folder);
    const byVersion2 = (name: string): string =>
      `/apis/autoscaling/v2/namespaces/${lesson.namespace}/horizontalpodautoscalers/${name}`;
    const average = (name: string, averageUtilization: number) => ({
      type: 'Resource',
      resource: { name, target: { type: 'Utilization', averageUtilization } },
    });
    const metrics = [average('cpu', 60), average('memory', 50)];
    await patch(`${byVersion2('one')}?fieldManager=kubectl-edit`, 'merge', { spec: { metrics } });
    // What the cluster itself writes by another version is nobody's change.
    await patch(`${byVersion2('two')}/status?fieldManager=kube-controller-manager`, 'merge', {
      status: { currentMetrics: [], desiredReplicas: 2, conditions: [condition] },
    });
    for (const checks of all) {
      const harness = await lesson.look({ checks });
      expect(harness.findings('HorizontalPodAutoscaler', 'one'), checks).toEqual([
        expect.stringMatching(
          /^added metadata\.annotations\["autoscaling\.alpha\.kubernetes\.io\/metrics"\] .* by kubectl-edit$/,
        ),
      ]);
      // Nobody is recorded for the annotation itself: it is shown, and never undone unasked.
      expect(harness.object('HorizontalPodAutoscaler', 'one').findings).toMatchObject([
        { leaveByDefault: true },
      ]);
      expect(harness.findings('HorizontalPodAutoscaler', 'two'), checks).toEqual([]);
      await harness.dispose();
    }
    await patch(`${byVersion2('two')}?fieldManager=kubectl-edit`, 'merge', {
      spec: { maxReplicas: 4 },
    });
    expect((await lesson.see('HorizontalPodAutoscaler', 'two')).findings).toEqual([
      'changed spec.maxReplicas 3 → 4 by kubectl-edit',
    ]);
  });

  const condition = {
    type: 'AbleToScale',
    status: 'True',
    reason: 'ReadyForNewScale',
    message: 'fine',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
});

describe('a restart by hand', () => {
  it('has a plain name, and is left by default', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await lesson.kubectl('rollout', 'restart', 'deployment/agent');
    const harness = await lesson.look();
    expect(harness.object('Deployment', 'agent').findings).toEqual([
      expect.objectContaining({ note: 'restarted by hand', leaveByDefault: true, kind: 'added' }),
    ]);
    await harness.dispose();
  });
});

describe('a target', () => {
  it('of one path of the repository sees nothing else', async () => {
    const { git } = await start();
    git.commit('First', {
      'prod/agent.yaml': deployment(),
      'test/other.yaml': deployment('', 'other'),
      'production.yaml': deployment('', 'third'),
    });
    const harness = await lesson.look({ path: 'prod' });
    expect([...harness.engine.store.objects()].map(({ ref }) => ref.name)).toEqual(['agent']);
    await harness.dispose();
  });
});

describe('many Secrets in one namespace', () => {
  it('are listed, without those of Helm', async () => {
    const { git } = await start();
    const names = Array.from({ length: 25 }, (_, at) => `secret-${at}`);
    const text = (name: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\nstringData: {a: "canary-${name}"}\n`;
    git.commit('First', { 'all.yaml': names.map(text).join('---\n') });
    await lesson.kubectl('apply', '-f', `${git.folder}/all.yaml`);
    await lesson.kubectl('patch', 'secret/secret-7', '-p', '{"stringData":{"a":"canary-new"}}');
    const harness = await lesson.look();
    for (const name of names) {
      const expected = name === 'secret-7' ? 'drifted' : 'inSync';
      expect(harness.object('Secret', name).status, name).toBe(expected);
    }
    const asked = harness.requests.filter((request) => request.includes('/secrets'));
    expect(asked).toHaveLength(1);
    expect(decodeURIComponent(asked[0] ?? '')).toContain('type!=helm.sh/release.v1');
    await harness.dispose();
  });
});
