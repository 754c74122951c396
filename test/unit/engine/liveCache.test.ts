import { expect, test } from 'vitest';
import {
  managedFieldsOf,
  type KubeObject,
  type ManagedFieldsEntry,
} from '../../../src/core/model/kubeObject.ts';
import {
  ClusterError,
  type Cluster,
  type ObserverSink,
  type ResourceKind,
  type Scope,
} from '../../../src/engine/cluster.ts';
import { LiveCache } from '../../../src/engine/liveCache.ts';
import { SeenWrites } from '../../../src/engine/seenWrites.ts';
import { configMap, configMaps, scriptedEnvironment } from './scriptedEngine.ts';

const v1: ResourceKind = { ...configMaps, group: 'example.com', version: 'v1', kind: 'Thing' };
const v2: ResourceKind = { ...v1, version: 'v2' };

function thing(version: string, name: string): KubeObject {
  const metadata = { name, namespace: 'x' };
  return { apiVersion: `example.com/${version}`, kind: 'Thing', metadata };
}

const refA = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'x', name: 'a' };
const keyA = '/ConfigMap/x/a';

function cacheOf(cluster: Partial<Cluster>): {
  cache: LiveCache;
  changed: string[];
  writes: SeenWrites;
} {
  const changed: string[] = [];
  const { clock, digest, log } = scriptedEnvironment;
  const writes = new SeenWrites();
  const cache = new LiveCache({
    cluster: cluster as Cluster,
    clock,
    digest,
    log,
    writes,
    onChange: (keys) => changed.push(...keys),
  });
  return { cache, changed, writes };
}

test('two versions of one kind do not take the place of each other', async () => {
  const { cache } = cacheOf({
    list: (kind, _scope, wants) => {
      const all = ['a', 'b'].map((name) => thing(kind.version, name));
      const items = all.filter(({ metadata }) => wants?.('x', metadata.name ?? '') !== false);
      return Promise.resolve({ items, resourceVersion: '1' });
    },
  });
  const ref = (version: string, name: string) => ({
    apiVersion: `example.com/${version}`,
    kind: 'Thing',
    namespace: 'x',
    name,
  });
  await cache.cover(
    [
      { resource: v1, refs: [ref('v1', 'a')] },
      { resource: v2, refs: [ref('v2', 'b')] },
    ],
    'once',
  );
  expect(cache.lookup('example.com/Thing/x/a')).toMatchObject({
    object: { apiVersion: 'example.com/v1' },
  });
  expect(cache.lookup('example.com/Thing/x/b')).toMatchObject({
    object: { apiVersion: 'example.com/v2' },
  });
});

function observed(
  get: Cluster['get'],
  isWatching = true,
): {
  readonly cluster: Partial<Cluster>;
  readonly sink: () => ObserverSink;
} {
  let open: ObserverSink | undefined;
  const observe = (_kind: ResourceKind, _scope: Scope, sink: ObserverSink) => {
    open = sink;
    return { isWatching, retry: () => undefined, dispose: () => undefined };
  };
  const sink = (): ObserverSink => {
    if (open === undefined) throw new Error('Nothing is observed');
    return open;
  };
  return { cluster: { observe, get }, sink };
}

test('a read that failed is made up for by the next look', async () => {
  let isAway = true;
  const { cluster, sink } = observed(() =>
    isAway
      ? Promise.reject(new ClusterError('unreachable', 'away'))
      : Promise.resolve(configMap('a', {})),
  );
  const { cache } = cacheOf(cluster);
  const wanted = [{ resource: configMaps, refs: [refA] }];
  const covered = cache.cover(wanted, 'live');
  await settled();
  sink().replace([configMap('a', {})]);
  await covered;
  await cache.reread(configMaps, refA);
  expect(cache.lookup(keyA).state).toBe('unknown');
  isAway = false;
  expect(await cache.cover(wanted, 'live')).toEqual(new Set([keyA]));
  expect(cache.lookup(keyA).state).toBe('present');
});

