import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
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

async function start(): Promise<Lesson> {
  lesson = await Lesson.start(cluster, 'rules');
  return lesson;
}

function deployment(options: { image?: string; replicas?: string; env?: string } = {}): string {
  const { image = 'agent:1', replicas = '  replicas: 2\n', env = '[]' } = options;
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: agent}
spec:
${replicas}  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: agent
          image: ${image}
          env: ${env}
`;
}

const configMap = (data: string, name = 'settings') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${data}\n`;

const agent = 'spec.template.spec.containers[name=agent]';
const all = ['full', 'confirm', 'off'] as const;

describe('autoscalers', () => {
  /** Bounds 2 to 6; `active` is what its condition says. */
  async function scaleBy(active: 'True' | 'False' | undefined): Promise<void> {
    await lesson.kubectl('autoscale', 'deployment/agent', '--min=2', '--max=6', '--cpu=50%');
    await lesson.kubectl('wait', '--for=jsonpath={.metadata.name}=agent', 'hpa/agent');
    if (active === undefined) return;
    const condition = { type: 'ScalingActive', status: active, lastTransitionTime: null };
    const path = `/apis/autoscaling/v2/namespaces/${lesson.namespace}/horizontalpodautoscalers/agent`;
    const answer = await cluster.request(`${path}/status?fieldManager=kube-controller-manager`, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { status: { conditions: [condition] } },
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  async function setReplicas(replicas: number, manager: string): Promise<void> {
    const path = `/apis/apps/v1/namespaces/${lesson.namespace}/deployments/agent/scale`;
    const answer = await cluster.request(`${path}?fieldManager=${manager}`, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas } },
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  it('own the replicas within their bounds, and the hover says so', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await scaleBy('True');
    await setReplicas(4, 'kube-controller-manager');
    for (const checks of all) {
      const harness = await lesson.look({ checks });
      const { status, findings, message } = harness.object('Deployment', 'agent');
      expect({ status, findings }, checks).toEqual({ status: 'inSync', findings: [] });
      expect(message).toContain('HorizontalPodAutoscaler agent');
      await harness.dispose();
    }
  });

  it('do not excuse a scale beyond their bounds, nor one to 0', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await scaleBy('False');
    await setReplicas(9, 'kubectl');
    expect(await lesson.see('Deployment', 'agent')).toMatchObject({
      status: 'drifted',
      findings: ['changed spec.replicas 2 → 9 by kubectl'],
    });
    await setReplicas(0, 'kubectl');
    expect(await lesson.see('Deployment', 'agent')).toMatchObject({
      status: 'drifted',
      findings: ['changed spec.replicas 2 → 0'],
    });
  });

  it('that do not scale excuse nobody but themselves', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await scaleBy('False');
    await setReplicas(4, 'kubectl');
    expect((await lesson.see('Deployment', 'agent')).status).toBe('drifted');
    await setReplicas(5, 'kube-controller-manager');
    expect((await lesson.see('Deployment', 'agent')).status).toBe('inSync');
  });

  it('own replicas that Git does not declare', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment({ replicas: '' }) });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await scaleBy('True');
    await setReplicas(4, 'kubectl');
    expect((await lesson.see('Deployment', 'agent')).status).toBe('inSync');
  });

  it('without metrics raise to their lower bound what nobody is recorded for', async () => {
    const { git } = await start();
    const text = deployment({ replicas: '' });
    git.commit('First', { 'agent.yaml': text });
    await lesson.apply(text, '--server-side');
    await scaleBy('False');
    await lesson.kubectl(
      'wait',
      '--for=jsonpath={.spec.replicas}=2',
      'deployment/agent',
      '--timeout=60s',
    );
    for (const checks of all) {
      expect(await lesson.see('Deployment', 'agent', { checks }), checks).toEqual({
        status: 'inSync',
        findings: [],
      });
    }
    await setReplicas(4, 'kubectl');
    expect((await lesson.see('Deployment', 'agent')).status).toBe('drifted');
  });

  it('leave commits that were not applied pending', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await scaleBy('True');
    await setReplicas(4, 'kube-controller-manager');
    git.commit('Image 2', { 'agent.yaml': deployment({ image: 'agent:2' }) });
    for (const checks of all) {
      expect(await lesson.see('Deployment', 'agent', { checks }), checks).toMatchObject({
        status: 'behind',
        behind: { subject: 'First', commits: 1 },
      });
    }
  });
});

