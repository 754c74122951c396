import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/core/model/kubeObject.ts';
import {
  ClusterError,
  type Cluster,
  type ObserverSink,
  type ResourceKind,
  type Scope,
} from '../../../src/engine/cluster.ts';
import { LiveCache } from '../../../src/engine/liveCache.ts';
import { configMap, configMaps, scriptedEnvironment } from './scriptedEngine.ts';

const v1: ResourceKind = { ...configMaps, group: 'example.com', version: 'v1', kind: 'Thing' };
const v2: ResourceKind = { ...v1, version: 'v2' };

function thing(version: string, name: string): KubeObject {
  const metadata = { name, namespace: 'x' };
  return { apiVersion: `example.com/${version}`, kind: 'Thing', metadata };
}

const refA = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'x', name: 'a' };
const keyA = '/ConfigMap/x/a';

function cacheOf(cluster: Partial<Cluster>): { cache: LiveCache; changed: string[] } {
  const changed: string[] = [];
  const { clock, digest, log } = scriptedEnvironment;
  const cache = new LiveCache({
    cluster: cluster as Cluster,
    clock,
    digest,
    log,
    onChange: (keys) => changed.push(...keys),
  });
  return { cache, changed };
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
