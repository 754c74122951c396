import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli, type CliOptions, type CliRun } from './cli/builtCli.ts';
import { objectNamed, statusOf, syncOf } from './cli/documents.ts';
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
  namespace = await cluster.namespace('guards');
  repository = GitFixture.create();
});
afterEach(() => repository.remove());

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['-n', namespace, ...args]);
}

function driftline(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return cli.run([...args, '--repo', repository.folder, '--namespace', namespace], options);
}

function yes(...args: readonly string[]): Promise<CliRun> {
  return driftline(['sync', '--yes', '--json', '--context', cluster.context, ...args]);
}

const configMap = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {key: ${value}, other: x}\n`;

async function live(name: string): Promise<string> {
  return kubectl('get', `configmap/${name}`, '-o=jsonpath={.data.key} {.data.other}');
}

async function drift(name: string, data: Readonly<Record<string, string>>): Promise<void> {
  await kubectl('patch', `configmap/${name}`, '--type=merge', '-p', JSON.stringify({ data }));
}

describe('a sync', () => {
  it('keeps out of a rebase that is under way', async () => {
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    repository.git('checkout', '-q', '-b', 'side');
    repository.commit('Side', { 'a.yaml': configMap('a', 'side') });
    repository.git('checkout', '-q', 'main');
    repository.commit('Main', { 'a.yaml': configMap('a', 'main') });
    expect(() => repository.git('rebase', 'side')).toThrow();
    const run = await yes();
    expect(run.code).toBe(1);
    expect(run.err).toContain('git rebase is under way');
    expect(await kubectl('get', 'configmaps', '-o=name')).not.toContain('configmap/a');
    repository.git('rebase', '--abort');
  });

  it('leaves an ignored field as it is, and says nothing of it', async () => {
    const rule = 'ignore:\n  - kind: ConfigMap\n    jsonPointers: [/data/other]\n';
    repository.commit('First', { 'a.yaml': configMap('a', 'one'), '.driftline.yaml': rule });
    expect((await yes()).code).toBe(0);
    await drift('a', { key: 'hand', other: 'hand' });
    const run = await yes();
    expect(syncOf(run).steps[0]?.changes.map(({ path }) => path)).toEqual(['data.key']);
    expect(run.code).toBe(0);
    expect(await live('a')).toBe('one hand');
    // Applied once more by something else that drifted, it still stands.
    await drift('a', { key: 'again' });
    expect((await yes()).code).toBe(0);
    expect(await live('a')).toBe('one hand');
  });

  it('does not apply what is only in the editor or on this branch, and says so', async () => {
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    repository.write('a.yaml', configMap('a', 'uncommitted'));
    const run = await yes();
    expect(syncOf(run).notes.join()).toContain('not applied');
    expect(await live('a')).toBe('one x');
  });

  it('takes the revision that was asked for', async () => {
    const first = repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    repository.commit('Second', { 'a.yaml': configMap('a', 'two') });
    expect((await yes()).code).toBe(0);
    expect(await live('a')).toBe('two x');
    expect((await yes('--revision', first)).code).toBe(0);
    expect(await live('a')).toBe('one x');
  });

  it('is told by the repository which cluster it is for', async () => {
    const file = `targets:\n  - name: staging\n    context: ${cluster.context}\n    path: deploy\n`;
    repository.commit('First', {
      'deploy/a.yaml': configMap('a', 'one'),
      'other/b.yaml': configMap('b', 'one'),
      '.driftline.yaml': file,
    });
    const run = await driftline(['status', '--json']);
    expect(statusOf(run).target).toMatchObject({ name: 'staging', context: cluster.context });
    expect(statusOf(run).objects.map(({ ref }) => ref.name)).toEqual(['a']);
    const other = await driftline(['status', '--json', '--path', 'other']);
    expect(statusOf(other).objects.map(({ ref }) => ref.name)).toEqual(['b']);
  });

  it('without rights writes nothing, and names the object', async () => {
    repository.commit('First', { 'a.yaml': configMap('a', 'one') });
    await kubectl('apply', '-f', repository.folder);
    await drift('a', { key: 'hand' });
    await kubectl('create', 'role', 'reader', '--verb=get,list,watch', '--resource=configmaps');
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'reader', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [cluster.aliceSubject],
    };
    await cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(binding) });
    const kubeconfig = await cluster.kubeconfigFor({ token: cluster.aliceToken });
    const status = await driftline(['status', '--json'], { kubeconfig });
    expect(objectNamed(statusOf(status), 'ConfigMap', 'a')?.status).toBe('drifted');
    const run = await driftline(['sync', '--yes', '--json'], { kubeconfig });
    expect(run.code).toBe(1);
    expect(syncOf(run).steps[0]).toMatchObject({ outcome: 'refused', reason: 'rejected' });
    expect(syncOf(run).steps[0]?.message).toContain('cannot patch');
    expect(await live('a')).toBe('hand x');
  });

  it('puts a service back that a hand opened, with all that came of it', async () => {
    repository.commit('First', {
      'a.yaml': `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: 80}]\n`,
    });
    expect((await yes()).code).toBe(0);
    await kubectl('patch', 'service/web', '-p', '{"spec":{"type":"NodePort"}}');
    const run = await yes();
    expect(syncOf(run).steps[0]).toMatchObject({ outcome: 'done', status: 'inSync' });
    expect(
      await kubectl('get', 'service/web', '-o=jsonpath={.spec.type}{.spec.ports[0].nodePort}'),
    ).toBe('ClusterIP');
  });

  it('of many objects changes those that drifted, and only those', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`c${index}.yaml`, configMap(`c${index}`, 'one')]),
    );
    repository.commit('First', files);
    expect((await yes()).code).toBe(0);
    const versions = async (): Promise<Record<string, string>> => {
      const rows = await kubectl(
        'get',
        'configmaps',
        '-o=jsonpath={range .items[*]}{.metadata.name}={.metadata.resourceVersion} {end}',
      );
      return Object.fromEntries(
        rows
          .trim()
          .split(' ')
          .map((row) => row.split('=') as [string, string]),
      );
    };
    const before = await versions();
    await Promise.all(['c3', 'c17', 'c39'].map((name) => drift(name, { key: 'hand' })));
    const run = await yes();
    expect(syncOf(run).summary).toMatchObject({ done: 3, nothing: 37 });
    const after = await versions();
    const moved = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(moved.sort()).toEqual(['c17', 'c3', 'c39']);
  });
});