describe('text that something else fills in', () => {
  const settings = 'data.url';

  it('is never judged, and the rest of its object is', async () => {
    const { git } = await start();
    const declared = (level: string) =>
      configMap(`{url: "https://\${HOST}/", token: "<path:kv#token>", "plain": "${level}"}`);
    git.commit('First', { 'settings.yaml': declared('info') });
    await lesson.apply(configMap('{url: "https://a/", token: "x", plain: info}'));
    for (const checks of all) {
      const harness = await lesson.look({ checks });
      expect(harness.object('ConfigMap', 'settings')).toMatchObject({
        status: 'unknown',
        reason: 'opaque',
        findings: [],
      });
      await harness.dispose();
    }
    await lesson.apply(configMap('{url: "https://b/", token: "y", plain: debug}'));
    expect(await lesson.see('ConfigMap', 'settings')).toEqual({
      status: 'drifted',
      findings: ['changed data.plain "info" → "debug" by kubectl-client-side-apply (applier)'],
    });
  });

  it('leaves commits that were not applied pending', async () => {
    const { git } = await start();
    const declared = (level: string) => configMap(`{url: "https://\${HOST}/", plain: "${level}"}`);
    git.commit('First', { 'settings.yaml': declared('info') });
    await lesson.apply(configMap('{url: "https://a/", plain: info}'));
    git.commit('Debug', { 'settings.yaml': declared('debug') });
    expect(await lesson.see('ConfigMap', 'settings')).toEqual({
      status: 'behind',
      behind: { subject: 'First', commits: 1 },
      findings: [
        'changed data.plain "debug" → "info" by kubectl-client-side-apply (applier) (pending)',
      ],
    });
  });

  it('is ordinary where live holds the same text, and drifts when a hand changes it', async () => {
    const { git } = await start();
    const script = configMap('{url: "echo ${HOME}"}');
    git.commit('First', { 'settings.yaml': script });
    await lesson.apply(script);
    expect((await lesson.see('ConfigMap', 'settings')).status).toBe('inSync');
    await lesson.kubectl('patch', 'cm/settings', '-p', '{"data":{"url":"echo hacked"}}');
    expect(await lesson.see('ConfigMap', 'settings')).toEqual({
      status: 'drifted',
      findings: [`changed ${settings} "echo \${HOME}" → "echo hacked" by kubectl-patch`],
    });
  });

  it('is ordinary where an older revision of it stands in live: Git moved on', async () => {
    const { git } = await start();
    git.commit('First', { 'settings.yaml': configMap('{url: "echo ${HOME} 1"}') });
    await lesson.kubectl('create', '-f', `${git.folder}/settings.yaml`);
    git.commit('Second', { 'settings.yaml': configMap('{url: "echo ${HOME} 2"}') });
    expect(await lesson.see('ConfigMap', 'settings')).toMatchObject({
      status: 'behind',
      findings: [
        `changed ${settings} "echo \${HOME} 2" → "echo \${HOME} 1" by kubectl-create (applier) (pending)`,
      ],
    });
  });

  it('a whole word in brackets is, an arrow is not', async () => {
    const { git } = await start();
    git.commit('First', { 'settings.yaml': configMap('{a: "<IMAGE>", b: "<a href=x>"}') });
    await lesson.apply(configMap('{a: "v1", b: "<b>"}'));
    expect(await lesson.see('ConfigMap', 'settings')).toMatchObject({
      status: 'drifted',
      findings: ['changed data.b "<a href=x>" → "<b>" by kubectl-client-side-apply (applier)'],
    });
  });

  it('a document that SOPS encrypted is opaque as a whole, but for what was added', async () => {
    const { git, namespace } = await start();
    const encrypted = `apiVersion: v1
kind: Secret
metadata: {name: vault}
stringData:
  password: ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]
sops:
  mac: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]
  version: 3.9.0
`;
    git.commit('First', { 'secret.yaml': encrypted });
    await lesson.kubectl(
      'create',
      'secret',
      'generic',
      'vault',
      '--from-literal=password=canary-sops',
    );
    const harness = await lesson.look();
    expect(harness.object('Secret', 'vault')).toMatchObject({
      status: 'unknown',
      reason: 'opaque',
    });
    await lesson.kubectl('label', 'secret/vault', 'tier=web');
    await harness.look();
    expect(harness.statuses().get(`Secret/${namespace}/vault`)).toMatchObject({
      status: 'drifted',
    });
    expect(harness.findings('Secret', 'vault')).toEqual([
      'added metadata.labels.tier "web" by kubectl-label',
    ]);
    expect(dump(harness)).not.toContain('canary-sops');
    await harness.dispose();
  });
});

