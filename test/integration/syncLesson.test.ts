import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli, type CliRun } from './cli/builtCli.ts';
import { byPath, objectNamed, statusOf, syncOf } from './cli/documents.ts';
import { GitFixture } from './gitFixture.ts';

const example = path.join(import.meta.dirname, '..', '..', 'examples', 'task-agent');
const image = 'spec.template.spec.containers[name=agent].image';
const debug = 'spec.template.spec.containers[name=agent].env[name=DEBUG]';

let cluster: TestCluster;
let cli: BuiltCli;
let repository: GitFixture;
let namespace: string;

beforeAll(async () => {
  cluster = await attachCluster();
  cli = await BuiltCli.build(cluster);
});
afterAll(async () => {
  await cli?.remove();
  await cluster?.stop();
});
beforeEach(async () => {
  namespace = await cluster.namespace('lesson');
  repository = GitFixture.create();
  await cp(example, repository.folder, { recursive: true });
  repository.commit('Release v1.1.0');
  await kubectl('apply', '-f', repository.folder);
});
afterEach(() => repository.remove());

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['-n', namespace, ...args]);
}

function driftline(...args: readonly string[]): Promise<CliRun> {
  const where = ['--repo', repository.folder, '--namespace', namespace];
  return cli.run([...args, ...where, '--context', cluster.context]);
}

async function generation(): Promise<number> {
  return Number(
    await kubectl('get', 'deployment/task-agent', '-o=jsonpath={.metadata.generation}'),
  );
}

async function replicaSets(): Promise<number> {
  const names = await kubectl('get', 'replicasets', '-o=name');
  return names.split('\n').filter((name) => name !== '').length;
}

