import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatPath } from '../../src/core/model/fieldPath.ts';
import type { ObjectKey } from '../../src/core/model/objectRef.ts';
import { writes } from '../../src/core/model/plan.ts';
import { sessionOpener } from '../../src/sessionOpener.ts';
import type { Session } from '../../src/ui/session.ts';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { GitFixture } from './gitFixture.ts';

const canary = 'canary-4711-old';
const otherCanary = 'canary-4711-new';
const soon = { timeout: 30_000, interval: 50 };

let cluster: TestCluster;
let state: string;
let kubeconfig: string;
let namespace: string;
let repository: GitFixture;
let session: Session;
const log: string[] = [];
const keep = (line: string): void => void log.push(line);

beforeAll(async () => {
  cluster = await attachCluster();
  state = await mkdtemp(path.join(tmpdir(), 'dl-session-'));
  process.env['DRIFTLINE_STATE_DIR'] = path.join(state, 'state');
  process.env['DRIFTLINE_CACHE_DIR'] = path.join(state, 'cache');
});

afterAll(async () => {
  delete process.env['DRIFTLINE_STATE_DIR'];
  delete process.env['DRIFTLINE_CACHE_DIR'];
  await cluster?.stop();
  await rm(state, { recursive: true, force: true });
});

beforeEach(async () => {
  namespace = await cluster.namespace('session');
  kubeconfig = await cluster.kubeconfigFor(
    { token: cluster.adminToken },
    { context: 'staging', namespace },
  );
  repository = GitFixture.create();
  repository.git('config', 'user.name', 'Zoë');
  repository.git('config', 'user.email', 'zoe@example.com');
  repository.commit('Deploy the shop', {
    'web.yaml': deployment(2),
    'config.yaml': config('on'),
    'secret.yaml': secret(canary),
  });
  await kubectl('apply', '-f', repository.folder);
});

afterEach(() => {
  session?.dispose();
  repository.remove();
});

function deployment(replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
`;
}

function config(flag: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flags}\ndata:\n  flag: "${flag}"\n`;
}

