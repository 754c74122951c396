import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OpenClusterOptions } from '../../src/adapters/kubernetes/openCluster.ts';
import type { Status } from '../../src/core/model/objectStatus.ts';
import { startCluster } from '../cluster/startCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import type { EngineHarness, HarnessOptions } from '../fixtures/engineHarness.ts';
import { Lesson } from '../fixtures/lesson.ts';

const external = process.env['DRIFTLINE_TEST_KUBECONFIG'] !== undefined;

/** Impatient, so that a test need not be patient. */
const impatient: Partial<OpenClusterOptions> = {
  timeouts: { connect: 2000, read: 2000, write: 2000, body: 2000, signIn: 2000 },
  limits: {
    backoff: { first: 100, most: 1000 },
    heartbeat: { everyMs: 300, quietMs: 600, answerMs: 700 },
  },
};

let server: TestCluster;
let lesson: Lesson;
const open: EngineHarness[] = [];

beforeAll(async () => {
  if (!external) server = await startCluster({ controllers: false });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((harness) => harness.dispose()));
  lesson.end();
});
afterAll(async () => {
  if (!external) await server.stop();
});

const file = `apiVersion: v1
kind: ConfigMap
metadata: {name: one}
data: {value: "1"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: two}
spec:
  replicas: 2
  selector: {matchLabels: {app: two}}
  template:
    metadata: {labels: {app: two}}
    spec: {containers: [{name: a, image: a}]}
---
apiVersion: v1
kind: Secret
metadata: {name: three}
stringData: {password: canary}
`;

async function start(): Promise<Lesson> {
  lesson = await Lesson.start(server, 'outage');
  lesson.git.commit('First', { 'all.yaml': file });
  await lesson.apply(file);
  return lesson;
}

async function engine(options: Partial<HarnessOptions> = {}): Promise<EngineHarness> {
  const harness = await lesson.open({ cluster: impatient, ...options });
  open.push(harness);
  return harness;
}

function statuses(harness: EngineHarness): readonly Status[] {
  return [...harness.engine.store.objects()].map(({ status }) => status);
}

function areAll(harness: EngineHarness, status: Status, reason?: string): boolean {
  const objects = [...harness.engine.store.objects()];
  return (
    objects.length === 3 && objects.every((one) => one.status === status && one.reason === reason)
  );
}

/** Collects what the store shows from now on, object by object. */
function record(harness: EngineHarness): readonly string[] {
  const shown: string[] = [];
  const { store } = harness.engine;
  store.onDidChange(({ keys }) => {
    for (const key of keys) {
      const status = store.get(key);
      if (status !== undefined)
        shown.push(`${status.ref.name} ${status.status} ${status.reason ?? ''}`);
    }
  });
  return shown;
}

