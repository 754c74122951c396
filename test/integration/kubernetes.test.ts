import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { KubeCluster } from '../../src/adapters/kubernetes/kubeCluster.ts';
import type { OpenClusterOptions } from '../../src/adapters/kubernetes/openCluster.ts';
import type { KubeObject } from '../../src/core/model/kubeObject.ts';
import type { ResourceKind } from '../../src/engine/cluster.ts';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { configMaps, connect, kindOf } from './kubernetes/connect.ts';
import { EventLog } from './kubernetes/eventLog.ts';

let server: TestCluster;
const open: KubeCluster[] = [];

beforeAll(async () => {
  server = await attachCluster();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((cluster) => cluster.close()));
});
afterAll(async () => {
  await server.stop();
});

async function client(
  options: Partial<OpenClusterOptions> = {},
  kubeconfig = server.kubeconfigPath,
): Promise<KubeCluster> {
  const cluster = await connect(kubeconfig, options);
  open.push(cluster);
  return cluster;
}

function configMap(namespace: string, name: string, data: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

const write = { dryRun: false, force: true } as const;

describe('who answers', () => {
  it('names context, server, version and uid, and asks once a connection', async () => {
    const paths: string[] = [];
    const cluster = await client({ onRequest: (_, path) => paths.push(path) });
    const identity = await cluster.identify();
    await cluster.identify();
    expect(identity).toMatchObject({ context: server.context, server: server.server, major: 1 });
    expect(identity.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(identity.version).toMatch(/^v1\.\d+/);
    expect(paths.sort()).toEqual(['/api/v1/namespaces/kube-system', '/version']);
  });

  it('leaves the uid out for a user who may not read kube-system', async () => {
    const kubeconfig = await server.kubeconfigFor({ token: server.aliceToken });
    const identity = await (await client({}, kubeconfig)).identify();
    expect(identity.uid).toBeUndefined();
    expect(identity.server).toBe(server.server);
  });
});

describe('discovery and schemas', () => {
  it('finds built-in kinds by two requests, and by none the next time', async () => {
    const requests: string[] = [];
    const first = await client({ onRequest: (_, path) => requests.push(path) });
    const kinds = await first.discover();
    const deployment = kinds.find((kind) => kind.kind === 'Deployment');
    expect(deployment).toMatchObject({
      group: 'apps',
      version: 'v1',
      resource: 'deployments',
      namespaced: true,
    });
    expect(deployment?.subresources).toEqual(expect.arrayContaining(['scale', 'status']));
    expect(kinds.find((kind) => kind.kind === 'Namespace')?.namespaced).toBe(false);
    expect(requests.filter((path) => path.startsWith('/api'))).toContain('/apis');
    await first.discover();
    expect(requests.filter((path) => path === '/api' || path === '/apis')).toHaveLength(2);
  });

  it('keeps discovery and schemas on disk, and asks again for what is new', async () => {
    const cacheDir = await mkdtemp(path.join(tmpdir(), 'dl-cache-'));
    onTestFinished(() => rm(cacheDir, { recursive: true, force: true }));
    const first = await client({ cacheDir });
    await first.discover();
    const schemas = await first.schemas('apps/v1');
    const paths: string[] = [];
    const second = await client({ cacheDir, onRequest: (_, path) => paths.push(path) });
    expect(await second.discover()).toEqual(await first.discover());
    expect(await second.schemas('apps/v1')).toEqual(schemas);
    expect(paths.filter((path) => !/namespaces|version/.test(path))).toEqual(['/openapi/v3']);

    const group = `g${Date.now()}.example.com`;
    await server.kubectl(['apply', '-f', '-'], { input: JSON.stringify(widgets(group)) });
    await server.kubectl(['wait', '--for=condition=Established', `crd/widgets.${group}`]);
    expect((await second.discover()).some((kind) => kind.group === group)).toBe(false);
    await expect
      .poll(async () => (await second.discover({ refresh: true })).find((k) => k.group === group))
      .toMatchObject({ kind: 'Widget', resource: 'widgets', subresources: ['status'] });
    await expect
      .poll(async () => {
        await second.discover({ refresh: true });
        return second.schemas(`${group}/v1`);
      })
      .toBeDefined();
    const crd = await second.schemas(`${group}/v1`);
    expect(JSON.stringify(crd)).toContain('x-kubernetes-list-map-keys');
  });

  it('has merge keys and defaults, and no prose', async () => {
    const found = await (await client()).schemas('apps/v1');
    const text = JSON.stringify(found);
    expect(text).toContain('"x-kubernetes-list-map-keys":["name"]');
    expect(text).toContain('io.k8s.api.core.v1.Container');
    expect(text).not.toContain('"description":"');
    expect(text.length).toBeLessThan(100_000);
    expect(found?.hash).toMatch(/^[0-9A-F]{20,}/i);
  });

  it('has no schemas for a group version that is not served', async () => {
    expect(await (await client()).schemas('nope.example.com/v1')).toBeUndefined();
  });
});

describe('reading', () => {
  it('pages through long lists, drops what nobody wants, and counts', async () => {
    const namespace = await server.namespace('pages');
    const items = Array.from({ length: 1100 }, (_, i) => configMap(namespace, `item-${i}`));
    const cluster = await client();
    for (let i = 0; i < items.length; i += 50) {
      await Promise.all(
        items.slice(i, i + 50).map((item) => cluster.create(configMaps, item, { dryRun: false })),
      );
    }
    const paths: string[] = [];
    const reader = await client({ onRequest: (_, path) => paths.push(path) });
    const list = await reader.list(configMaps, { namespace });
    expect(list.items.filter((item) => item.metadata.name?.startsWith('item-'))).toHaveLength(1100);
    expect(list.items[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
    expect(Number(list.resourceVersion)).toBeGreaterThan(0);
    expect(paths.filter((path) => path.includes('limit=500'))).toHaveLength(3);
    expect(paths.join()).not.toContain('resourceVersion=0');
    const some = await reader.list(configMaps, { namespace }, (_, name) => name.endsWith('-77'));
    expect(some.items.map((item) => item.metadata.name)).toEqual(['item-77']);
    paths.length = 0;
    expect(await reader.count(configMaps, { namespace })).toBe(list.items.length);
    expect(paths).toHaveLength(1);
    const one = await reader.list(configMaps, { namespace, name: 'item-5' });
    expect(one.items.map((item) => item.metadata.name)).toEqual(['item-5']);
  });

  it('keeps capital letters in names', async () => {
    const cluster = await client();
    const role = await kindOf(cluster, 'ClusterRole', 'rbac.authorization.k8s.io');
    const name = `driftline:Test:FooBar-${Date.now()}`;
    const object = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      rules: [],
    };
    await cluster.apply(role, object, write);
    expect((await cluster.get(role, undefined, name)).metadata.name).toBe(name);
    const ref = { apiVersion: object.apiVersion, kind: object.kind, name };
    await cluster.remove(role, ref, { dryRun: false, propagation: 'Background' });
    await expect(cluster.get(role, undefined, name)).rejects.toMatchObject({ reason: 'notFound' });
  });

  it('tells what is not there from what is not served and from what is forbidden', async () => {
    const cluster = await client();
    const namespace = await server.namespace('reasons');
    await expect(cluster.get(configMaps, namespace, 'none')).rejects.toMatchObject({
      reason: 'notFound',
      code: 404,
    });
    const unserved: ResourceKind = { ...configMaps, group: 'no.example.com', resource: 'things' };
    await expect(cluster.list(unserved, { namespace })).rejects.toMatchObject({
      reason: 'notServed',
    });
    await expect(cluster.get(unserved, namespace, 'x')).rejects.toMatchObject({
      reason: 'notServed',
    });
    const alice = await client({}, await server.kubeconfigFor({ token: server.aliceToken }));
    await expect(alice.list(configMaps, { namespace })).rejects.toMatchObject({
      reason: 'forbidden',
      code: 403,
    });
    const nobody = await client({}, await server.kubeconfigFor({ token: 'not-a-token' }));
    const refused = nobody.list(configMaps, { namespace });
    await expect(refused).rejects.toMatchObject({ reason: 'signIn', code: 401 });
    await expect(refused).rejects.not.toThrow(/not-a-token/);
    expect((await cluster.list(configMaps, { namespace: 'no-such-namespace' })).items).toEqual([]);
  });

  it('lets a user with rights on one namespace see that one', async () => {
    const namespace = await server.namespace('alice');
    await server.kubectl([
      '-n',
      namespace,
      'create',
      'rolebinding',
      'alice',
      '--clusterrole=view',
      '--user=alice',
    ]);
    const alice = await client({}, await server.kubeconfigFor({ token: server.aliceToken }));
    await expect.poll(() => alice.list(configMaps, { namespace })).toBeDefined();
    const log = new EventLog();
    alice.observe(configMaps, {}, log);
    await log.until(({ events }) => events.includes('away forbidden'));
  });
});

describe('watching', () => {
  it('tells what comes, changes and goes, in order, and only of what is wanted', async () => {
    const namespace = await server.namespace('watch');
    const cluster = await client();
    await cluster.apply(configMaps, configMap(namespace, 'first', { a: '1' }), write);
    const log = new EventLog((_, name) => name !== 'unwanted' && name !== 'kube-root-ca.crt');
    cluster.observe(configMaps, { namespace }, log);
    await log.until(({ events }) => events.includes('current'));
    await cluster.apply(configMaps, configMap(namespace, 'first', { a: 'ü€𝄞' }), write);
    await cluster.apply(configMaps, configMap(namespace, 'unwanted'), write);
    await cluster.apply(configMaps, configMap(namespace, 'second'), write);
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'second' };
    await cluster.remove(configMaps, ref, { dryRun: false, propagation: 'Background' });
    await log.until(({ events }) => events.includes('remove second'));
    expect(log.events).toEqual([
      'replace',
      'current',
      'upsert first',
      'upsert second',
      'remove second',
    ]);
    expect(log.objects.get('first')?.['data']).toEqual({ a: 'ü€𝄞' });
  });

  it('watches one object by name', async () => {
    const namespace = await server.namespace('byname');
    const cluster = await client();
    const log = new EventLog();
    cluster.observe(configMaps, { namespace, name: 'one' }, log);
    await log.until(({ events }) => events.includes('current'));
    await cluster.apply(configMaps, configMap(namespace, 'other'), write);
    await cluster.apply(configMaps, configMap(namespace, 'one'), write);
    await log.until(({ events }) => events.includes('upsert one'));
    expect(log.events).not.toContain('upsert other');
  });

  it('goes on when the sink throws', async () => {
    const namespace = await server.namespace('throws');
    const lines: string[] = [];
    const cluster = await client({ log: (line) => lines.push(line) });
    const log = new EventLog();
    const upsert = log.upsert.bind(log);
    log.upsert = (item) => {
      if (item.metadata.name === 'bad') throw new Error('the sink broke');
      upsert(item);
    };
    cluster.observe(configMaps, { namespace }, log);
    await log.until(({ events }) => events.includes('current'));
    await cluster.apply(configMaps, configMap(namespace, 'bad'), write);
    await cluster.apply(configMaps, configMap(namespace, 'good'), write);
    await log.until(({ events }) => events.includes('upsert good'));
    expect(lines.join()).toContain('the sink broke');
  });

  it('polls what has no watch left, over one connection for all of it', async () => {
    const namespace = await server.namespace('many');
    const paths: string[] = [];
    const limits = {
      watches: 2,
      pollMs: 300,
      lists: 6,
      backoff: { first: 100, most: 1000 },
    };
    const cluster = await client({ limits, onRequest: (_, path) => paths.push(path) });
    const logs = Array.from({ length: 4 }, () => new EventLog());
    const observations = logs.map((log) => cluster.observe(configMaps, { namespace }, log));
    await Promise.all(logs.map((log) => log.until(({ events }) => events.includes('current'))));
    await cluster.apply(configMaps, configMap(namespace, 'x'), write);
    await Promise.all(logs.map((log) => log.until(({ objects }) => objects.has('x'))));
    expect(paths.filter((path) => path.includes('watch=1'))).toHaveLength(2);
    // Whose list was there first watches.
    observations.find(({ isWatching }) => isWatching)?.dispose();
    await expect
      .poll(() => paths.filter((path) => path.includes('watch=1')).length, { timeout: 30_000 })
      .toBe(3);
  });

  it('carries 60 watches and requests on one connection', async () => {
    const cluster = await client();
    const logs = Array.from({ length: 60 }, () => new EventLog());
    for (const log of logs) cluster.observe(configMaps, { namespace: 'default' }, log);
    await Promise.all(logs.map((log) => log.until(({ events }) => events.includes('current'))));
    expect((await cluster.list(configMaps, { namespace: 'default' })).resourceVersion).toBeTruthy();
  });
});

describe('writing', () => {
  it('dry runs write nothing and answer with what would be', async () => {
    const namespace = await server.namespace('dry');
    const cluster = await client();
    const deployments = await kindOf(cluster, 'Deployment', 'apps');
    const object = deployment(namespace, 'web');
    const predicted = await cluster.apply(deployments, object, { dryRun: true, force: true });
    expect(predicted.object['spec']).toMatchObject({ progressDeadlineSeconds: 600 });
    const probed = await cluster.create(deployments, object, { dryRun: true });
    expect(probed.object.metadata.uid).toBeDefined();
    await expect(cluster.get(deployments, namespace, 'web')).rejects.toMatchObject({
      reason: 'notFound',
    });
  });

  it("hands on warnings, conflicts, refusals and guards in the engine's words", async () => {
    const namespace = await server.namespace('writes');
    const cluster = await client();
    const deployments = await kindOf(cluster, 'Deployment', 'apps');
    const unknownField = { ...deployment(namespace, 'web'), surprise: true } as KubeObject;
    const warned = await cluster.create(deployments, unknownField, { dryRun: true });
    expect(warned.warnings).toEqual([expect.stringContaining('unknown field "surprise"')]);
    await cluster.apply(deployments, deployment(namespace, 'web'), write);
    await expect(
      cluster.apply(deployments, unknownField, { ...write, fieldValidation: 'Strict' }),
    ).rejects.toMatchObject({ reason: 'invalid' });
    await expect(
      cluster.apply(deployments, deployment(namespace, 'web', { replicas: 'three' }), write),
    ).rejects.toMatchObject({ reason: 'invalid' });

    await server.kubectl(['-n', namespace, 'scale', 'deployment/web', '--replicas=5']);
    const conflict = cluster.apply(deployments, deployment(namespace, 'web', { replicas: 2 }), {
      dryRun: true,
      force: false,
    });
    await expect(conflict).rejects.toMatchObject({ reason: 'conflict', code: 409 });
    const error = (await conflict.catch((reason: unknown) => reason)) as {
      status?: { details?: { causes?: readonly { field?: string }[] } };
    };
    expect(error.status?.details?.causes?.map((cause) => cause.field)).toContain('.spec.replicas');

    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web' };
    const { live, patched } = await untilNoConflict(async () => {
      const live = await cluster.get(deployments, namespace, 'web');
      const version = live.metadata.resourceVersion ?? '';
      const operations = [
        { op: 'replace', path: '/metadata/resourceVersion', value: version },
        { op: 'replace', path: '/spec/replicas', value: 1 },
      ] as const;
      return {
        live,
        patched: await cluster.patch(deployments, ref, operations, { dryRun: false }),
      };
    });
    expect(patched.object['spec']).toMatchObject({ replicas: 1 });
    const managers = patched.object.metadata['managedFields'] as { manager: string }[];
    expect(managers.map((entry) => entry.manager)).toContain('driftline');
    await expect(
      cluster.patch(
        deployments,
        ref,
        [{ op: 'replace', path: '/metadata/resourceVersion', value: '1' }],
        { dryRun: false },
      ),
    ).rejects.toMatchObject({ reason: 'conflict', code: 409 });
    await expect(
      cluster.patch(deployments, ref, [{ op: 'test', path: '/spec/replicas', value: 9 }], {
        dryRun: false,
      }),
    ).rejects.toMatchObject({ reason: 'invalid', code: 422 });
    await expect(
      cluster.remove(deployments, ref, { dryRun: false, propagation: 'Background', uid: 'other' }),
    ).rejects.toMatchObject({ reason: 'conflict' });
    await cluster.remove(deployments, ref, { dryRun: true, propagation: 'Background' });
    expect((await cluster.get(deployments, namespace, 'web')).metadata.uid).toBe(live.metadata.uid);
  });

  it('keeps integers that no double holds', async () => {
    const cluster = await client();
    const group = `big${Date.now()}.example.com`;
    await server.kubectl(['apply', '-f', '-'], { input: JSON.stringify(widgets(group)) });
    await server.kubectl(['wait', '--for=condition=Established', `crd/widgets.${group}`]);
    const namespace = await server.namespace('big');
    const text = `{"apiVersion":"${group}/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"big":9223372036854775807}}`;
    await server.kubectl(['-n', namespace, 'create', '-f', '-'], { input: text });
    await cluster.discover({ refresh: true });
    const kind = await kindOf(cluster, 'Widget', group);
    const live = await cluster.get(kind, namespace, 'w');
    expect(JSON.stringify(live)).toContain('"big":9223372036854775807');
    const {
      uid: _uid,
      managedFields: _fields,
      resourceVersion: _version,
      ...metadata
    } = live.metadata;
    const applied = await cluster.apply(kind, { ...live, metadata }, write);
    expect(JSON.stringify(applied.object['spec'])).toContain('9223372036854775807');
  });

  it("does not repeat a Secret's value in an error", async () => {
    const namespace = await server.namespace('secret');
    const cluster = await client();
    const secrets = await kindOf(cluster, 'Secret');
    const bad = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace, labels: { 'bad label!': 'x' } },
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': 'hunter2-very-secret' },
    };
    const error = (await cluster
      .create(secrets, bad, { dryRun: true })
      .catch((reason: unknown) => reason)) as Error;
    expect(error).toMatchObject({ reason: 'invalid' });
    expect(JSON.stringify([error.message, error])).not.toContain('hunter2');
  });
});

/** Controllers write the status while the test looks. */
async function untilNoConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if ((error as { reason?: string }).reason !== 'conflict' || tries > 20) throw error;
    }
  }
}

function deployment(
  namespace: string,
  name: string,
  spec: Record<string, string | number> = { replicas: 0 },
): KubeObject {
  const labels = { app: name };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'main', image: 'registry.example/web:1' }] },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { ...spec, selector: { matchLabels: labels }, template },
  };
}

function widgets(group: string): object {
  const rules = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
  const list = {
    type: 'array',
    items: rules,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
  };
  const properties = { rules: list, big: { type: 'integer', format: 'int64' } };
  const schema = { type: 'object', properties: { spec: { type: 'object', properties } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: schema },
        },
      ],
    },
  };
}