function secret(value: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData:\n  password: ${value}\n`;
}

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['-n', namespace, ...args]);
}

async function open(): Promise<Session> {
  const sessions = sessionOpener({ info: keep, warn: keep, error: keep });
  const [context] = await sessions.contexts(kubeconfig);
  session = await sessions.open({
    folder: repository.folder,
    kubeconfig,
    binding: { context: 'staging', server: context?.server ?? '' },
    revision: 'HEAD',
    reconcileSeconds: 300,
  });
  await expect.poll(() => session.store.state.phase, soon).toBe('current');
  return session;
}

const key = (kind: string, name: string, group = ''): ObjectKey =>
  `${group}/${kind}/${namespace}/${name}`;
const web = (): ObjectKey => key('Deployment', 'web', 'apps');
const statusOf = (of: ObjectKey): string | undefined => session.store.get(of)?.status;

describe('a session that nobody looks at', () => {
  it('follows nothing, and sees on waking what happened in the cluster and in Git', async () => {
    await open();
    await expect.poll(() => session.isLive, soon).toBe(true);
    await session.rest();
    expect(session.store.state.phase).toBe('asleep');
    expect(session.isLive).toBe(false);
    await kubectl('scale', 'deployment/web', '--replicas=4');
    repository.commit('Switch it off', { 'config.yaml': config('off') });
    expect(statusOf(web())).toBe('inSync');
    await session.wake();
    expect(session.store.state.phase).toBe('current');
    expect(statusOf(web())).toBe('drifted');
    expect(statusOf(key('ConfigMap', 'flags'))).toBe('behind');
    expect([...session.store.objects()].every(({ since }) => since === undefined)).toBe(true);
    await kubectl('scale', 'deployment/web', '--replicas=2');
    await expect.poll(() => statusOf(web()), soon).toBe('inSync');
  });

  it('is woken by what is asked of it', async () => {
    await open();
    await kubectl('scale', 'deployment/web', '--replicas=4');
    await expect.poll(() => statusOf(web()), soon).toBe('drifted');
    await session.rest();
    const { signal } = new AbortController();
    const plan = await session.planSync({ keys: [web()] }, signal);
    expect(plan.steps.filter(writes)).toHaveLength(1);
    await session.rest();
    const report = await session.carryOut(plan, signal, () => undefined);
    expect(report.results).toMatchObject([{ outcome: 'done' }]);
    expect(statusOf(web())).toBe('inSync');
  });
});

describe('a session of the editor', () => {
  it('shows both sides of an object, and of a Secret only that it differs', async () => {
    await open();
    await kubectl('scale', 'deployment/web', '--replicas=5');
    await kubectl(
      'create',
      'secret',
      'generic',
      'keys',
      `--from-literal=password=${otherCanary}`,
    ).catch(() => undefined);
    await kubectl('patch', 'secret/keys', '-p', `{"stringData":{"password":"${otherCanary}"}}`);
    await expect.poll(() => statusOf(key('Secret', 'keys')), soon).toBe('drifted');
    const sides = await session.sides(web());
    expect(sides.git).toContain('replicas: 2');
    expect(sides.live).toContain('replicas: 5');
    expect(sides.live).not.toMatch(/managedFields|resourceVersion|last-applied|^status:/m);
    const keys = await session.sides(key('Secret', 'keys'));
    expect(keys.git).toContain('password: •••••• (secret)');
    expect(keys.live).toContain('password: •••••• (secret, another value)');
    const encoded = [canary, otherCanary].map((text) => Buffer.from(text).toString('base64'));
    const shown = JSON.stringify([keys, log, [...session.store.entries()]]);
    for (const value of [canary, otherCanary, ...encoded]) expect(shown).not.toContain(value);
  });

  it('tells what an edited text would change, at its own lines', async () => {
    await open();
    const text = `# a line more\n${deployment(4)}`;
    const [judged] = await session.judgeText('web.yaml', text);
    expect(judged?.findings).toMatchObject([{ kind: 'changed', git: 4, live: 2, line: 6 }]);
    expect(await session.judgeText('config.yaml', config('on'))).toMatchObject([
      { status: 'inSync' },
    ]);
  });

  it('applies exactly the chosen findings of the named objects', async () => {
    await open();
    await kubectl('scale', 'deployment/web', '--replicas=5');
    await kubectl('set', 'env', 'deployment/web', 'DEBUG=true');
    await kubectl('patch', 'configmap/flags', '-p', '{"data":{"flag":"off"}}');
    const findings = () => session.store.get(web())?.findings ?? [];
    await expect.poll(() => findings().length, soon).toBe(2);
    const only = new Map([[web(), new Set(['spec.replicas'])]]);
    const signal = new AbortController().signal;
    const plan = await session.planSync({ keys: [web()], only }, signal);
    expect(plan.steps.filter(writes).map(({ changes }) => changes.length)).toEqual([1]);
    await session.carryOut(plan, signal, () => undefined);
    expect(findings().map(({ path: at }) => formatPath(at))).toEqual([
      'spec.template.spec.containers[name=web].env[name=DEBUG]',
    ]);
    expect(await kubectl('get', 'deployment/web', '-o=jsonpath={.spec.replicas}')).toBe('2');
    expect(await kubectl('get', 'configmap/flags', '-o=jsonpath={.data.flag}')).toBe('off');
    expect((await session.acts()).map(({ act }) => act)).toContain('apply');
  });

  it('plans from what Git has by now, and writes nothing where that has moved on', async () => {
    await open();
    const signal = new AbortController().signal;
    const replicas = () => kubectl('get', 'deployment/web', '-o=jsonpath={.spec.replicas}');
    // Nothing of this waits: no event has told of the commit yet.
    repository.commit('Three', { 'web.yaml': deployment(3) });
    const plan = await session.planSync({ keys: [web()] }, signal);
    expect(plan.steps.flatMap(({ changes }) => changes)).toMatchObject([{ git: 3, live: 2 }]);
    repository.commit('Four', { 'web.yaml': deployment(4) });
    await expect(session.carryOut(plan, signal, () => undefined)).rejects.toThrow(
      /^Nothing was written: Git has moved on since the plan was made/,
    );
    expect(await replicas()).toBe('2');
    const next = await session.planSync({ keys: [web()] }, signal);
    await session.carryOut(next, signal, () => undefined);
    expect(await replicas()).toBe('4');
  });

  it('writes nothing in the middle of a rebase, nor what was planned in one', async () => {
    await open();
    await kubectl('scale', 'deployment/web', '--replicas=5');
    await expect.poll(() => statusOf(web()), soon).toBe('drifted');
    const { signal } = new AbortController();
    const marks = path.join(repository.folder, '.git', 'rebase-merge');
    await mkdir(marks);
    const plan = await session.planSync({ keys: [web()] }, signal);
    expect(session.store.state.revision?.operation).toBe('rebase');
    const carryOut = () => session.carryOut(plan, signal, () => undefined);
    await expect(carryOut()).rejects.toThrow('a git rebase is under way');
    await rm(marks, { recursive: true });
    await expect(carryOut()).rejects.toThrow('the git rebase that the plan was made in has ended');
    expect(await kubectl('get', 'deployment/web', '-o=jsonpath={.spec.replicas}')).toBe('5');
  });

  it('looks up what a text declares and no commit does, before it says that it is not there', async () => {
    await open();
    const judge = (text: string) => session.judgeText('more.yaml', text);
    const named = (name: string) => config('on').replace('name: flags', `name: ${name}`);
    await kubectl('create', 'configmap', 'there', '--from-literal=flag=off');
    expect(await judge(named('there'))).toMatchObject([
      { findings: [{ kind: 'changed', git: 'on', live: 'off' }] },
    ]);
    expect(await judge(named('nowhere'))).toMatchObject([{ status: 'missing' }]);
    const lease = 'apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: {name: one}\n';
    expect(await judge(lease)).toMatchObject([{ status: 'unknown' }]);
  });

  it('tells one history, and what each commit changed', async () => {
    await open();
    await kubectl('scale', 'deployment/web', '--replicas=5');
    await expect.poll(() => statusOf(web()), soon).toBe('drifted');
    const events = await session.timeline();
    expect(events.map(({ kind }) => kind)).toContain('write');
    const commit = events.find((event) => event.kind === 'commit');
    if (commit?.kind !== 'commit') throw new Error('The history has no commit');
    const files = await session.commitFiles(commit.commit);
    expect(files.map(({ file }) => file)).toEqual(['config.yaml', 'secret.yaml', 'web.yaml']);
    const [line] = await session.blame('web.yaml');
    expect(line).toMatchObject({ author: 'Zoë', subject: 'Deploy the shop' });
    expect(await session.namespaces()).toContain(namespace);
  });

  it('heals nothing that has no name, and allows nothing that nobody asked for', async () => {
    await open();
    const { healing } = session;
    expect(healing.state).toEqual({ kind: 'off' });
    await expect(healing.allow(await healing.terms())).rejects.toThrow(
      /does not ask for self-heal/,
    );
    repository.git('checkout', '-q', '--detach');
    await session.refresh();
    await writeFile(
      path.join(repository.folder, '.driftline.yaml'),
      'targets:\n- policy: {selfHeal: true}\n',
    );
    healing.check();
    await expect.poll(() => healing.state.kind, soon).toBe('held');
    expect(healing.state).toMatchObject({ why: expect.stringMatching(/detached/) as string });
  });

  it('heals after consent, rests while paused, ends when it is withdrawn', async () => {
    repository.commit('Ask for self-heal', {
      '.driftline.yaml': 'targets:\n- revision: main\n  policy: {selfHeal: true}\n',
    });
    await open();
    const { healing } = session;
    const news: string[] = [];
    healing.onDidChange((one) => void (one && news.push(one.message)));
    await expect.poll(() => healing.state.kind, soon).toBe('needsConsent');
    await kubectl('scale', 'deployment/web', '--replicas=5');
    await expect.poll(() => statusOf(web()), soon).toBe('drifted');
    const terms = await healing.terms();
    const others = { ...terms, policy: { ...terms.policy, autoSync: true } };
    await expect(healing.allow(others)).rejects.toThrow(/changed meanwhile/);
    expect(healing.state.kind).toBe('needsConsent');
    await healing.allow(terms);
    await expect.poll(() => healing.state.kind, soon).toBe('on');
    await expect.poll(() => statusOf(web()), soon).toBe('inSync');
    await expect.poll(() => news.join('\n'), soon).toContain('spec.replicas');
    await healing.pause(30);
    await expect.poll(() => healing.state.kind, soon).toBe('paused');
    await kubectl('scale', 'deployment/web', '--replicas=6');
    await expect.poll(() => statusOf(web()), soon).toBe('drifted');
    await healing.resume();
    await expect.poll(() => statusOf(web()), soon).toBe('inSync');
    await healing.forbid();
    await expect.poll(() => healing.state.kind, soon).toBe('needsConsent');
    await kubectl('scale', 'deployment/web', '--replicas=7');
    await expect.poll(() => statusOf(web()), soon).toBe('drifted');
    const acts = (await readFile(path.join(state, 'state', 'audit.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((text) => (JSON.parse(text) as { readonly act: string }).act);
    expect(acts.filter((act) => act !== 'apply')).toEqual(
      expect.arrayContaining(['consent', 'heal', 'pause', 'resume', 'withdraw']),
    );
  });
});