describe('rules of .driftline.yaml', () => {
  it('ignore by pointer, with * for any key or item, and keep listing', async () => {
    const { git } = await start();
    const rules = `ignore:
  - kind: Deployment
    name: ag*
    jsonPointers:
      - /spec/template/spec/containers/*/env/DEBUG
      - /spec/template/spec/containers/agent/image
      - /metadata/annotations/example.com~1note
  - {group: apps, kind: Deployment, managers: ["kubectl-l*"]}
  - {kind: Deployment, namespace: elsewhere, jsonPointers: [/spec/replicas]}
`;
    git.commit('First', { 'agent.yaml': deployment(), '.driftline.yaml': rules });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await lesson.kubectl('set', 'env', 'deployment/agent', 'DEBUG=1', 'OTHER=1');
    await lesson.kubectl('set', 'image', 'deployment/agent', 'agent=agent:2');
    await lesson.kubectl('annotate', 'deployment/agent', 'example.com/note=1');
    await lesson.kubectl('label', 'deployment/agent', 'tier=web');
    await lesson.kubectl('scale', 'deployment/agent', '--replicas=3');
    for (const checks of all) {
      const harness = await lesson.look({ checks });
      expect(harness.findings('Deployment', 'agent')).toEqual([
        `added ${agent}.env[name=OTHER] by kubectl-set`,
        'changed spec.replicas 2 → 3 by kubectl',
      ]);
      const { ignored } = harness.object('Deployment', 'agent');
      expect(
        ignored.map((finding) => `${describeFinding(finding)} | ${finding.rule}`).sort(),
      ).toEqual([
        expect.stringMatching(/^added metadata.annotations\["example.com\/note"\].*:2:/),
        expect.stringMatching(/^added metadata.labels.tier .*:8:.*kubectl-l\*/),
        expect.stringMatching(/^added spec.template.*\[name=DEBUG\].*:2:/),
        expect.stringMatching(/^changed spec.template.*image.*:2:/),
      ]);
      await harness.dispose();
    }
  });

  it('all findings ignored: in sync, and still listed', async () => {
    const { git } = await start();
    const rules = 'ignore:\n  - {kind: Deployment, jsonPointers: [/spec/replicas]}\n';
    git.commit('First', { 'agent.yaml': deployment(), '.driftline.yaml': rules });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await lesson.kubectl('scale', 'deployment/agent', '--replicas=3');
    const harness = await lesson.look();
    expect(harness.object('Deployment', 'agent')).toMatchObject({ status: 'inSync' });
    expect(harness.object('Deployment', 'agent').ignored).toHaveLength(1);
    await harness.dispose();
  });

  it('name a writer’s class', async () => {
    const { git } = await start();
    const rules = 'writers:\n  controller: [stamper]\n  hand: [release-bot*]\n';
    git.commit('First', { 'agent.yaml': deployment(), '.driftline.yaml': rules });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await lesson.kubectl('annotate', 'deployment/agent', 'a=1', '--field-manager=stamper');
    await lesson.kubectl('label', 'deployment/agent', 'b=1', '--field-manager=release-bot-7');
    expect((await lesson.see('Deployment', 'agent')).findings).toEqual([
      'added metadata.labels.b "1" by release-bot-7',
    ]);
  });

  it('say what is wrong with them at their line, and the rest counts', async () => {
    const { git } = await start();
    const rules = 'ignore:\n  - {kind: Deployment}\n  - {jsonPointers: [spec]}\nwhatever: 1\n';
    git.commit('First', { 'agent.yaml': deployment(), '.driftline.yaml': rules });
    const harness = await lesson.look();
    const { problems } = harness.engine.store.state;
    expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual([
      '.driftline.yaml:4',
      '.driftline.yaml:2',
      '.driftline.yaml:3',
      '.driftline.yaml:3',
    ]);
    await harness.dispose();
  });

  it('mask what they name', async () => {
    const { git } = await start();
    const rules = 'mask:\n  - {kind: ConfigMap, jsonPointers: [/data/url]}\n';
    git.commit('First', {
      'settings.yaml': configMap('{url: canary-git, api_key: canary-git, plain: a}'),
      '.driftline.yaml': rules,
    });
    await lesson.apply(
      configMap('{url: canary-live, api_key: canary-live, plain: b, password: canary-live}'),
    );
    const harness = await lesson.look();
    expect(harness.findings('ConfigMap', 'settings')).toEqual([
      'added data.password masked by kubectl-client-side-apply (applier)',
      'changed data.api_key masked by kubectl-client-side-apply (applier)',
      'changed data.plain "a" → "b" by kubectl-client-side-apply (applier)',
      'changed data.url masked by kubectl-client-side-apply (applier)',
    ]);
    expect(dump(harness)).not.toContain('canary');
    await harness.dispose();
  });
});

