import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli, type CliRun } from './cli/builtCli.ts';
import { byPath, objectNamed, statusOf, syncOf, type StepDocument } from './cli/documents.ts';
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
  namespace = await cluster.namespace('acts');
  repository = GitFixture.create();
});
afterEach(() => repository.remove());

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['-n', namespace, ...args]);
}

function driftline(...args: readonly string[]): Promise<CliRun> {
  const where = ['--repo', repository.folder, '--namespace', namespace];
  return cli.run([...args, ...where, '--context', cluster.context]);
}

async function step(...args: readonly string[]): Promise<StepDocument | undefined> {
  return syncOf(await driftline('sync', '--json', '--yes', ...args)).steps[0];
}

async function live(path: string): Promise<string> {
  const [object = '', ...rest] = path.split(' ');
  return kubectl('get', object, `-o=jsonpath={${rest.join(' ')}}`);
}

const web = (replicas: number, env = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.k8s.io/pause:3.10
          resources: {requests: {cpu: 1000m}}
${env}`;
const configMap = (data: string, metadata = ''): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
${metadata}data:
${data}`;

describe('who holds a field', () => {
  beforeEach(async () => {
    repository.commit('First', { 'web.yaml': web(3) });
    await kubectl('apply', '-f', repository.folder);
  });

  it('another applier keeps it, until it is taken by force', async () => {
    await cluster.kubectl(
      [
        '-n',
        namespace,
        'apply',
        '--server-side',
        '--force-conflicts',
        '--field-manager=argocd-controller',
        '-f',
        '-',
      ],
      { input: web(5) },
    );
    const kept = await driftline('sync', '--yes', '--json');
    expect(kept.code).toBe(1);
    expect(syncOf(kept).steps[0]).toMatchObject({
      outcome: 'refused',
      reason: 'conflict',
      conflicts: [{ path: 'spec.replicas', manager: 'argocd-controller', class: 'applier' }],
    });
    expect(await live('deployment/web .spec.replicas')).toBe('5');
    const forced = await driftline('sync', '--yes', '--force', '--json');
    expect(syncOf(forced).steps[0]).toMatchObject({ outcome: 'done', status: 'inSync' });
    expect(forced.code).toBe(0);
    expect(await live('deployment/web .spec.replicas')).toBe('3');
  });

  it('a hand lets go, in one generation, and the apply owns it afterwards', async () => {
    await kubectl(
      'patch',
      'deployment/web',
      '--type=merge',
      '-p',
      '{"spec":{"replicas":7,"minReadySeconds":4}}',
    );
    const before = Number(await live('deployment/web .metadata.generation'));
    expect(await step()).toMatchObject({ outcome: 'done', status: 'inSync' });
    expect(Number(await live('deployment/web .metadata.generation'))).toBe(before + 1);
    expect(await live('deployment/web .spec.minReadySeconds')).toBe('');
    const fields = await kubectl('get', 'deployment/web', '-o=json', '--show-managed-fields');
    const { metadata } = JSON.parse(fields) as {
      metadata: { managedFields: { manager: string; operation: string; fieldsV1: unknown }[] };
    };
    const ours = metadata.managedFields.find(
      (entry) => entry.manager === 'driftline' && entry.operation === 'Apply',
    );
    expect(JSON.stringify(ours?.fieldsV1)).toContain('f:replicas');
  });

  it('a quantity in other words is no conflict', async () => {
    await kubectl('set', 'resources', 'deployment/web', '--requests=cpu=1');
    await kubectl('scale', 'deployment/web', '--replicas=4');
    const before = Number(await live('deployment/web .metadata.generation'));
    expect(await step()).toMatchObject({ outcome: 'done', status: 'inSync' });
    expect(Number(await live('deployment/web .metadata.generation'))).toBe(before + 1);
  });

  it('items go and come at their places, in one generation', async () => {
    const env = `          env:
            - {name: A, value: "1"}
            - {name: B, value: "2"}
            - {name: C, value: "3"}
`;
    repository.commit('With environment', { 'web.yaml': web(3, env) });
    expect(await step()).toMatchObject({ outcome: 'done', status: 'inSync' });
    await kubectl('set', 'env', 'deployment/web', 'B-', 'X=9', 'A=7');
    const before = Number(await live('deployment/web .metadata.generation'));
    expect(await step()).toMatchObject({ outcome: 'done', status: 'inSync' });
    expect(Number(await live('deployment/web .metadata.generation'))).toBe(before + 1);
    expect(await live('deployment/web .spec.template.spec.containers[0].env[*].name')).toBe(
      'A B C',
    );
  });

  it('what Git no longer declares goes too', async () => {
    repository.commit('Label', {
      'web.yaml': web(3).replace(
        '  name: web\nspec',
        '  name: web\n  labels: {tier: front, team: shop}\nspec',
      ),
    });
    expect(await step()).toMatchObject({ outcome: 'done' });
    repository.commit('Less', { 'web.yaml': web(3) });
    const status = objectNamed(statusOf(await driftline('status', '--json')), 'Deployment', 'web');
    expect(status).toMatchObject({ status: 'behind' });
    expect(await step()).toMatchObject({ outcome: 'done', status: 'inSync' });
    expect(await live('deployment/web .metadata.labels')).toBe('');
  });

  it('an autoscaler keeps its replicas when something else is applied', async () => {
    await kubectl('autoscale', 'deployment/web', '--min=2', '--max=8', '--cpu-percent=50');
    await kubectl('scale', 'deployment/web', '--replicas=6');
    await kubectl('label', 'deployment/web', 'note=x');
    const planned = await step();
    expect(planned).toMatchObject({ outcome: 'done' });
    expect(await live('deployment/web .metadata.labels.note')).toBe('');
    expect(await live('deployment/web .spec.replicas')).not.toBe('1');
  });
});

describe('what is refused', () => {
  it.each([
    ['Helm', 'annotations', 'meta.helm.sh/release-name', 'shop', 'Helm release shop'],
    ['Flux', 'labels', 'kustomize.toolkit.fluxcd.io/name', 'apps', 'Flux kustomization apps'],
  ])('what %s manages', async (_, where, key, value, owner) => {
    repository.commit('First', { 'a.yaml': configMap('  a: "1"\n') });
    await kubectl('apply', '-f', repository.folder);
    await kubectl(
      'patch',
      'configmap/settings',
      '--type=merge',
      '-p',
      JSON.stringify({ metadata: { [where]: { [key]: value } }, data: { a: '2' } }),
    );
    const run = await driftline('sync', '--yes', '--json', '--force');
    expect(run.code).toBe(1);
    expect(syncOf(run).steps[0]).toMatchObject({ outcome: 'refused', reason: 'managed' });
    expect(syncOf(run).steps[0]?.message).toContain(`managed by ${owner}`);
    expect(await live('configmap/settings .data.a')).toBe('2');
  });

  it('an immutable field, since the object would have to be deleted', async () => {
    repository.commit('First', { 'a.yaml': web(1).replaceAll('app: web', 'app: other') });
    await cluster.kubectl(['-n', namespace, 'apply', '-f', '-'], { input: web(1) });
    const run = await driftline('sync', '--yes', '--json');
    expect(run.code).toBe(1);
    expect(syncOf(run).steps[0]).toMatchObject({
      action: 'recreate',
      outcome: 'refused',
      reason: 'immutable',
    });
    await kubectl('get', 'deployment/web');
  });

  it('what the server would not take, while the rest is done', async () => {
    repository.commit('First', {
      'a.yaml': web(1).replace('replicas: 1', 'replicas: -1'),
      'b.yaml': configMap('  a: "1"\n'),
    });
    const run = await driftline('sync', '--yes', '--json');
    expect(run.code).toBe(1);
    expect(syncOf(run).summary).toMatchObject({ done: 1, refused: 1 });
    await kubectl('get', 'configmap/settings');
  });

  it('a namespace that does not exist, with what to do', async () => {
    repository.commit('First', {
      'a.yaml': configMap('  a: "1"\n', '  namespace: nowhere-to-be\n'),
    });
    const run = await driftline('sync', '--yes', '--json');
    expect(run.code).toBe(1);
    expect(syncOf(run).steps[0]?.message).toContain('nowhere-to-be does not exist');
  });
});

describe('a cluster built from nothing', () => {
  it('gets namespaces before contents and definitions before their objects, in one run', async () => {
    const fresh = `${namespace}-new`;
    const group = `${namespace}.example.com`;
    const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: Widget, listKind: WidgetList, plural: widgets, singular: widget}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {size: {type: integer, default: 1}, color: {type: string}}}
`;
    repository.commit('All', {
      'a-widget.yaml': `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: one, namespace: ${fresh}}\nspec: {color: blue}\n`,
      'b-config.yaml': configMap('  a: "1"\n', `  namespace: ${fresh}\n`),
      'c-namespace.yaml': `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${fresh}}\n`,
      'd-crd.yaml': definition,
    });
    const before = await driftline('status', '--json');
    expect(statusOf(before).summary).toMatchObject({ missing: 4 });
    const run = await driftline('sync', '--yes', '--json');
    expect(
      syncOf(run).steps.map(({ ref, outcome, message }) => [ref.kind, outcome, message]),
    ).toEqual([
      ['Namespace', 'done', undefined],
      ['CustomResourceDefinition', 'done', undefined],
      ['ConfigMap', 'done', undefined],
      ['Widget', 'done', undefined],
    ]);
    expect(run.code).toBe(0);
    const after = await driftline('status', '--json');
    expect(statusOf(after).summary).toMatchObject({ inSync: 4 });
    await cluster.kubectl([
      '-n',
      fresh,
      'patch',
      `widgets.${group}/one`,
      '--type=merge',
      '-p',
      '{"spec":{"size":3,"color":"red"}}',
    ]);
    const drifted = objectNamed(statusOf(await driftline('status', '--json')), 'Widget', 'one');
    expect(Object.keys(byPath(drifted)).sort()).toEqual(['spec.color', 'spec.size']);
    expect((await driftline('sync', '--yes')).code).toBe(0);
    expect(statusOf(await driftline('status', '--json')).summary).toMatchObject({ inSync: 4 });
  });
});

describe('a kind that is upgraded together with its objects', () => {
  const definition = (group: string, fields: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: Widget, listKind: WidgetList, plural: widgets, singular: widget}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {size: {type: integer, default: 1}${fields}}}
`;
  const widget = (group: string, name: string, spec: string): string =>
    `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: ${name}}\nspec: ${spec}\n`;

  it('is in sync after one sync, and the plan shows what becomes of the objects', async () => {
    const group = `${namespace}.upgrade.example.com`;
    repository.commit('Before', {
      'crd.yaml': definition(group, ''),
      'one.yaml': widget(group, 'one', '{size: 2}'),
      'two.yaml': widget(group, 'two', '{size: 2}'),
      'three.yaml': widget(group, 'three', '{size: 2}'),
    });
    expect((await driftline('sync', '--yes')).code).toBe(0);
    await kubectl('patch', `widgets.${group}/two`, '--type=merge', '-p', '{"spec":{"size":9}}');
    repository.commit('After', {
      'crd.yaml': definition(
        group,
        ', color: {type: string}, tags: {type: array, items: {type: string}}',
      ),
      'one.yaml': widget(group, 'one', '{size: 2, color: red}'),
      'two.yaml': widget(group, 'two', '{size: 2, color: blue, tags: [a, b]}'),
    });
    const plan = syncOf(await driftline('sync', '--dry-run', '--json'));
    const paths = plan.steps.map(({ ref, changes }) => [
      ref.name,
      changes.map(({ path }) => path).sort(),
    ]);
    expect(paths.slice(1)).toEqual([
      ['one', ['spec.color']],
      ['three', []],
      ['two', ['spec.color', 'spec.size', 'spec.tags']],
    ]);
    const run = await driftline('sync', '--yes', '--json');
    expect(syncOf(run).steps.map(({ ref, outcome }) => [ref.name, outcome])).toEqual([
      [`widgets.${group}`, 'done'],
      ['one', 'done'],
      ['three', 'nothing'],
      ['two', 'done'],
    ]);
    expect(run.code).toBe(0);
    expect(await live(`widgets.${group}/two .spec.color`)).toBe('blue');
    expect(statusOf(await driftline('status', '--json')).summary).toMatchObject({ inSync: 4 });
  });

  it('is in sync after one sync where it comes in a new version', async () => {
    const group = `${namespace}.version.example.com`;
    const older = definition(group, '');
    repository.commit('Before', {
      'crd.yaml': older,
      'one.yaml': widget(group, 'one', '{size: 2}'),
      'two.yaml': widget(group, 'two', '{size: 2}'),
    });
    expect((await driftline('sync', '--yes')).code).toBe(0);
    const newer = older.slice(older.indexOf('    - name: v1'));
    const inVersion2 = (name: string, spec: string): string =>
      widget(group, name, spec).replace('/v1', '/v2');
    repository.commit('After', {
      'crd.yaml': older + newer.replace('v1', 'v2').replace('storage: true', 'storage: false'),
      'one.yaml': inVersion2('one', '{size: 3}'),
      'two.yaml': inVersion2('two', '{size: 2}'),
      'three.yaml': inVersion2('three', '{size: 4}'),
    });
    const run = await driftline('sync', '--yes', '--json');
    expect(run.code, run.out + run.err).toBe(0);
    expect(syncOf(run).steps.map(({ ref, outcome }) => [ref.name, outcome])).toEqual([
      [`widgets.${group}`, 'done'],
      ['one', 'done'],
      ['three', 'done'],
      ['two', 'nothing'],
    ]);
    expect(await live(`widgets.${group}/one .spec.size`)).toBe('3');
    expect(statusOf(await driftline('status', '--json')).summary).toMatchObject({ inSync: 4 });
  });
});

