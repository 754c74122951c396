import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli, type CliRun } from './cli/builtCli.ts';
import { healOf, type HealDocument } from './cli/documents.ts';
import { GitFixture } from './gitFixture.ts';

let cluster: TestCluster;
let cli: BuiltCli;
let repository: GitFixture;
let namespace: string;
const running: Watching[] = [];

beforeAll(async () => {
  cluster = await attachCluster();
  cli = await BuiltCli.build(cluster);
});
afterAll(async () => {
  await cli?.remove();
  await cluster?.stop();
});
beforeEach(async () => {
  namespace = await cluster.namespace('heal');
  repository = GitFixture.create();
  repository.commit('First', { '.driftline.yaml': settings(), 'app.yaml': app(2, 'nginx:1.27') });
  await kubectl('apply', '-f', `${repository.folder}/app.yaml`);
});
afterEach(async () => {
  for (const watching of running.splice(0)) await watching.end();
  repository.remove();
});

function settings(policy = '{selfHeal: true}'): string {
  return `targets:\n- namespace: ${namespace}\n  policy: ${policy}\n`;
}

function app(replicas: number, image: string): string {
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
        image: ${image}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`;
}

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['-n', namespace, ...args]);
}

function scaleTo(replicas: number): Promise<string> {
  return kubectl('scale', 'deployment/web', `--replicas=${replicas}`);
}

async function replicas(): Promise<string> {
  return kubectl('get', 'deployment/web', '-o=jsonpath={.spec.replicas}');
}

function driftline(...args: readonly string[]): Promise<CliRun> {
  return cli.run(args, { cwd: repository.folder });
}

/** What the audit log has of this repository, oldest first. */
async function acts(): Promise<readonly { readonly act: string; readonly outcome: string }[]> {
  const file = path.join(cli.folder, 'state', 'audit.jsonl');
  if (!existsSync(file)) return [];
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  const entries = lines.map(
    (line) => JSON.parse(line) as { repository: string; act: string; outcome: string },
  );
  return entries.filter((entry) => entry.repository === repository.folder);
}

/** `watch --heal` as it runs for a person, and what it told so far. */
class Watching {
  readonly told: HealDocument[] = [];
  err = '';
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<number>;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    this.#closed = new Promise((resolve) => child.on('close', (code) => resolve(code ?? -1)));
    let rest = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.told.push(...lines.flatMap((line) => healOf(line) ?? []));
    });
  }

  static async start(...args: readonly string[]): Promise<Watching> {
    const all = ['watch', '--heal', '--yes', '--json', ...args];
    const watching = new Watching(cli.start(all, { cwd: repository.folder }));
    running.push(watching);
    await watching.until('on');
    return watching;
  }

  count(event: string): number {
    return this.told.filter((one) => one.event === event).length;
  }

  async until(event: string, times = 1, seconds = 30): Promise<HealDocument> {
    await until(
      () => this.count(event) >= times,
      seconds,
      () => this.words(),
    );
    const found = this.told.filter((one) => one.event === event)[times - 1];
    if (found === undefined) throw new Error(this.words());
    return found;
  }

  words(): string {
    return [this.err, ...this.told.map((one) => JSON.stringify(one))].join('\n');
  }

  async end(): Promise<number> {
    this.#child.kill('SIGTERM');
    return this.#closed;
  }
}

async function until(
  isSo: () => boolean | Promise<boolean>,
  seconds: number,
  words: () => string,
): Promise<number> {
  const begun = Date.now();
  while (!(await isSo())) {
    if (Date.now() - begun > seconds * 1000) throw new Error(`Not in ${seconds} s: ${words()}`);
    await sleep(50);
  }
  return (Date.now() - begun) / 1000;
}

/** Long enough for a heal that should not be. */
const calm = (): Promise<void> => sleep(3500);

describe('watch --heal', () => {
  it('undoes a scale, a hotfix image and a deletion within 3 s, and logs it', async () => {
    const watching = await Watching.start();
    await scaleTo(5);
    const scaled = await until(
      async () => (await replicas()) === '2',
      20,
      () => watching.words(),
    );
    await kubectl('set', 'image', 'deployment/web', 'web=nginx:hotfix');
    const image = (): Promise<string> =>
      kubectl('get', 'deployment/web', '-o=jsonpath={..containers[0].image}');
    const fixed = await until(
      async () => (await image()) === 'nginx:1.27',
      20,
      () => watching.words(),
    );
    await kubectl('delete', 'service/web');
    const back = await until(
      async () => (await kubectl('get', 'services', '-o=name')).includes('service/web'),
      20,
      () => watching.words(),
    );
    await watching.until('healed', 3);
    // Told, not asserted: it would measure the machine.
    console.log(
      `healed after ${[scaled, fixed, back].map((time) => time.toFixed(1)).join(', ')} s`,
    );
    const fields = watching.told.flatMap(({ event, fields: paths }) =>
      event === 'healed' ? [paths?.join() ?? ''] : [],
    );
    expect(fields).toEqual(['spec.replicas', 'spec.template.spec.containers[name=web].image', '']);
    expect(await watching.end()).toBe(0);
    const logged = (await acts()).map(({ act, outcome }) => `${act} ${outcome}`).sort();
    expect(logged).toEqual(['consent done', 'heal done', 'heal done', 'heal done']);
  });

  it('does nothing but ask where nobody allowed it', async () => {
    await scaleTo(5);
    const run = await driftline('watch', '--heal');
    expect(run.code).toBe(1);
    for (const word of [cluster.context, cluster.server, repository.folder, namespace, '--yes'])
      expect(run.err).toContain(word);
    expect(await replicas()).toBe('5');
    expect(await acts()).toEqual([]);
  });

  it('asks anew when the policy, or what it reaches, changes', async () => {
    const watching = await Watching.start();
    repository.write('.driftline.yaml', settings('{selfHeal: true, autoSync: true}'));
    await watching.until('needsConsent');
    await scaleTo(5);
    await calm();
    expect(await replicas()).toBe('5');
    await watching.end();
    expect((await driftline('watch', '--heal')).code).toBe(1);
    repository.write('.driftline.yaml', settings());
    const again = new Watching(
      cli.start(['watch', '--heal', '--json'], { cwd: repository.folder }),
    );
    running.push(again);
    await again.until('healed');
    expect(await replicas()).toBe('2');
  });

  it('leaves new commits alone, and applies them with autoSync', async () => {
    const watching = await Watching.start();
    repository.commit('More', { 'app.yaml': app(3, 'nginx:1.27') });
    await calm();
    expect(await replicas()).toBe('2');
    await kubectl('label', 'service/web', 'by=hand');
    await watching.until('healed');
    expect(await replicas()).toBe('2');
    await watching.end();
    repository.write('.driftline.yaml', settings('{selfHeal: true, autoSync: true}'));
    const sync = await Watching.start();
    await sync.until('healed');
    expect(await replicas()).toBe('3');
  });

  it('gives up a field that somebody writes again and again, and names them', async () => {
    const watching = await Watching.start();
    for (const times of [1, 2, 3]) {
      await scaleTo(5);
      await watching.until('healed', times);
    }
    await scaleTo(5);
    const fight = await watching.until('givenUp');
    expect(fight).toMatchObject({ manager: 'kubectl', fields: ['spec.replicas'] });
    expect(fight.ignoreRule).toContain('/spec/replicas');
    await kubectl('set', 'image', 'deployment/web', 'web=nginx:hotfix');
    await watching.until('healed', 4);
    expect(await replicas()).toBe('5');
    repository.write('.driftline.yaml', `${settings()}${fight.ignoreRule ?? ''}\n`);
    const run = await driftline('status', '--json', '--namespace', namespace);
    expect(run.code).toBe(0);
  });

  it('leaves what a branch has captured, heals what is beside it, and all when it is gone', async () => {
    await scaleTo(5);
    const object = ['--object', 'deployment/web', '--branch', 'five'];
    const where = ['--context', cluster.context, '--namespace', namespace];
    const capture = await driftline('capture', '--yes', ...object, ...where);
    expect(capture.code, capture.err).toBe(0);
    const watching = await Watching.start();
    await kubectl('set', 'image', 'deployment/web', 'web=nginx:hotfix');
    expect(await watching.until('healed')).toMatchObject({
      fields: ['spec.template.spec.containers[name=web].image'],
    });
    await calm();
    expect(await replicas()).toBe('5');
    repository.git('branch', '-q', '-D', 'five');
    expect(await watching.until('healed', 2)).toMatchObject({ fields: ['spec.replicas'] });
    expect(await replicas()).toBe('2');
  });

  it('never undoes a restart, nor what an unknown writer put there', async () => {
    const watching = await Watching.start();
    await kubectl('rollout', 'restart', 'deployment/web');
    const patch = '{"metadata":{"labels":{"by":"operator"}}}';
    await kubectl('patch', 'service/web', '--field-manager=an-operator', '-p', patch);
    expect(await watching.until('left')).toMatchObject({ manager: 'an-operator' });
    await calm();
    expect(watching.count('healed')).toBe(0);
  });
});

describe('pause and resume', () => {
  it('are obeyed by a running watch of another process', async () => {
    const watching = await Watching.start();
    expect((await driftline('pause', '--for', '10m')).code).toBe(0);
    await watching.until('paused');
    await scaleTo(5);
    await calm();
    expect(await replicas()).toBe('5');
    expect((await driftline('resume')).code).toBe(0);
    await watching.until('healed');
    expect(await replicas()).toBe('2');
  });

  it('and a withdrawn consent is, until it is given again', async () => {
    const watching = await Watching.start();
    const run = await driftline('withdraw', '--json');
    expect(run.code, run.err).toBe(0);
    expect(JSON.parse(run.out)).toMatchObject({ repository: repository.folder, withdrawn: true });
    expect((await watching.until('needsConsent')).message).toContain('withdrawn');
    await scaleTo(5);
    await calm();
    expect(await replicas()).toBe('5');
    expect((await driftline('watch', '--heal')).code).toBe(1);
    expect((await driftline('withdraw')).err).toContain('was not allowed');
    const logged = (await acts()).map(({ act, outcome }) => `${act} ${outcome}`);
    expect(logged).toEqual(['consent done', 'withdraw done']);
    const again = await Watching.start();
    // The one before is allowed again by it: whichever is first heals.
    await until(
      async () => (await replicas()) === '2',
      30,
      () => again.words(),
    );
  });

  it('end by themselves', async () => {
    const watching = await Watching.start();
    await driftline('pause', '--for', '8s');
    await watching.until('paused');
    await scaleTo(5);
    await watching.until('healed');
  });
});

describe('a revision without a name', () => {
  it('is refused: a detached HEAD', async () => {
    repository.git('checkout', '-q', '--detach');
    const run = await driftline('watch', '--heal', '--yes');
    expect(run.code).toBe(1);
    expect(run.err).toContain('HEAD is detached');
  });

  it('holds: an old commit or another branch checked out, until it is back', async () => {
    const old = repository.git('rev-parse', 'HEAD').trim();
    repository.commit('More', { 'app.yaml': app(3, 'nginx:1.27') });
    await kubectl('apply', '-f', `${repository.folder}/app.yaml`);
    const watching = await Watching.start();
    repository.git('checkout', '-q', old);
    await watching.until('held');
    await calm();
    expect(await replicas()).toBe('3');
    await scaleTo(7);
    await calm();
    expect(await replicas()).toBe('7');
    repository.git('checkout', '-q', 'main');
    await watching.until('healed');
    expect(await replicas()).toBe('3');
  });

  it('holds: a rebase under way, and a branch that moved aside', async () => {
    const first = repository.git('rev-parse', 'HEAD').trim();
    repository.git('checkout', '-q', '-b', 'side');
    repository.commit('Side', { 'app.yaml': app(9, 'nginx:1.27') });
    repository.git('checkout', '-q', 'main');
    repository.commit('Main', { 'app.yaml': app(3, 'nginx:1.27') });
    await kubectl('apply', '-f', `${repository.folder}/app.yaml`);
    const watching = await Watching.start();
    expect(() => repository.git('rebase', 'side')).toThrow();
    expect((await watching.until('held')).message).toContain('rebase');
    await scaleTo(7);
    await calm();
    expect(await replicas()).toBe('7');
    repository.git('rebase', '--abort');
    await watching.until('healed');
    expect(await replicas()).toBe('3');
    repository.git('reset', '-q', '--hard', first);
    expect((await watching.until('held', 2)).message).toContain('does not follow');
    await scaleTo(7);
    await calm();
    expect(await replicas()).toBe('7');
  });
});
