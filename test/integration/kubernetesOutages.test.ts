import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { KubeCluster } from '../../src/adapters/kubernetes/kubeCluster.ts';
import type { OpenClusterOptions } from '../../src/adapters/kubernetes/openCluster.ts';
import { startCluster } from '../cluster/startCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { configMaps, connect } from './kubernetes/connect.ts';
import { EventLog } from './kubernetes/eventLog.ts';

const external = process.env['DRIFTLINE_TEST_KUBECONFIG'] !== undefined;

let server: TestCluster;
const open: KubeCluster[] = [];

beforeAll(async () => {
  server = await startCluster({ controllers: false });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((cluster) => cluster.close()));
});
afterAll(async () => {
  await server.stop();
});

async function client(options: Partial<OpenClusterOptions> = {}): Promise<KubeCluster> {
  const limits = { ...options.limits, backoff: { first: 200, most: 2000 } };
  const cluster = await connect(server.kubeconfigPath, { ...options, limits });
  open.push(cluster);
  return cluster;
}

async function putConfigMap(namespace: string, name: string, value: string): Promise<void> {
  const body = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace },
    data: { value },
  };
  const answer = await server.request(
    `/api/v1/namespaces/${namespace}/configmaps/${name}?fieldManager=test&force=true`,
    { method: 'PATCH', contentType: 'application/apply-patch+yaml', body },
  );
  if (answer.status > 201) throw new Error(JSON.stringify(answer.body));
}