/** Waits until the controller has made the ReplicaSet of the newest template. */
async function observed(): Promise<void> {
  if (!cluster.controllers) return;
  const wanted = String(await generation());
  for (let tries = 0; tries < 100; tries += 1) {
    const seen = await kubectl(
      'get',
      'deployment/task-agent',
      '-o=jsonpath={.status.observedGeneration}',
    );
    if (seen === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The Deployment controller does not follow.');
}

describe("the lesson's drifts", () => {
  it('are none before anybody does anything', async () => {
    const run = await driftline('status', '--json');
    expect(statusOf(run).summary).toMatchObject({ inSync: 3, drifted: 0, missing: 0 });
    expect(run.code).toBe(0);
    const sync = await driftline('sync', '--yes', '--json');
    expect(syncOf(sync).summary).toMatchObject({ nothing: 3, done: 0 });
    expect(sync.code).toBe(0);
  });

  it('kubectl scale is found and undone', async () => {
    await kubectl('scale', 'deployment/task-agent', '--replicas=5');
    const run = await driftline('status', '--json');
    const deployment = objectNamed(statusOf(run), 'Deployment', 'task-agent');
    expect(deployment?.status).toBe('drifted');
    expect(byPath(deployment)['spec.replicas']).toMatchObject({
      kind: 'changed',
      git: 3,
      live: 5,
      pending: false,
      writer: { manager: 'kubectl', class: 'hand', operation: 'Update', subresource: 'scale' },
    });
    expect(run.code).toBe(1);
    const before = await generation();
    expect((await driftline('sync', '--yes')).code).toBe(0);
    expect(await generation()).toBe(before + 1);
    expect((await driftline('status')).code).toBe(0);
  });

  it('kubectl set env, where Git is silent, is found and undone', async () => {
    await observed();
    await kubectl('set', 'env', 'deployment/task-agent', 'DEBUG=true');
    const deployment = objectNamed(
      statusOf(await driftline('status', '--json')),
      'Deployment',
      'task-agent',
    );
    expect(deployment?.findings).toHaveLength(1);
    expect(byPath(deployment)[debug]).toMatchObject({
      kind: 'added',
      live: { name: 'DEBUG', value: 'true' },
      writer: { manager: 'kubectl-set', class: 'hand' },
    });
    await observed();
    const before = { generation: await generation(), sets: await replicaSets() };
    const sync = await driftline('sync', '--yes', '--object', 'deployment/task-agent', '--json');
    expect(sync.code).toBe(0);
    expect(syncOf(sync).steps[0]).toMatchObject({ outcome: 'done', status: 'inSync', restarts: 3 });
    await observed();
    // The old ReplicaSet is taken up again: no new one.
    expect({ generation: await generation(), sets: await replicaSets() }).toEqual({
      generation: before.generation + 1,
      sets: before.sets,
    });
    expect(await kubectl('get', 'deployment/task-agent', '-o=yaml')).not.toContain('DEBUG');
  });

  it('a deleted Service is missing, and made again', async () => {
    await kubectl('delete', 'service', 'task-agent');
    const run = await driftline('status', '--json');
    expect(objectNamed(statusOf(run), 'Service', 'task-agent')).toMatchObject({
      status: 'missing',
      health: 'missing',
      findings: [],
    });
    expect(run.code).toBe(1);
    expect((await driftline('sync', '--yes')).code).toBe(0);
    await kubectl('get', 'service', 'task-agent');
  });

  it('all at once are found, and undone in one rollout', async () => {
    await observed();
    await kubectl('scale', 'deployment/task-agent', '--replicas=5');
    await kubectl('set', 'env', 'deployment/task-agent', 'DEBUG=true');
    await kubectl('set', 'image', 'deployment/task-agent', 'agent=ghcr.io/x/agent:hotfix-abc123');
    await kubectl('delete', 'service', 'task-agent');
    const status = statusOf(await driftline('status', '--json'));
    const deployment = objectNamed(status, 'Deployment', 'task-agent');
    expect(Object.keys(byPath(deployment)).sort()).toEqual(['spec.replicas', debug, image].sort());
    expect(byPath(deployment)[image]).toMatchObject({
      live: 'ghcr.io/x/agent:hotfix-abc123',
      writer: { manager: 'kubectl-set' },
    });
    expect(status.summary).toMatchObject({ inSync: 1, drifted: 1, missing: 1 });
    await observed();
    const before = { generation: await generation(), sets: await replicaSets() };
    const sync = await driftline('sync', '--yes', '--json');
    expect(syncOf(sync).summary).toMatchObject({ done: 2, nothing: 1 });
    await observed();
    expect({ generation: await generation(), sets: await replicaSets() }).toEqual({
      generation: before.generation + 1,
      sets: before.sets,
    });
    expect((await driftline('status')).code).toBe(0);
    expect(syncOf(await driftline('sync', '--yes', '--json')).summary).toMatchObject({
      nothing: 3,
    });
  });

  it('show in diff as Git and the cluster', async () => {
    await kubectl('set', 'env', 'deployment/task-agent', 'DEBUG=true');
    await kubectl('scale', 'deployment/task-agent', '--replicas=5');
    const run = await driftline('diff');
    expect(run.code).toBe(1);
    expect(run.out).toContain('-replicas: 3\n+replicas: 5\n');
    expect(run.out).toContain('+- name: DEBUG\n+  value: "true"\n');
    expect(run.out).not.toContain('\u001b');
  });
});

describe('what Git brings', () => {
  it('is behind until applied, with a hand scale on top as one drift', async () => {
    const file = path.join(repository.folder, 'deployment.yaml');
    const text = await readFile(file, 'utf8');
    repository.commit('Release v1.2.0', { 'deployment.yaml': text.replace('v1.1.0', 'v1.2.0') });
    const behind = objectNamed(
      statusOf(await driftline('status', '--json')),
      'Deployment',
      'task-agent',
    );
    expect(behind).toMatchObject({ status: 'behind', behind: { commits: 1 } });
    expect(byPath(behind)[image]).toMatchObject({ pending: true });
    await kubectl('scale', 'deployment/task-agent', '--replicas=5');
    const drifted = objectNamed(
      statusOf(await driftline('status', '--json')),
      'Deployment',
      'task-agent',
    );
    expect(drifted?.status).toBe('drifted');
    expect(byPath(drifted)[image]).toMatchObject({ pending: true });
    expect(byPath(drifted)['spec.replicas']).toMatchObject({ pending: false });
    // No other applier stands in the way of what `kubectl apply` put there.
    expect((await driftline('sync', '--yes')).code).toBe(0);
    expect((await driftline('status')).code).toBe(0);
  });

  it('is undone by kubectl rollout undo: drift, not behind', async () => {
    if (!cluster.controllers) return;
    const file = path.join(repository.folder, 'deployment.yaml');
    const text = await readFile(file, 'utf8');
    repository.commit('Release v1.2.0', { 'deployment.yaml': text.replace('v1.1.0', 'v1.2.0') });
    await observed();
    expect((await driftline('sync', '--yes')).code).toBe(0);
    await observed();
    await kubectl('rollout', 'undo', 'deployment/task-agent');
    const run = statusOf(await driftline('status', '--json'));
    expect(objectNamed(run, 'Deployment', 'task-agent')?.status).toBe('drifted');
  });
});
