import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAdmissionWebhook } from '../cluster/admissionWebhook.ts';
import { attachCluster } from '../cluster/attachCluster.ts';
import {
  startMeddlingProxy,
  type Meddling,
  type MeddlingProxy,
  type ProxiedRequest,
  type Verdict,
} from '../cluster/meddlingProxy.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli, type CliRun } from './cli/builtCli.ts';
import { syncOf, type SyncDocument } from './cli/documents.ts';
import { GitFixture } from './gitFixture.ts';

let cluster: TestCluster;
let cli: BuiltCli;
let repository: GitFixture;
let namespace: string;
const proxies: MeddlingProxy[] = [];

beforeAll(async () => {
  cluster = await attachCluster();
  cli = await BuiltCli.build(cluster);
});
afterAll(async () => {
  await cli?.remove();
  await cluster?.stop();
});
beforeEach(async () => {
  namespace = await cluster.namespace('badday');
  repository = GitFixture.create();
});
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
  repository.remove();
});

const configMap = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {key: ${value}, other: x}\n`;
const namesOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `c${index}`);

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['-n', namespace, ...args]);
}

/** Declares so many ConfigMaps, and changes both fields of each by hand. */
async function drifted(count: number): Promise<void> {
  const files = namesOf(count).map((name) => [`${name}.yaml`, configMap(name, 'git')] as const);
  repository.commit('First', Object.fromEntries(files));
  await kubectl('apply', '-f', repository.folder);
  await changeByHand(count);
}

async function changeByHand(count: number): Promise<void> {
  const patch = '{"data":{"key":"hand","other":"hand"}}';
  const names = namesOf(count).map((name) => `configmap/${name}`);
  await kubectl('patch', ...names, '--type=merge', '-p', patch);
}

/** `git x` or `hand hand` of each: anything else is half an edit. */
async function live(count: number): Promise<readonly string[]> {
  const one = '{.data.key} {.data.other}{"\\n"}';
  const names = namesOf(count).map((name) => `configmap/${name}`);
  const path = count === 1 ? one : `{range .items[*]}${one}{end}`;
  return (await kubectl('get', ...names, `-o=jsonpath=${path}`)).trim().split('\n');
}

async function proxy(meddling: Meddling): Promise<string> {
  const started = await startMeddlingProxy(cluster, meddling);
  proxies.push(started);
  return started.kubeconfigPath;
}

const args = (): readonly string[] => {
  const where = ['--repo', repository.folder, '--namespace', namespace];
  return ['sync', '--yes', '--json', ...where];
};

/** The cluster is named by the kubeconfig, or by its context. */
function sync(kubeconfig?: string): Promise<CliRun> {
  const named = kubeconfig ?? cluster.kubeconfigPath;
  return cli.run([...args(), '--kubeconfig', named]);
}

/** `sync` through a proxy that signals its process, and how that ended. */
async function signalled(
  signal: 'SIGKILL' | 'SIGINT',
  at: number,
  when: 'before' | 'after',
): Promise<CliRun & { readonly writes: number }> {
  let writes = 0;
  const begun: { child?: ReturnType<BuiltCli['start']> } = {};
  const meddle = (request: ProxiedRequest): Verdict => {
    if (!isWrite(request)) return 'pass';
    writes += 1;
    if (writes !== at) return 'pass';
    begun.child?.kill(signal);
    return signal === 'SIGKILL' ? 'cut' : 'pass';
  };
  const kubeconfig = await proxy({ [when]: meddle });
  const child = cli.start([...args(), '--kubeconfig', kubeconfig]);
  begun.child = child;
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.end();
  const code = await new Promise<number>((resolve) =>
    child.on('close', (exit) => resolve(exit ?? -1)),
  );
  return { code, out, err, writes };
}

function isWrite({ method, url }: ProxiedRequest): boolean {
  return method === 'PATCH' && url.includes('/configmaps/') && !url.includes('dryRun');
}

function isFieldPatch(request: ProxiedRequest): boolean {
  return isWrite(request) && request.contentType.includes('json-patch');
}

function outcomes(document: SyncDocument): readonly string[] {
  return document.steps.map(({ outcome }) => outcome).toSorted();
}

async function finishes(count: number): Promise<void> {
  const second = await sync();
  expect(second.code, second.out + second.err).toBe(0);
  expect(await live(count)).toEqual(namesOf(count).map(() => 'git x'));
  const third = syncOf(await sync());
  expect(third.summary).toMatchObject({ nothing: count, done: 0 });
}

describe('a sync that is cut off', () => {
  it('between the two requests of one object says so, and a second run finishes', async () => {
    await drifted(1);
    let isCut = false;
    const kubeconfig = await proxy({
      before: (request) => {
        if (isWrite(request) && !isFieldPatch(request)) isCut = true;
        return isCut ? 'cut' : 'pass';
      },
    });
    const run = await sync(kubeconfig);
    expect(run.code, run.out).toBe(1);
    const [step] = syncOf(run).steps;
    expect(step).toMatchObject({ outcome: 'failed' });
    expect(step?.message).toContain('Its values were written before that');
    expect(await live(1)).toEqual(['git x']);
    await finishes(1);
  });

  it('before the answer to its patch never claims that it worked', async () => {
    await drifted(1);
    let isCut = false;
    const meddle = (request: ProxiedRequest): Verdict => {
      if (isFieldPatch(request)) isCut = true;
      return isCut ? 'cut' : 'pass';
    };
    const before = (): Verdict => (isCut ? 'cut' : 'pass');
    const run = await sync(await proxy({ before, after: meddle }));
    expect(run.code).toBe(1);
    expect(syncOf(run).steps[0]?.outcome).toBe('failed');
    expect(await live(1)).toEqual(['git x']);
    await finishes(1);
  });
});

describe('a sync whose own process ends', () => {
  const count = 2;
  const steps = [1, 2, 3, 4].flatMap((at) => [[at, 'before'] as const, [at, 'after'] as const]);

  it.each(steps)('by SIGKILL at write %i, %s the server took it', async (at, when) => {
    await drifted(count);
    const run = await signalled('SIGKILL', at, when);
    expect(run.code).toBe(-1);
    // Both objects are written at once: the other one's next write may be on its way.
    expect(run.writes).toBeGreaterThanOrEqual(at);
    // Each object is as Git says or as the hand left it, and nothing in between.
    for (const text of await live(count)) expect(['git x', 'hand hand']).toContain(text);
    await finishes(count);
  });

  it.each([1, 2, 3, 4])('by Ctrl+C at write %i reports, and finishes what it began', async (at) => {
    await drifted(count);
    const run = await signalled('SIGINT', at, 'before');
    const document = syncOf(run);
    const done = document.steps.filter(({ outcome }) => outcome === 'done').length;
    expect((await live(count)).filter((text) => text === 'git x')).toHaveLength(done);
    expect(outcomes(document).every((one) => one === 'done' || one === 'notRun')).toBe(true);
    expect(run.code).toBe(done === count ? 0 : 1);
    await finishes(count);
  });
});

describe('an object that never rests', () => {
  /** Somebody writes to the object right before each patch of ours: the server answers 409. */
  async function storm(times: number): Promise<CliRun> {
    await drifted(1);
    let left = times;
    const kubeconfig = await proxy({
      before: async (request): Promise<Verdict> => {
        if (!isFieldPatch(request) || left === 0) return 'pass';
        left -= 1;
        const annotation = `deployment.kubernetes.io/revision=${left}`;
        await kubectl('annotate', '--overwrite', 'configmap/c0', annotation);
        return 'pass';
      },
    });
    const run = await sync(kubeconfig);
    if (times < 10) expect(left).toBe(0);
    return run;
  }

  it('is written when it comes to rest', async () => {
    const run = await storm(3);
    expect(syncOf(run).steps[0]?.outcome, run.out).toBe('done');
    expect(run.code).toBe(0);
    expect(await live(1)).toEqual(['git x']);
  });

  it('is left alone and named where it does not: a storm of 409', async () => {
    const run = await storm(1000);
    expect(run.code).toBe(1);
    expect(syncOf(run).steps[0]).toMatchObject({ outcome: 'failed' });
    expect(syncOf(run).steps[0]?.message).toContain('kept changing while it was written');
    expect(await live(1)).toEqual(['hand hand']);
    await finishes(1);
  });
});

describe('a server that refuses a part', () => {
  it('by an admission webhook: one of ten', async () => {
    await drifted(10);
    const webhook = await startAdmissionWebhook(cluster, namespace, (name) =>
      name === 'c4' ? 'c4 is frozen until Monday' : undefined,
    );
    try {
      const run = await waitFor(
        () => sync(),
        ({ out }) => out.includes('frozen'),
        () => changeByHand(10),
      );
      expect(run.code).toBe(1);
      const { steps, summary } = syncOf(run);
      expect(summary).toMatchObject({ done: 9, refused: 1 });
      const refused = steps.find(({ outcome }) => outcome === 'refused');
      expect(refused).toMatchObject({ ref: { name: 'c4' }, reason: 'rejected' });
      expect(refused?.message).toContain('c4 is frozen until Monday');
      expect((await live(10)).filter((text) => text === 'hand hand')).toHaveLength(1);
    } finally {
      await webhook.close();
    }
    const again = await waitFor(
      () => sync(),
      ({ code }) => code === 0,
    );
    expect(again.code, again.out).toBe(0);
    expect(await live(10)).toEqual(namesOf(10).map(() => 'git x'));
  });

  it('since the namespace is terminating', async () => {
    const name = 'name: c0, finalizers: [example.com/stay]';
    const held = configMap('c0', 'git').replace('name: c0', name);
    repository.commit('First', { 'c0.yaml': held });
    await kubectl('apply', '-f', repository.folder);
    await changeByHand(1);
    repository.commit('More', { 'new.yaml': configMap('new', 'git') });
    await cluster.kubectl(['delete', 'namespace', namespace, '--wait=false']);
    try {
      const deleted = '-o=jsonpath={.metadata.deletionTimestamp}';
      await waitFor(
        () => kubectl('get', 'configmap/c0', deleted),
        (time) => time !== '',
      );
      const run = await sync();
      expect(run.code).toBe(1);
      const messages = syncOf(run).steps.map(({ ref, message }) => [ref.name, message ?? '']);
      expect(Object.fromEntries(messages)).toMatchObject({
        c0: expect.stringContaining('is being deleted') as string,
        new: expect.stringContaining('being terminated') as string,
      });
      expect(syncOf(run).summary).toMatchObject({ refused: 2, done: 0 });
    } finally {
      const gone = '{"metadata":{"finalizers":[]}}';
      await kubectl('patch', 'configmap/c0', '--type=merge', '-p', gone);
    }
  });

  it('since the rights went half-way', async () => {
    const count = 20;
    await drifted(count);
    await kubectl('create', 'role', 'fixer', '--verb=*', '--resource=configmaps');
    await bind();
    let writes = 0;
    const kubeconfig = await proxy({
      token: cluster.aliceToken,
      before: async (request): Promise<Verdict> => {
        if (!isFieldPatch(request)) return 'pass';
        writes += 1;
        if (writes === 5) await unbind();
        return 'pass';
      },
    });
    const run = await sync(kubeconfig);
    expect(run.code, run.out).toBe(1);
    const { steps } = syncOf(run);
    const done = steps.filter(({ outcome }) => outcome === 'done');
    const failed = steps.filter(({ outcome }) => outcome === 'failed');
    expect(done.length + failed.length).toBe(count);
    expect(failed.length).toBeGreaterThan(0);
    for (const { message } of failed) expect(message).toMatch(/forbidden|cannot patch/i);
    for (const { ref } of done) expect(ref.name).toBeDefined();
    const right = (await live(count)).filter((text) => text === 'git x').length;
    expect(right).toBeGreaterThanOrEqual(done.length);
    await bind();
    await finishes(count);
  });

  async function bind(): Promise<void> {
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'fixer', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'fixer' },
      subjects: [cluster.aliceSubject],
    };
    await cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(binding) });
    await waitFor(mayPatch, (may) => may);
  }

  /** The server's own picture of rights lags a little behind. */
  async function unbind(): Promise<void> {
    await kubectl('delete', 'rolebinding/fixer');
    await waitFor(mayPatch, (may) => !may);
  }

  async function mayPatch(): Promise<boolean> {
    const answer = await cluster.request('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      method: 'POST',
      token: cluster.aliceToken,
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { namespace, verb: 'patch', resource: 'configmaps' } },
      },
    });
    return (answer.body as { status?: { allowed?: boolean } }).status?.allowed === true;
  }
});

describe('two syncs at once', () => {
  it('end well together: nothing is half written, and nothing is left', async () => {
    const count = 30;
    await drifted(count);
    const runs = await Promise.all([sync(), sync()]);
    for (const run of runs) {
      expect([0, 1]).toContain(run.code);
      // What the other one did is done, or has moved on since the plan: never an error.
      const known = ['done', 'nothing', 'moved'];
      for (const outcome of outcomes(syncOf(run))) expect(known).toContain(outcome);
    }
    expect(await live(count)).toEqual(namesOf(count).map(() => 'git x'));
    await finishes(count);
  });
});

/** Asks again and again, for half a minute, until the answer is as wished; else the last one. */
async function waitFor<T>(
  ask: () => Promise<T>,
  isGood: (answer: T) => boolean,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (isGood(answer) || Date.now() > end) return answer;
    await between();
  }
}
