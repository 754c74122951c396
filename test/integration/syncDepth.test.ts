import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli, type CliRun } from './cli/builtCli.ts';
import { syncOf } from './cli/documents.ts';
import { GitFixture } from './gitFixture.ts';

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
  namespace = await cluster.namespace('depth');
  repository = GitFixture.create();
});
afterEach(() => repository.remove());

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['-n', namespace, ...args]);
}

function place(): readonly string[] {
  return ['--repo', repository.folder, '--namespace', namespace, '--context', cluster.context];
}

function sync(...args: readonly string[]): Promise<CliRun> {
  return cli.run(['sync', '--yes', ...args, ...place()]);
}

function uid(object: string): Promise<string> {
  return kubectl('get', object, '-o=jsonpath={.metadata.uid}');
}

const web = (replicas: number, app = 'web', label = app): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${app}}}
  template:
    metadata: {labels: {app: ${label}}}
    spec: {containers: [{name: web, image: registry.k8s.io/pause:3.10}]}
`;
const stuck = web(2).replace('spec: {c', 'spec: {nodeSelector: {no: such}, c');
const claim = (mode: string): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [${mode}]
  storageClassName: ""
  resources: {requests: {storage: 1Gi}}
`;
const configMap = (a: string, b: string): string => `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: "${a}", b: "${b}"}
`;

describe('what cannot be changed', () => {
  it('is deleted and made anew with --recreate alone', async () => {
    await cluster.kubectl(['-n', namespace, 'apply', '-f', '-'], { input: web(0) });
    const before = await uid('deployment/web');
    repository.commit('Another selector', { 'a.yaml': web(0, 'other') });
    const refused = await sync('--json');
    expect(refused.code).toBe(1);
    expect(syncOf(refused).steps[0]?.message).toContain('--recreate');
    expect(await uid('deployment/web')).toBe(before);
    const run = await sync('--recreate');
    expect(run.err + run.out).toContain('deployment.apps/web recreated');
    expect(run.code).toBe(0);
    expect(await uid('deployment/web')).not.toBe(before);
    expect((await sync('--json')).code).toBe(0);
  });

  it('stays where the server would not take it anew', async () => {
    await cluster.kubectl(['-n', namespace, 'apply', '-f', '-'], { input: web(0) });
    const before = await uid('deployment/web');
    repository.commit('Labels that do not match', { 'a.yaml': web(0, 'other', 'third') });
    const run = await sync('--json', '--recreate');
    expect(run.code).toBe(1);
    expect(syncOf(run).steps[0]?.message).toContain('It was not deleted');
    expect(await uid('deployment/web')).toBe(before);
  });

  it('goes by name only where it holds data', async () => {
    await cluster.kubectl(['-n', namespace, 'apply', '-f', '-'], { input: claim('ReadWriteOnce') });
    const before = await uid('pvc/data');
    repository.commit('Another mode', { 'a.yaml': claim('ReadOnlyMany') });
    const refused = await sync('--json', '--recreate');
    expect(refused.code).toBe(1);
    expect(syncOf(refused).steps[0]).toMatchObject({ outcome: 'refused', reason: 'immutable' });
    expect(syncOf(refused).steps[0]?.message).toContain('--object');
    expect(await uid('pvc/data')).toBe(before);
    const run = await sync('--json', '--recreate', '--object', 'pvc/data');
    expect(syncOf(run).steps[0]).toMatchObject({ action: 'recreate', outcome: 'done' });
    expect(await uid('pvc/data')).not.toBe(before);
  });
});

describe('fields that others hold', () => {
  it('are taken over by manager', async () => {
    repository.commit('Ours', { 'a.yaml': configMap('1', '1') });
    const applied = (manager: string, data: string): Promise<string> =>
      cluster.kubectl(
        ['-n', namespace, 'apply', '--server-side', `--field-manager=${manager}`, '-f', '-'],
        { input: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {${data}}\n` },
      );
    await applied('argocd-controller', 'a: "2"');
    await applied('kustomize-controller', 'b: "2"');
    const refused = await sync('--json');
    expect(refused.code).toBe(1);
    expect(syncOf(refused).steps[0]?.message).toContain('--take-over argocd-controller');
    const half = await sync('--json', '--take-over', 'argocd-controller');
    expect(half.code).toBe(1);
    expect(syncOf(half).steps[0]?.message).not.toContain('--take-over argocd-controller');
    expect(syncOf(half).steps[0]?.message).toContain('--take-over kustomize-controller');
    expect(await kubectl('get', 'cm/settings', '-o=jsonpath={.data}')).toBe('{"a":"2","b":"2"}');
    const both = ['--take-over', 'argocd-controller', '--take-over', 'kustomize-controller'];
    const run = await sync(...both);
    expect(run.out).toContain('configmap/settings configured');
    expect(run.code).toBe(0);
    expect(await kubectl('get', 'cm/settings', '-o=jsonpath={.data}')).toBe('{"a":"1","b":"1"}');
  });
});

describe('--wait', () => {
  it('ends well when the rollout is through', async () => {
    repository.commit('Two pods', { 'a.yaml': web(2), 'b.yaml': configMap('1', '1') });
    const run = await sync('--json', '--wait', '--timeout', '90s');
    expect(run.code).toBe(0);
    expect(syncOf(run).steps).toMatchObject([
      { outcome: 'done', waited: 'well' },
      { outcome: 'done', waited: 'well', health: 'healthy' },
    ]);
  });

  it('fails when it is not healthy in time, and tells how far it came', async () => {
    repository.commit('No node takes these pods', { 'a.yaml': stuck });
    const run = await sync('--wait', '--timeout', '3s');
    expect(run.code).toBe(1);
    expect(run.err).toMatch(/Waiting for deployment\.apps\/web: .*\d of 2/);
    expect(run.out).toContain('Not healthy in time');
    const again = await sync('--json', '--wait', '--timeout', '2s');
    expect(again.code).toBe(1);
    expect(syncOf(again).steps[0]).toMatchObject({ outcome: 'nothing', waited: 'timedOut' });
  });

  it('stops on Ctrl+C with a report', async () => {
    repository.commit('No node takes these pods', { 'a.yaml': stuck });
    const child = cli.start(['sync', '--yes', '--wait', ...place()]);
    let out = '';
    let stopped = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stopped || !text.includes('Waiting for deployment')) return;
      stopped = true;
      child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(1);
    expect(out).toContain('deployment.apps/web created');
    expect(out).toContain('Stopped waiting');
  });
});