describe.skipIf(external)('an API server', () => {
  it('that is down at the start: unknown, and in sync once it is there', async () => {
    await start();
    await server.killApiServer();
    const once = await engine();
    await once.look();
    expect(areAll(once, 'unknown', 'unreachable')).toBe(true);
    expect(once.engine.store.state).toMatchObject({ phase: 'stale' });
    expect(once.engine.store.state.message).toContain(new URL(server.server).port);
    const live = await engine();
    const shown = record(live);
    await live.engine.start();
    expect(new Set(shown)).toEqual(
      new Set(['one unknown unreachable', 'two unknown unreachable', 'three unknown unreachable']),
    );
    await server.restartApiServer();
    await live.until((harness) => areAll(harness, 'inSync'));
    await once.look();
    expect(statuses(once)).toEqual(['inSync', 'inSync', 'inSync']);
    expect(once.engine.store.state.phase).toBe('current');
  });

  it('killed while watching: unknown since then, and what changed meanwhile is seen', async () => {
    await start();
    const live = await engine();
    await live.engine.start();
    expect(statuses(live)).toEqual(['inSync', 'inSync', 'inSync']);
    const killedAt = Date.now();
    await server.killApiServer();
    await live.until((harness) => areAll(harness, 'unknown', 'unreachable'));
    const shown = record(live);
    const { since, phase } = live.engine.store.state;
    expect(phase).toBe('stale');
    expect(Math.abs(Date.parse(since ?? '') - killedAt)).toBeLessThan(20_000);
    await live.engine.look();
    expect(areAll(live, 'unknown', 'unreachable')).toBe(true);
    expect(shown.filter((line) => !line.includes('unknown'))).toEqual([]);
    await server.restartApiServer();
    await lesson.kubectl('patch', 'cm/one', '-p', '{"data":{"value":"2"}}');
    await live.until(
      (harness) =>
        harness.object('ConfigMap', 'one').status === 'drifted' &&
        harness.object('Deployment', 'two').status === 'inSync' &&
        harness.object('Secret', 'three').status === 'inSync',
      30,
    );
    expect(live.engine.store.state.phase).toBe('current');
  });

  it('that hangs while watching: unknown, and back when it answers again', async () => {
    await start();
    const live = await engine();
    await live.engine.start();
    server.pauseApiServer();
    try {
      await live.until((harness) => areAll(harness, 'unknown', 'unreachable'));
    } finally {
      server.resumeApiServer();
    }
    await live.until((harness) => areAll(harness, 'inSync'));
  });

  it('that hangs at the start: unknown within the time-outs, and no wait for ever at the end', async () => {
    await start();
    server.pauseApiServer();
    try {
      const once = await engine();
      await once.look();
      expect(areAll(once, 'unknown', 'unreachable')).toBe(true);
    } finally {
      server.resumeApiServer();
    }
  });

  it('that hangs in the middle of a look: nothing is shown as good', async () => {
    await start();
    const once = await engine({ checks: 'full' });
    await once.look();
    server.pauseApiServer();
    try {
      await once.look();
      expect(areAll(once, 'unknown', 'unreachable')).toBe(true);
    } finally {
      server.resumeApiServer();
    }
    await once.look();
    expect(areAll(once, 'inSync')).toBe(true);
  });

  it('that takes the token no longer: sign in, and a person’s retry with a new one', async () => {
    await start();
    const kubeconfig = await server.kubeconfigFor({ token: server.adminToken });
    const live = await engine({ kubeconfig });
    await live.engine.start();
    const before = server.adminToken;
    await server.killApiServer();
    await server.restartApiServer({ tokens: { admin: `admin-${Date.now()}` } });
    await live.until((harness) => areAll(harness, 'unknown', 'signIn'));
    const once = await engine({ kubeconfig });
    await once.look();
    expect(areAll(once, 'unknown', 'signIn')).toBe(true);
    const renewed = await server.kubeconfigFor({ token: server.adminToken });
    await copyFile(renewed, kubeconfig);
    await live.engine.refresh();
    await live.until((harness) => areAll(harness, 'inSync'));
    await server.killApiServer();
    await server.restartApiServer({ tokens: { admin: before } });
  });

  it('that is another cluster by now: unknown, never missing', async () => {
    await start();
    const live = await engine();
    await live.engine.start();
    const uid = live.engine.store.state.cluster?.uid;
    expect(uid).toBeDefined();
    const shown = record(live);
    await server.killApiServer();
    await server.restartApiServer({ emptyData: true });
    await live.until((harness) => areAll(harness, 'unknown', 'otherCluster'));
    await live.engine.look();
    expect(areAll(live, 'unknown', 'otherCluster')).toBe(true);
    expect(shown.filter((line) => !line.includes('unknown'))).toEqual([]);
    const bound = await engine({ ...(uid === undefined ? {} : { boundUid: uid }) });
    await bound.look();
    expect(areAll(bound, 'unknown', 'otherCluster')).toBe(true);
    const unbound = await engine();
    await unbound.look();
    expect(statuses(unbound)).toEqual(['missing', 'missing', 'missing']);
  });
});