describe('Secrets', () => {
  it('show that they differ, and never a value anywhere', async () => {
    const { git } = await start();
    const secret = (data: string, more = '') =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: vault}\n${more}stringData: ${data}\n`;
    git.commit('First', { 'secret.yaml': secret('{a: canary-1, b: canary-2, c: canary-3}') });
    await lesson.apply(secret('{a: canary-1, b: canary-2, c: canary-3}'));
    for (const checks of all) {
      const harness = await lesson.look({ checks });
      expect(harness.object('Secret', 'vault').status, checks).toBe('inSync');
      await harness.dispose();
    }
    await lesson.kubectl(
      'patch',
      'secret/vault',
      '-p',
      '{"stringData":{"b":"canary-4","d":"canary-5","c":null}}',
    );
    await lesson.kubectl(
      'patch',
      'secret/vault',
      '--type=json',
      '-p',
      '[{"op":"remove","path":"/data/c"}]',
    );
    git.commit('Second', { 'secret.yaml': secret('{a: canary-6, b: canary-2, c: canary-3}') });
    for (const checks of all) {
      const harness = await lesson.look({ checks });
      expect(harness.object('Secret', 'vault').status, checks).toBe('drifted');
      expect(harness.findings('Secret', 'vault'), checks).toEqual([
        'absent data.c masked',
        'added data.d masked by kubectl-patch',
        'changed data.a masked by kubectl-client-side-apply (applier) (pending)',
        'changed data.b masked by kubectl-patch',
      ]);
      const shown = dump(harness);
      for (const value of [1, 2, 3, 4, 5, 6]) {
        expect(shown).not.toContain(`canary-${value}`);
        expect(shown).not.toContain(Buffer.from(`canary-${value}`).toString('base64'));
      }
      expect(harness.requests.filter((request) => /^(POST|PATCH).*secrets/.test(request))).toEqual(
        [],
      );
      await harness.dispose();
    }
  });

  it('that something else fills in are opaque, as plain text and in base64', async () => {
    const { git } = await start();
    const encoded = Buffer.from('<path:kv#token>').toString('base64');
    git.commit('First', {
      'a.yaml': `apiVersion: v1
kind: Secret
metadata: {name: one}
stringData: {password: "\${PASSWORD}", user: admin}
`,
      'b.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: two}\ndata: {token: ${encoded}}\n`,
    });
    await lesson.kubectl(
      'create',
      'secret',
      'generic',
      'one',
      '--from-literal=password=x',
      '--from-literal=user=admin',
    );
    await lesson.kubectl('create', 'secret', 'generic', 'two', '--from-literal=token=y');
    const harness = await lesson.look();
    for (const name of ['one', 'two']) {
      expect(harness.object('Secret', name)).toMatchObject({
        status: 'unknown',
        reason: 'opaque',
        findings: [],
      });
    }
    await harness.dispose();
  });

  it('applied by the server as plain text are in sync', async () => {
    const { git } = await start();
    const text =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: vault}\nstringData: {a: canary-1}\n';
    git.commit('First', { 'secret.yaml': text });
    await lesson.apply(text, '--server-side');
    expect((await lesson.see('Secret', 'vault')).status).toBe('inSync');
    await lesson.kubectl('patch', 'secret/vault', '-p', '{"stringData":{"b":"canary-2"}}');
    expect((await lesson.see('Secret', 'vault')).findings).toEqual([
      'added data.b masked by kubectl-patch',
    ]);
  });
});

