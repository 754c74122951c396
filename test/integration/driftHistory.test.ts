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
  lesson = await Lesson.start(cluster, 'history');
  return lesson;
}

const base = {
  image: 'agent:1',
  replicas: 2,
  labels: {} as Readonly<Record<string, string>>,
  env: {} as Readonly<Record<string, string>>,
  extra: '',
};

/** A Deployment named `agent`, with what the test varies. */
function deployment(change: Partial<typeof base> = {}): string {
  const { image, replicas, labels, env, extra } = { ...base, ...change };
  const variables = Object.entries(env).map(
    ([name, value]) => `{name: ${name}, value: "${value}"}`,
  );
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: agent
  labels: ${JSON.stringify({ app: 'agent', ...labels })}
spec:
  replicas: ${replicas}
${extra}  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: agent
          image: ${image}
          env: [${variables.join(', ')}]
`;
}

const agent = 'spec.template.spec.containers[name=agent]';
const all = ['full', 'confirm', 'off'] as const;

describe('Git moved on', () => {
  it('is behind, with the revision that live shows and the commits between', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    git.commit('Image 2', { 'agent.yaml': deployment({ image: 'agent:2' }) });
    git.commit('Something else', { 'other.txt': 'x' });
    git.commit('Four of them', { 'agent.yaml': deployment({ image: 'agent:2', replicas: 4 }) });
    for (const checks of all) {
      expect(await lesson.see('Deployment', 'agent', { checks }), checks).toEqual({
        status: 'behind',
        behind: { subject: 'First', commits: 2 },
        findings: [
          'changed spec.replicas 4 → 2 by kubectl-client-side-apply (applier) (pending)',
          `changed ${agent}.image "agent:2" → "agent:1" by kubectl-client-side-apply (applier) (pending)`,
        ],
      });
    }
  });

  it('five commits not applied and one scale by hand: five pending, one drift', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    const steps: readonly Partial<typeof base>[] = [
      { image: 'agent:2' },
      { labels: { team: 'core' } },
      { env: { LEVEL: 'info' } },
      { extra: '  minReadySeconds: 3\n' },
      { extra: '  minReadySeconds: 3\n  paused: true\n' },
    ];
    let made: Partial<typeof base> = {};
    for (const [at, step] of steps.entries()) {
      made = { ...made, ...step };
      git.commit(`Step ${at}`, { 'agent.yaml': deployment(made) });
    }
    await lesson.kubectl('scale', 'deployment/agent', '--replicas=5');
    for (const checks of all) {
      expect(await lesson.see('Deployment', 'agent', { checks }), checks).toEqual({
        status: 'drifted',
        behind: { subject: 'First', commits: 5 },
        findings: [
          'absent metadata.labels.team "core" (pending)',
          'absent spec.minReadySeconds 3 (pending)',
          'absent spec.paused true (pending)',
          `absent ${agent}.env[name=LEVEL] (pending)`,
          'changed spec.replicas 2 → 5 by kubectl',
          `changed ${agent}.image "agent:2" → "agent:1" by kubectl-client-side-apply (applier) (pending)`,
        ],
      });
    }
  });

  it('names the middle revision that was applied', async () => {
    const { git } = await start();
    for (const tag of [1, 2, 3, 4, 5]) {
      git.commit(`Image ${tag}`, { 'agent.yaml': deployment({ image: `agent:${tag}` }) });
    }
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await lesson.applyFrom('HEAD~2', 'agent.yaml');
    expect(await lesson.see('Deployment', 'agent')).toMatchObject({
      status: 'behind',
      behind: { subject: 'Image 3', commits: 2 },
    });
  });

  it('a rollout undone is drift, though live equals an older revision', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    git.commit('Image 2', { 'agent.yaml': deployment({ image: 'agent:2' }) });
    await lesson.kubectl('rollout', 'status', 'deployment/agent', '--timeout=60s');
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await lesson.kubectl('rollout', 'status', 'deployment/agent', '--timeout=60s');
    await lesson.kubectl('rollout', 'undo', 'deployment/agent');
    for (const checks of all) {
      expect(await lesson.see('Deployment', 'agent', { checks }), checks).toMatchObject({
        status: 'drifted',
        findings: [`changed ${agent}.image "agent:2" → "agent:1" by kubectl`],
      });
    }
  });

  it('what a hand changed in a field that Git moved on too is drift', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    git.commit('Image 2', { 'agent.yaml': deployment({ image: 'agent:2', replicas: 3 }) });
    await lesson.kubectl('set', 'image', 'deployment/agent', 'agent=agent:hotfix');
    expect(await lesson.see('Deployment', 'agent')).toMatchObject({
      status: 'drifted',
      behind: { subject: 'First', commits: 1 },
      findings: [
        'changed spec.replicas 3 → 2 by kubectl-client-side-apply (applier) (pending)',
        `changed ${agent}.image "agent:2" → "agent:hotfix" by kubectl-set`,
      ],
    });
  });

  it('what a hand took away stays drift when Git moves on', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment({ labels: { team: 'core' } }) });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await lesson.kubectl('label', 'deployment/agent', 'team-');
    git.commit('Image 2', {
      'agent.yaml': deployment({ labels: { team: 'core' }, image: 'agent:2' }),
    });
    expect(await lesson.see('Deployment', 'agent')).toMatchObject({
      status: 'drifted',
      findings: [
        'absent metadata.labels.team "core"',
        `changed ${agent}.image "agent:2" → "agent:1" by kubectl-client-side-apply (applier) (pending)`,
      ],
    });
  });

  it('no commit but the first: a difference is drift', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.apply(deployment({ replicas: 4 }));
    expect(await lesson.see('Deployment', 'agent')).toEqual({
      status: 'drifted',
      findings: ['changed spec.replicas 2 → 4 by kubectl-client-side-apply (applier)'],
    });
  });
});

describe('Git no longer declares', () => {
  it('what live still has: stale and pending', async () => {
    const { git } = await start();
    const rich = { labels: { team: 'core' }, env: { A: '1', B: '2' }, extra: '  paused: true\n' };
    git.commit('First', { 'agent.yaml': deployment(rich) });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    git.commit('Less', { 'agent.yaml': deployment({ env: { A: '1' } }) });
    for (const checks of all) {
      expect(await lesson.see('Deployment', 'agent', { checks }), checks).toEqual({
        status: 'behind',
        behind: { subject: 'First', commits: 1 },
        findings: [
          'stale metadata.labels.team "core" by kubectl-client-side-apply (applier) (pending)',
          'stale spec.paused true by kubectl-client-side-apply (applier) (pending)',
          `stale ${agent}.env[name=B] by kubectl-client-side-apply (applier) (pending)`,
        ],
      });
    }
  });

  it('what a forgotten removal left behind: stale, and drift', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment({ labels: { team: 'core' } }) });
    await lesson.kubectl('create', '-f', `${git.folder}/agent.yaml`);
    git.commit('Less, and image 2', { 'agent.yaml': deployment({ image: 'agent:2' }) });
    // An apply over a created object removes nothing.
    await lesson.applyFrom('HEAD', 'agent.yaml');
    expect(await lesson.see('Deployment', 'agent')).toEqual({
      status: 'drifted',
      findings: ['stale metadata.labels.team "core" by kubectl-create (applier)'],
    });
  });
});

describe('a live value that came to Git', () => {
  it('is in sync, and pending once Git moves on', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await lesson.kubectl('set', 'image', 'deployment/agent', 'agent=agent:hotfix');
    git.setClock(new Date(Date.now() + 3_600_000));
    git.commit('Hotfix', { 'agent.yaml': deployment({ image: 'agent:hotfix' }) });
    expect(await lesson.see('Deployment', 'agent')).toEqual({ status: 'inSync', findings: [] });
    git.commit('Image 2', { 'agent.yaml': deployment({ image: 'agent:2' }) });
    expect(await lesson.see('Deployment', 'agent')).toEqual({
      status: 'behind',
      behind: { subject: 'Hotfix', commits: 1 },
      findings: [`changed ${agent}.image "agent:2" → "agent:hotfix" by kubectl-set (pending)`],
    });
  });

  it('is drift where the server recorded no time: who wrote last cannot be told', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    // The scale subresource leaves no time.
    await lesson.kubectl('scale', 'deployment/agent', '--replicas=5');
    git.setClock(new Date(Date.now() + 3_600_000));
    git.commit('Five', { 'agent.yaml': deployment({ replicas: 5 }) });
    git.commit('Six', { 'agent.yaml': deployment({ replicas: 6 }) });
    expect((await lesson.see('Deployment', 'agent')).status).toBe('drifted');
  });

  it('is Git’s own where a trailer names the write, whatever the clocks say', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    await lesson.kubectl('set', 'image', 'deployment/agent', 'agent=agent:hotfix');
    const before = await lesson.look();
    const time = before.object('Deployment', 'agent').findings[0]?.writer?.time ?? 'none';
    await before.dispose();
    const hotfix = { 'agent.yaml': deployment({ image: 'agent:hotfix' }) };
    const next = { 'agent.yaml': deployment({ image: 'agent:2' }) };
    const trailer = `Live-Writer: ${agent}.image kubectl-set Update ${time}`;
    git.commit(`capture(agent): image 1 → hotfix\n\n${trailer}`, hotfix);
    git.commit('Image 2', next);
    expect((await lesson.see('Deployment', 'agent')).status).toBe('behind');

    git.git('reset', '-q', '--hard', 'HEAD~2');
    git.commit(`Names another write\n\n${trailer.replace(time, '2020-01-01T00:00:00Z')}`, hotfix);
    git.commit('Image 2', next);
    expect((await lesson.see('Deployment', 'agent')).status).toBe('drifted');
  });
});

describe('evidence in files', () => {
  it('of many documents, moved about and renamed', async () => {
    const { git } = await start();
    const other = (value: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\ndata: {value: "${value}"}\n`;
    git.commit('First', { 'all.yaml': `${deployment()}---\n${other('1')}` });
    await lesson.applyFrom('HEAD', 'all.yaml');
    git.commit('Swapped', { 'all.yaml': `${other('1')}---\n${deployment()}` });
    git.git('mv', 'all.yaml', 'renamed.yaml');
    git.commit('Renamed');
    git.commit('Other', { 'renamed.yaml': `${other('2')}---\n${deployment({ replicas: 3 })}` });
    expect(await lesson.see('Deployment', 'agent')).toMatchObject({
      status: 'behind',
      findings: ['changed spec.replicas 3 → 2 by kubectl-client-side-apply (applier) (pending)'],
    });
    expect(await lesson.see('ConfigMap', 'other')).toMatchObject({
      status: 'behind',
      findings: ['changed data.value "2" → "1" by kubectl-client-side-apply (applier) (pending)'],
    });
  });

  it('renamed and changed in one commit', async () => {
    const { git } = await start();
    git.commit('First', { 'old.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'old.yaml');
    git.git('mv', 'old.yaml', 'new.yaml');
    git.commit('New name, image 2', { 'new.yaml': deployment({ image: 'agent:2' }) });
    expect(await lesson.see('Deployment', 'agent')).toMatchObject({
      status: 'behind',
      behind: { subject: 'First', commits: 1 },
    });
  });

  it('of a merged branch', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    git.git('checkout', '-q', '-b', 'feature');
    git.commit('Image 2', { 'agent.yaml': deployment({ image: 'agent:2' }) });
    git.git('checkout', '-q', 'main');
    git.commit('Aside', { 'other.txt': 'x' });
    git.git('merge', '-q', '--no-ff', '-m', 'Merge feature', 'feature');
    expect(await lesson.see('Deployment', 'agent')).toMatchObject({
      status: 'behind',
      behind: { subject: 'First', commits: 1 },
    });
  });

  it('an object that Git once removed and declares again', async () => {
    const { git } = await start();
    git.commit('First', { 'agent.yaml': deployment() });
    await lesson.applyFrom('HEAD', 'agent.yaml');
    git.git('rm', '-q', 'agent.yaml');
    git.commit('Gone');
    const gone = await lesson.look();
    expect([...gone.statuses()]).toEqual([]);
    await gone.dispose();
    git.commit('Back', { 'agent.yaml': deployment({ image: 'agent:2' }) });
    expect(await lesson.see('Deployment', 'agent')).toMatchObject({
      status: 'behind',
      behind: { subject: 'First', commits: 2 },
    });
  });

  it('that admission put there stays out of it', async () => {
    const { git, namespace } = await start();
    await cluster.kubectl(['apply', '-f', '-'], { input: injection(namespace) });
    try {
      await untilInjected();
      git.commit('First', { 'agent.yaml': deployment() });
      await lesson.applyFrom('HEAD', 'agent.yaml');
      expect(await lesson.see('Deployment', 'agent', { checks: 'full' })).toEqual({
        status: 'inSync',
        findings: [],
      });
      git.commit('Image 2', { 'agent.yaml': deployment({ image: 'agent:2' }) });
      expect(await lesson.see('Deployment', 'agent', { checks: 'full' })).toEqual({
        status: 'behind',
        behind: { subject: 'First', commits: 1 },
        findings: [
          `changed ${agent}.image "agent:2" → "agent:1" by kubectl-client-side-apply (applier) (pending)`,
        ],
      });
    } finally {
      await cluster.kubectl(['delete', '-f', '-'], { input: injection(namespace) });
    }
  });

  async function untilInjected(): Promise<void> {
    for (let tries = 0; tries < 60; tries += 1) {
      const answer = await lesson.apply(
        deployment(),
        '--server-side',
        '--dry-run=server',
        '-ojson',
      );
      if (answer.includes('example.com/injected')) return;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error('The admission policy does not work');
  }
});

/** A policy that puts a label on every Deployment of a namespace. */
function injection(namespace: string): string {
  const name = `inject.${namespace}.example.com`;
  return `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: ${name}}
spec:
  matchConstraints:
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}
    resourceRules:
      - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
  failurePolicy: Fail
  reinvocationPolicy: Never
  mutations:
    - patchType: ApplyConfiguration
      applyConfiguration:
        expression: 'Object{metadata: Object.metadata{annotations: {"example.com/injected": "yes"}}}'
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata: {name: ${name}}
spec: {policyName: ${name}}
`;
}
