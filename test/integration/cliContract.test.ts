import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli, type CliOptions, type CliRun } from './cli/builtCli.ts';
import { objectNamed, statusOf, syncOf, watchedOf } from './cli/documents.ts';
import { GitFixture } from './gitFixture.ts';

let cluster: TestCluster;
let cli: BuiltCli;
let repository: GitFixture;
let namespace: string;
const fixtures: GitFixture[] = [];

beforeAll(async () => {
  cluster = await attachCluster();
  cli = await BuiltCli.build(cluster);
});
afterAll(async () => {
  for (const fixture of fixtures) fixture.remove();
  await cli?.remove();
  await cluster?.stop();
});
beforeEach(async () => {
  namespace = await cluster.namespace('cli');
  repository = GitFixture.create();
  fixtures.push(repository);
});

const configMap = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {key: ${value}}\n`;

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['-n', namespace, ...args]);
}

function driftline(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return cli.run([...args, '--namespace', namespace], { cwd: repository.folder, ...options });
}

/** A kubeconfig with a second context: then the current one was not chosen by naming it. */
async function twoContexts(): Promise<string> {
  const text = await readFile(cluster.kubeconfigPath, 'utf8');
  const kubeconfig = JSON.parse(await cluster.kubectl(['config', 'view', '--raw', '-o=json'])) as {
    contexts: { name: string; context: unknown }[];
  };
  const [first] = kubeconfig.contexts;
  if (first === undefined) throw new Error(`No context in ${text}`);
  kubeconfig.contexts.push({ ...first, name: 'another' });
  const file = path.join(cli.folder, 'two-contexts.json');
  await writeFile(file, JSON.stringify(kubeconfig));
  return file;
}

describe('exit codes', () => {
  it('0 in sync, 1 not, 2 not told', async () => {
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    expect((await driftline(['status'])).code).toBe(1);
    await kubectl('apply', '-f', repository.folder);
    expect((await driftline(['status'])).code).toBe(0);
    expect((await driftline(['diff'])).code).toBe(0);
    await kubectl('patch', 'configmap/a', '--type=merge', '-p', '{"data":{"key":"two"}}');
    expect((await driftline(['diff'])).code).toBe(1);
    repository.commit('Unknown kind', {
      'b.yaml': 'apiVersion: example.com/v1\nkind: Nothing\nmetadata: {name: b}\n',
    });
    const run = await driftline(['status', '--json']);
    expect(run.code).toBe(2);
    expect(objectNamed(statusOf(run), 'Nothing', 'b')).toMatchObject({
      status: 'unknown',
      reason: 'notServed',
    });
  });

  it('2 for a broken document, while the others keep their status', async () => {
    repository.commit('First', {
      'a.yaml': configMap('a', 'one'),
      'b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [\n',
    });
    await kubectl('apply', '-f', path.join(repository.folder, 'a.yaml'));
    const run = await driftline(['status', '--json']);
    expect(run.code).toBe(2);
    expect(objectNamed(statusOf(run), 'ConfigMap', 'a')?.status).toBe('inSync');
    expect(statusOf(run).problems.map(({ severity }) => severity)).toContain('error');
  });

  it('2 for a path without manifests, never "in sync"', async () => {
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    const run = await driftline(['status', '--path', 'nothing/here', '--json']);
    expect(run.code).toBe(2);
    expect(statusOf(run).problems).toHaveLength(1);
    expect(run.out).not.toContain('run as declared');
  });

  it('2 outside of a repository, without commits, and for a revision that is not there', async () => {
    const outside = await driftline(['status', '--json'], { cwd: cli.folder });
    expect(outside.code).toBe(2);
    expect(statusOf(outside).problems).toHaveLength(1);
    expect((await driftline(['status'])).code).toBe(2);
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    const run = await driftline(['status', '--revision', 'no-such-ref']);
    expect(run.code).toBe(2);
    expect(run.err + run.out).toContain('no-such-ref');
  });

  it('2 where the cluster cannot be reached, with all objects unknown', async () => {
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    const kubeconfig = await cluster.kubeconfigFor(
      { token: 'x' },
      { server: 'https://127.0.0.1:1' },
    );
    for (const command of ['status', 'diff']) {
      const run = await driftline([command, '--json'], { kubeconfig });
      expect(run.code).toBe(2);
      expect(objectNamed(statusOf(run), 'ConfigMap', 'a')).toMatchObject({
        status: 'unknown',
        reason: 'unreachable',
      });
    }
    const sync = await driftline(['sync', '--yes', '--json'], { kubeconfig });
    expect(sync.code).toBe(2);
    expect(syncOf(sync).steps).toEqual([]);
  });

  it.each([
    [['frobnicate'], 'There is no command "frobnicate"'],
    [['status', '--frobnicate'], "'--frobnicate'"],
    [['status', '--dry-run'], 'only sync has'],
    [['status', 'extra'], 'takes no argument'],
    [['status', '--server-checks', 'some'], 'full, confirm or off'],
    [['status', '--repo'], '--repo'],
    [['sync', '--object', 'nonsense'], 'KIND[.GROUP]/[NAMESPACE/]NAME'],
    [['sync', '--object', 'ConfigMap/none'], 'Git declares no ConfigMap/none'],
  ])('2 for %j, said in a sentence', async (args, words) => {
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    const run = await driftline(args);
    expect(run.code).toBe(2);
    expect(run.err).toContain(words);
    expect(run.err).not.toMatch(/\n\s+at /);
  });
});

describe('consent', () => {
  beforeEach(() => {
    repository.commit('First', {
      'a.yaml': configMap('a', 'one'),
      'b.yaml': configMap('b', 'one'),
    });
  });

  async function nothingWritten(): Promise<void> {
    const left = await kubectl('get', 'configmaps', '-o=name');
    expect(left).not.toMatch(/configmap\/[ab]\n/);
  }

  it('is needed: without --yes and without a terminal nothing is written', async () => {
    for (const args of [
      ['sync'],
      ['sync', '--json'],
      ['sync', '--dry-run'],
      ['sync', '--dry-run', '--yes', '--json'],
    ]) {
      const run = await driftline(args, { input: 'y\ny\n' });
      expect(run.code).toBe(1);
      await nothingWritten();
    }
    const dry = syncOf(await driftline(['sync', '--dry-run', '--json']));
    expect(dry.summary).toMatchObject({ planned: 2, done: 0 });
  });

  it('is not given by a current context that nobody named', async () => {
    const kubeconfig = await twoContexts();
    const run = await driftline(['sync', '--yes'], { kubeconfig });
    expect(run.code).toBe(1);
    expect(run.err).toContain('--context');
    await nothingWritten();
    const named = await driftline(['sync', '--yes', '--context', cluster.context], { kubeconfig });
    expect(named.code).toBe(0);
  });

  it('covers the objects that were named, and no others', async () => {
    const run = await driftline(['sync', '--yes', '--object', 'configmaps/a']);
    expect(run.code).toBe(0);
    const left = await kubectl('get', 'configmaps', '-o=name');
    expect(left).toContain('configmap/a');
    expect(left).not.toContain('configmap/b');
  });

  it('lists the candidates of an ambiguous name', async () => {
    repository.commit('Elsewhere', {
      'c.yaml': configMap('a', 'one').replace('name: a', `name: a, namespace: ${namespace}-x`),
    });
    const run = await driftline(['sync', '--yes', '--object', 'ConfigMap/a']);
    expect(run.code).toBe(2);
    expect(run.err).toContain(`ConfigMap/${namespace}/a`);
    expect(run.err).toContain(`ConfigMap/${namespace}-x/a`);
    await nothingWritten();
  });
});

describe('what is printed', () => {
  it('holds no character of a value that steers a terminal', async () => {
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    const evil = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202egnihton\r';
    await cluster.kubectl(['-n', namespace, 'apply', '-f', '-'], {
      input: JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a' },
        data: { key: evil, 'b\u002dc': 'x' },
      }),
    });
    for (const args of [['status'], ['diff'], ['status', '--json'], ['sync', '--dry-run']]) {
      const run = await driftline(args);
      expect(run.code).toBe(1);
      expect(run.out + run.err).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
      );
    }
    const finding = statusOf(await driftline(['status', '--json'])).objects[0]?.findings;
    expect(finding?.find(({ path: where }) => where === 'data.key')?.live).toBe(evil);
  });

  it('is help and a version', async () => {
    const help = await driftline(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const command of ['status', 'diff', 'sync', 'watch']) {
      expect(help.out).toContain(command);
      expect((await driftline([command, '--help'])).out).toContain('--server-checks');
    }
    expect((await cli.run(['--version'])).out).toMatch(/^driftline \d+\.\d+\.\d+\n$/);
  });
});

describe('driftline watch', () => {
  it('prints a line for each status that changes, and ends on a signal', async () => {
    repository.commit('First', {
      'a.yaml': configMap('a', 'one'),
      'b.yaml': configMap('b', 'one'),
    });
    await kubectl('apply', '-f', repository.folder);
    const child = cli.start(['watch', '--json', '--namespace', namespace], {
      cwd: repository.folder,
    });
    const lines: string[] = [];
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    });
    const seen = async (status: string, count: number): Promise<void> => {
      const until = Date.now() + 30_000;
      while (
        lines.map(watchedOf).filter((line) => line.ref.name === 'a' && line.status === status)
          .length < count
      ) {
        if (Date.now() > until) throw new Error(`No line ${status}: ${lines.join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    try {
      await seen('inSync', 1);
      await kubectl('patch', 'configmap/a', '--type=merge', '-p', '{"data":{"key":"two"}}');
      await seen('drifted', 1);
      await kubectl('delete', 'configmap/a');
      await seen('missing', 1);
      await kubectl('apply', '-f', repository.folder);
      await seen('inSync', 2);
    } finally {
      child.kill('SIGINT');
    }
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(lines.map(watchedOf).map(({ ref, status }) => `${ref.name} ${status}`)).toEqual(
      expect.arrayContaining(['a inSync', 'b inSync', 'a drifted', 'a missing']) as unknown,
    );
    expect(lines.filter((line) => watchedOf(line).ref.name === 'b')).toHaveLength(1);
  });
});