describe('writers without a class', () => {
  it('are shown by name, until they did the same to three objects', async () => {
    const { git } = await start();
    const files = ['one', 'two', 'three', 'four'].map((name) => [
      `${name}.yaml`,
      configMap('{}', name),
    ]);
    git.commit('First', Object.fromEntries(files) as Record<string, string>);
    await lesson.kubectl('apply', '-f', git.folder);
    const mark = (name: string) =>
      lesson.kubectl(
        'annotate',
        `cm/${name}`,
        'acme.example/hash=1',
        '--field-manager=acme-syncer',
      );
    await mark('one');
    await mark('two');
    const harness = await lesson.look();
    const finding = 'added metadata.annotations["acme.example/hash"] "1" by acme-syncer (unknown)';
    expect(harness.findings('ConfigMap', 'one')).toEqual([finding]);
    expect(harness.object('ConfigMap', 'two').status).toBe('drifted');
    await mark('three');
    await harness.look();
    for (const name of ['one', 'two', 'three']) {
      const { status, ignored } = harness.object('ConfigMap', name);
      expect(status).toBe('inSync');
      expect(ignored[0]?.rule).toContain('acme-syncer');
    }
    await lesson.kubectl('annotate', 'cm/one', 'acme.example/hash-');
    await harness.look();
    expect(harness.object('ConfigMap', 'two').status).toBe('drifted');
    await harness.dispose();
  });

  it('a hand that did the same to three objects stays a hand', async () => {
    const { git } = await start();
    const names = ['one', 'two', 'three'];
    const files = names.map((name) => [`${name}.yaml`, configMap('{}', name)]);
    git.commit('First', Object.fromEntries(files) as Record<string, string>);
    await lesson.kubectl('apply', '-f', git.folder);
    await lesson.kubectl('annotate', 'cm', ...names, 'note=1');
    const harness = await lesson.look();
    for (const name of names) expect(harness.object('ConfigMap', name).status).toBe('drifted');
    await harness.dispose();
  });
});

describe('marks of other tools', () => {
  it('count only where Git declares them', async () => {
    const { git } = await start();
    git.commit('First', {
      'a.yaml': configMap('{}', 'one'),
      'b.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: two, annotations: {argocd.argoproj.io/sync-wave: "1"}}
`,
    });
    await lesson.kubectl('apply', '-f', git.folder);
    await lesson.kubectl(
      'annotate',
      'cm/one',
      'cm/two',
      '--overwrite',
      'argocd.argoproj.io/tracking-id=x',
      'argocd.argoproj.io/sync-wave=2',
      'meta.helm.sh/release-name=shop',
    );
    await lesson.kubectl('label', 'cm/one', 'app.kubernetes.io/managed-by=Helm');
    expect((await lesson.see('ConfigMap', 'one')).findings).toEqual([]);
    expect((await lesson.see('ConfigMap', 'two')).findings).toEqual([
      'changed metadata.annotations["argocd.argoproj.io/sync-wave"] "1" → "2" by kubectl-annotate',
    ]);
    await lesson.kubectl('label', 'cm/two', 'app.kubernetes.io/managed-by=me');
    expect((await lesson.see('ConfigMap', 'two')).findings).toContain(
      'added metadata.labels["app.kubernetes.io/managed-by"] "me" by kubectl-label',
    );
  });
});

/** Everything that leaves the engine, as text. */
function dump(harness: Awaited<ReturnType<Lesson['look']>>): string {
  const { store } = harness.engine;
  return JSON.stringify([[...store.objects()], store.state, harness.log, harness.requests]);
}