describe.skipIf(external)('a kubeconfig', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'dl-kubeconfig-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function written(name: string, text: string): Promise<string> {
    const kubeconfig = path.join(folder, name);
    await writeFile(kubeconfig, text);
    return kubeconfig;
  }

  async function seenWith(kubeconfig: string): Promise<EngineHarness> {
    lesson = await Lesson.start(server, 'config');
    lesson.git.commit('First', { 'all.yaml': file });
    const harness = await engine({ kubeconfig });
    await harness.look();
    expect(statuses(harness)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(harness.engine.store.state.phase).toBe('stale');
    expect(harness.engine.store.state.message).toMatch(/\w/);
    return harness;
  }

  it('that is missing, empty or malformed', async () => {
    for (const kubeconfig of [
      path.join(folder, 'none'),
      await written('empty', ''),
      await written('malformed', 'clusters: [\n'),
      await written('list', '- a\n- b\n'),
    ]) {
      const harness = await seenWith(kubeconfig);
      expect(harness.engine.store.state.message, kubeconfig).toContain(path.basename(kubeconfig));
      lesson.end();
    }
  });

  it('that points nowhere, or names a program that fails or hangs', async () => {
    const exec = (command: string, ...args: readonly string[]) => ({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command,
        args,
        interactiveMode: 'Never',
      },
    });
    const nowhere = await server.kubeconfigFor({ token: 'x' }, { server: 'https://127.0.0.1:1' });
    const cases = [
      [nowhere, 'unreachable'],
      [await server.kubeconfigFor(exec('sh', '-c', 'echo no luck >&2; exit 3')), 'signIn'],
      [await server.kubeconfigFor(exec('sleep', '60')), 'signIn'],
      [await server.kubeconfigFor(exec('no-such-program-at-all')), 'signIn'],
    ] as const;
    for (const [kubeconfig, reason] of cases) {
      const harness = await seenWith(kubeconfig);
      expect(areAll(harness, 'unknown', reason), harness.summary()).toBe(true);
      lesson.end();
    }
  });
});

describe.skipIf(external)('somebody with few rights', () => {
  async function alice(rules: string): Promise<EngineHarness> {
    await start();
    const { namespace } = lesson;
    await lesson.apply(`apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: alice}
rules: ${rules}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: alice}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: alice}
subjects: [${JSON.stringify(server.aliceSubject)}]
`);
    const kubeconfig = await server.kubeconfigFor({ token: server.aliceToken }, { namespace });
    return engine({ kubeconfig, checks: 'full' });
  }

  function seen(harness: EngineHarness): Readonly<Record<string, string>> {
    const entries = [...harness.engine.store.objects()].map(({ ref, status, reason }) => [
      ref.name,
      reason === undefined ? status : `${status} ${reason}`,
    ]);
    return Object.fromEntries(entries) as Record<string, string>;
  }

  it('sees what may be seen, and the rest is forbidden', async () => {
    const harness = await alice(
      '[{apiGroups: [""], resources: [configmaps], verbs: [get, list, watch]}]',
    );
    const expected = { one: 'inSync', two: 'unknown forbidden', three: 'unknown forbidden' };
    await harness.look();
    expect(seen(harness)).toEqual(expected);
    expect(harness.object('Deployment', 'two').message).toMatch(/deployments/);
    await harness.engine.start();
    expect(seen(harness)).toEqual(expected);
  });

  it('reads by name what may not be listed, gone objects too', async () => {
    const harness = await alice(
      '[{apiGroups: ["", apps], resources: [configmaps, secrets, deployments], verbs: [get]}]',
    );
    await harness.look();
    expect(seen(harness)).toEqual({ one: 'inSync', two: 'inSync', three: 'inSync' });
    await lesson.kubectl('delete', 'cm/one');
    await lesson.kubectl('scale', 'deployment/two', '--replicas=3');
    await harness.look();
    expect(seen(harness)).toEqual({ one: 'missing', two: 'drifted', three: 'inSync' });
  });

  it('finds the same without the right to a dry run, by local comparison', async () => {
    const harness = await alice(
      '[{apiGroups: ["", apps], resources: [configmaps, secrets, deployments], verbs: [get, list, watch]}]',
    );
    await lesson.kubectl('scale', 'deployment/two', '--replicas=3');
    await lesson.kubectl('label', 'deployment/two', 'tier=web');
    await harness.look();
    expect(seen(harness)).toEqual({ one: 'inSync', two: 'drifted', three: 'inSync' });
    const { findings } = harness.object('Deployment', 'two');
    expect(findings.map(({ confirmedBy }) => confirmedBy)).toEqual(['local', 'local']);
  });

  it('gains a right while watching', async () => {
    const harness = await alice(
      '[{apiGroups: [""], resources: [configmaps, secrets], verbs: [get, list, watch]}]',
    );
    await harness.engine.start();
    expect(seen(harness)['two']).toBe('unknown forbidden');
    await lesson.kubectl(
      'patch',
      'role/alice',
      '--type=json',
      '-p',
      '[{"op":"add","path":"/rules/-","value":{"apiGroups":["apps"],"resources":["deployments"],"verbs":["get","list","watch"]}}]',
    );
    await harness.until((now) => seen(now)['two'] === 'inSync', 40);
  });
});