describe('a Secret', () => {
  const secret = `apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {password: hunter2-from-git, user: shop}
`;
  const spied = ['hunter2-from-git', 'leaked-by-hand'].flatMap((value) => [
    value,
    Buffer.from(value).toString('base64'),
  ]);

  it('is put right, and its values leave in no output', async () => {
    repository.commit('First', { 'secret.yaml': secret });
    await kubectl('apply', '-f', repository.folder);
    await kubectl(
      'patch',
      'secret/keys',
      '--type=merge',
      '-p',
      '{"stringData":{"password":"leaked-by-hand"}}',
    );
    const runs = [
      await driftline('status'),
      await driftline('status', '--json'),
      await driftline('diff'),
      await driftline('sync', '--dry-run'),
      await driftline('sync', '--yes', '--json'),
    ];
    for (const { out, err } of runs) {
      for (const value of spied) expect(out + err).not.toContain(value);
    }
    const finding = statusOf(runs[1] as CliRun).objects[0]?.findings[0];
    expect(finding).toMatchObject({ path: 'data.password', masked: true });
    expect(syncOf(runs[4] as CliRun).steps[0]).toMatchObject({ outcome: 'done', status: 'inSync' });
    expect(await live('secret/keys .data.password')).toBe(spied[1]);
  });
});
