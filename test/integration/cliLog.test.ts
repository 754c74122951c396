import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli, type CliOptions, type CliRun } from './cli/builtCli.ts';
import { logOf } from './cli/documents.ts';
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
  namespace = await cluster.namespace('log');
  repository = GitFixture.create();
  repository.git('config', 'user.name', 'Ann Example');
  repository.git('config', 'user.email', 'ann@example.com');
  fixtures.push(repository);
});

const configMap = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {key: ${value}}\n`;
const secret =
  'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: correct-horse}\n';

function driftline(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return cli.run([...args, '--namespace', namespace], { cwd: repository.folder, ...options });
}

async function synced(...args: readonly string[]): Promise<CliRun> {
  const run = await driftline(['sync', '--yes', '--json', ...args]);
  if (run.code !== 0) throw new Error(run.out + run.err);
  return run;
}

describe('driftline log', () => {
  it('tells who applied which commit where, and no value', async () => {
    const sha = repository.commit('First', { 'a.yaml': configMap('a', 'one'), 's.yaml': secret });
    await synced();
    await cluster.kubectl([
      ...['-n', namespace, 'patch', 'secret/s', '--type=merge', '-p'],
      '{"stringData":{"password":"battery-staple"}}',
    ]);
    await synced();
    const { events } = logOf(await driftline(['log', '--json']));
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      kind: 'act',
      act: 'apply',
      who: { name: 'Ann Example', email: 'ann@example.com' },
      commit: sha,
      outcome: 'done',
      objects: [{ ref: { kind: 'Secret', name: 's' }, fields: ['data.password'] }],
    });
    expect(events[0]?.clusterUid).toMatch(/^[0-9a-f-]{36}$/);
    const log = await readFile(path.join(cli.folder, 'state', 'audit.jsonl'), 'utf8');
    for (const word of ['battery', 'correct', btoa('correct-horse'), btoa('battery-staple')]) {
      expect(log).not.toContain(word);
    }
    const text = await driftline(['log']);
    expect(text.out).toContain('Ann Example');
    expect(text.out).toContain('applied from Git');
  });

  it('narrows to an object, a time, and this repository', async () => {
    repository.commit('First', {
      'a.yaml': configMap('a', 'one'),
      'b.yaml': configMap('b', 'one'),
    });
    await synced('--object', 'cm/a');
    await synced('--object', 'cm/b');
    const narrowed = logOf(await driftline(['log', '--json', '--object', 'cm/a'])).events;
    expect(narrowed.map(({ objects }) => objects?.[0]?.ref.name)).toEqual(['a']);
    expect(logOf(await driftline(['log', '--json', '--since', '2h'])).events).toHaveLength(2);
    expect(logOf(await driftline(['log', '--json', '--since', '2999-01-01'])).events).toEqual([]);
    expect((await driftline(['log', '--since', 'noon'])).code).toBe(2);
    const other = GitFixture.create();
    fixtures.push(other);
    other.commit('First', { 'a.yaml': configMap('a', 'one') });
    const run = await driftline(['log', '--json'], { cwd: other.folder });
    expect(logOf(run).events).toEqual([]);
  });

  it('needs no cluster', async () => {
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    const run = await driftline(['log', '--json'], { kubeconfig: '/nowhere' });
    expect(run.code).toBe(0);
    expect(logOf(run)).toMatchObject({ events: [], problems: [] });
  });
});

describe('driftline log --timeline', () => {
  it('merges commits, our acts and writes by hand, newest first', async () => {
    repository.setClock(new Date(Date.now() - 3_600_000));
    repository.commit('Begin with one', { 'a.yaml': configMap('a', 'one') });
    repository.commit('Not a manifest of it', { 'other/x.txt': 'x' });
    await synced();
    await cluster.kubectl([
      ...['-n', namespace, 'patch', 'configmap/a', '--type=merge', '-p'],
      '{"data":{"key":"two"}}',
    ]);
    const run = await driftline(['log', '--timeline', '--json', '--object', 'cm/a']);
    expect(run.code).toBe(0);
    const { events } = logOf(run);
    expect(events.map(({ kind }) => kind).toSorted()).toEqual(['act', 'commit', 'write']);
    expect(events.at(-1)).toMatchObject({ kind: 'commit', subject: 'Begin with one' });
    expect(events.find(({ kind }) => kind === 'write')).toMatchObject({
      writer: { manager: 'kubectl-patch', class: 'hand' },
      ref: { kind: 'ConfigMap', name: 'a' },
      fields: ['data.key'],
    });
    const all = logOf(await driftline(['log', '--timeline', '--json'])).events;
    expect(all.filter(({ kind }) => kind === 'commit')).toHaveLength(2);
    const text = await driftline(['log', '--timeline']);
    expect(text.out).toContain('kubectl patch');
    expect(text.out).toContain('Begin with one');
  });

  it('says that live writes are missing where the cluster is away', async () => {
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    const kubeconfig = await cluster.kubeconfigFor(
      { token: 'x' },
      { server: 'https://127.0.0.1:1' },
    );
    const run = await driftline(['log', '--timeline', '--json'], { kubeconfig });
    expect(run.code).toBe(2);
    const { events, problems } = logOf(run);
    expect(events.map(({ kind }) => kind)).toEqual(['commit']);
    expect(problems[0]?.message).toContain('Live writes are missing');
  });
});