test('where a list is forbidden and a get is not, the status does not come and go', async () => {
  let value = 'one';
  const { cluster, sink } = observed(() => Promise.resolve(configMap('a', { value })));
  const { cache, changed } = cacheOf(cluster);
  const covered = cache.cover([{ resource: configMaps, refs: [refA] }], 'live');
  await settled();
  const forbidden = new ClusterError('forbidden', 'may not list', { code: 403 });
  sink().away(forbidden, '2026-01-01T00:00:00Z');
  await covered;
  expect(cache.lookup(keyA)).toMatchObject({ object: { data: { value: 'one' } } });
  value = 'two';
  sink().away(forbidden, '2026-01-01T00:00:00Z');
  expect(cache.lookup(keyA).state).toBe('present');
  await settled();
  expect(changed).toEqual([keyA]);
  expect(cache.lookup(keyA)).toMatchObject({ object: { data: { value: 'two' } } });
});

/** Scaled by hand, as the API server records it: without a time. */
function scaled(replicas: number, by: ManagedFieldsEntry = scale): KubeObject {
  const metadata = { name: 'a', namespace: 'x', managedFields: [{ ...by }] };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, spec: { replicas } } as KubeObject;
}

const scale: ManagedFieldsEntry = {
  ...{ manager: 'kubectl', operation: 'Update', subresource: 'scale', apiVersion: 'v1' },
  fieldsV1: { 'f:spec': { 'f:replicas': {} } },
};

test('knows when a write happened that has no time, where the watch told of it', async () => {
  const { cluster, sink } = observed(() => Promise.resolve(scaled(7)));
  const { cache, writes } = cacheOf(cluster);
  const seenAt = () => {
    const found = cache.lookup(keyA);
    const [entry] = found.state === 'present' ? managedFieldsOf(found.object) : [];
    return entry && writes.at(entry);
  };
  const covered = cache.cover([{ resource: configMaps, refs: [refA] }], 'live');
  await settled();
  sink().replace([scaled(3)]);
  await covered;
  expect(seenAt()).toBeUndefined(); // nobody knows since when it is so
  sink().upsert(scaled(3));
  expect(seenAt()).toBeUndefined(); // another field was written
  sink().upsert(scaled(5));
  const now = scriptedEnvironment.clock.now().toISOString();
  expect(seenAt()).toBe(now);
  sink().replace([scaled(5)]);
  expect(seenAt()).toBe(now); // the same write still
  await cache.reread(configMaps, refA);
  expect(seenAt()).toBeUndefined(); // somebody wrote 7 at some time since
  sink().upsert(scaled(8, { ...scale, time: '2026-01-01T00:00:00Z' }));
  expect(seenAt()).toBeUndefined(); // the server says it itself
});

test.each([true, false])('is live only where a watch follows it: %s', async (isWatching) => {
  const never = () => Promise.reject(new ClusterError('unreachable', 'away'));
  const { cluster, sink } = observed(never, isWatching);
  const { cache } = cacheOf(cluster);
  const covered = cache.cover([{ resource: configMaps, refs: [refA] }], 'live');
  expect(cache.isWatching).toBe(true); // nothing is named yet
  await settled();
  expect(cache.isWatching).toBe(false);
  sink().replace([configMap('a', {})]);
  await covered;
  expect(cache.isWatching).toBe(isWatching);
  sink().away(new ClusterError('unreachable', 'away'), '2026-01-01T00:00:00Z');
  expect(cache.isWatching).toBe(false);
});

test('a failure that nobody foresaw leaves the objects unknown, and ends no process', async () => {
  const log: string[] = [];
  const { clock, digest } = scriptedEnvironment;
  const { cluster, sink } = observed(() => Promise.reject(new TypeError('a fault of ours')));
  const cache = new LiveCache({
    cluster: cluster as Cluster,
    clock,
    digest,
    log: { info: () => undefined, warn: (message) => log.push(message) },
    writes: new SeenWrites(),
    onChange: () => undefined,
  });
  const covered = cache.cover([{ resource: configMaps, refs: [refA] }], 'live');
  await settled();
  sink().away(new ClusterError('forbidden', 'may not list'), '2026-01-01T00:00:00Z');
  await covered;
  expect(cache.lookup(keyA).state).toBe('unknown');
  expect(log.join()).toContain('a fault of ours');
});

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