describe.skipIf(external)('an API server that comes and goes', () => {
  it('is away when killed, says since when, and catches up when it is back', async () => {
    const namespace = await server.namespace('kill');
    await putConfigMap(namespace, 'one', '1');
    const cluster = await client();
    const log = new EventLog();
    cluster.observe(configMaps, { namespace }, log);
    await log.until(({ events }) => events.includes('current'));
    expect(log.events).toEqual(['replace', 'current']);

    const killedAt = Date.now();
    await server.killApiServer();
    await log.until(({ events }) => events.includes('away unreachable'));
    expect(Math.abs(Date.parse(log.sinces[0] ?? '') - killedAt)).toBeLessThan(15_000);
    await log.until(({ events }) => events.filter((event) => event.startsWith('away')).length > 2);
    expect(new Set(log.sinces).size).toBe(1);
    await expect(cluster.list(configMaps, { namespace })).rejects.toMatchObject({
      reason: 'unreachable',
    });

    await server.restartApiServer();
    await putConfigMap(namespace, 'two', '2');
    await log.until(({ events }) => events.includes('upsert two'));
    expect(log.count('current')).toBe(2);
    expect(log.events.indexOf('upsert two')).toBeGreaterThan(log.events.lastIndexOf('current'));
    expect([...log.objects.keys()].sort()).toEqual(['one', 'two']);
  });

  it('is unreachable within seconds when it hangs, watches included, and recovers', async () => {
    const namespace = await server.namespace('hang');
    const cluster = await client({
      timeouts: { connect: 2000, read: 3000 },
      limits: { heartbeat: { everyMs: 500, quietMs: 1000, answerMs: 1500 } },
    });
    const log = new EventLog();
    cluster.observe(configMaps, { namespace }, log);
    await log.until(({ events }) => events.includes('current'));
    server.pauseApiServer();
    try {
      await log.until(({ events }) => events.includes('away unreachable'));
      await expect(cluster.list(configMaps, { namespace })).rejects.toMatchObject({
        reason: 'unreachable',
      });
    } finally {
      server.resumeApiServer();
    }
    await log.until(
      ({ events }) => events.lastIndexOf('current') > events.indexOf('away unreachable'),
    );
    await putConfigMap(namespace, 'after', '1');
    await log.until(({ events }) => events.includes('upsert after'));
  });

  it('is unreachable within seconds when it hangs before the first request', async () => {
    const cluster = await client({ timeouts: { connect: 1500, read: 2000 } });
    server.pauseApiServer();
    try {
      await expect(cluster.identify()).rejects.toMatchObject({ reason: 'unreachable' });
    } finally {
      server.resumeApiServer();
    }
    await expect(cluster.identify()).resolves.toMatchObject({ context: server.context });
  });

  it('lists again at once when a person retries', async () => {
    const namespace = await server.namespace('retry');
    const cluster = await connect(server.kubeconfigPath, {
      limits: { backoff: { first: 60_000, most: 60_000 } },
    });
    open.push(cluster);
    await server.killApiServer();
    const log = new EventLog();
    cluster.observe(configMaps, { namespace }, log);
    await log.until(({ events }) => events.includes('away unreachable'));
    await server.restartApiServer();
    cluster.retry();
    await log.until(({ events }) => events.includes('current'));
  });

  it('says nothing after dispose, the list in flight included', async () => {
    const cluster = await client();
    const log = new EventLog();
    cluster.observe(configMaps, {}, log).dispose();
    const second = new EventLog();
    const observation = cluster.observe(configMaps, {}, second);
    await second.until(({ events }) => events.includes('current'));
    const before = [...second.events];
    observation.dispose();
    await server.killApiServer();
    await server.restartApiServer();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(log.events).toEqual([]);
    expect(second.events).toEqual(before);
  });

  it('refuses refused tokens without a storm, and takes new ones from the kubeconfig', async () => {
    const requests: string[] = [];
    const cluster = await client({
      onRequest: (method, path) => requests.push(`${method} ${path}`),
    });
    const log = new EventLog();
    cluster.observe(configMaps, { namespace: 'default' }, log);
    await log.until(({ events }) => events.includes('current'));
    const text = await readFile(server.kubeconfigPath, 'utf8');
    await server.restartApiServer({ tokens: { admin: 'second-token' } });
    await log.until(({ events }) => events.includes('away signIn'));
    const before = requests.length;
    await expect(cluster.list(configMaps, {})).rejects.toMatchObject({ reason: 'signIn' });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(requests.length - before).toBeLessThan(3);
    expect(log.errors.map((error) => error.message).join()).not.toMatch(/admintoken|second-token/);
    try {
      await writeFile(server.kubeconfigPath, text.replace('admintoken', 'second-token'));
      await log.until(
        ({ events }) => events.lastIndexOf('current') > events.indexOf('away signIn'),
        10,
      );
    } finally {
      await server.restartApiServer({ tokens: { admin: 'admintoken' } });
      await writeFile(server.kubeconfigPath, text);
    }
  });

  it('notices another cluster behind the same address, and believes and writes nothing', async () => {
    const namespace = await server.namespace('other');
    await putConfigMap(namespace, 'mine', '1');
    const cluster = await client();
    const first = await cluster.identify();
    expect(first.uid).toBeDefined();
    const log = new EventLog();
    cluster.observe(configMaps, { namespace }, log);
    await log.until(({ events }) => events.includes('current'));

    await server.restartApiServer({ emptyData: true });
    await log.until(({ events }) => events.includes('away otherCluster'));
    expect(log.count('replace')).toBe(1);
    expect(log.objects.has('mine')).toBe(true);
    await expect(cluster.list(configMaps, {})).rejects.toMatchObject({ reason: 'otherCluster' });
    await expect(cluster.get(configMaps, 'default', 'x')).rejects.toMatchObject({
      reason: 'otherCluster',
    });
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'written', namespace: 'default' },
    };
    await expect(
      cluster.apply(configMaps, object, { dryRun: false, force: true }),
    ).rejects.toMatchObject({ reason: 'otherCluster' });
    const look = await server.request('/api/v1/namespaces/default/configmaps/written');
    expect(look.status).toBe(404);
    const second = await cluster.identify();
    expect(second.uid).toBeDefined();
    expect(second.uid).not.toBe(first.uid);
  });
});
