import { expect, it } from 'vitest';
import type { KubeObject } from '../../../src/core/model/kubeObject.ts';
import type { DefinedKind } from '../../../src/core/schema/definedKinds.ts';
import type { Cluster, ResourceKind } from '../../../src/engine/cluster.ts';
import { KindWaiter } from '../../../src/engine/kindWaiter.ts';
import type { Clock } from '../../../src/engine/environment.ts';

const ref = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: 'widgets.x.io',
};
const definition: KubeObject = {
  apiVersion: ref.apiVersion,
  kind: ref.kind,
  metadata: { name: ref.name },
  spec: {
    group: 'x.io',
    names: { kind: 'Widget' },
    versions: [
      { name: 'v1', served: true },
      { name: 'v2', served: true },
      { name: 'v0', served: false },
    ],
  },
  status: { conditions: [{ type: 'Established', status: 'True' }] },
};

function widget(version: string): ResourceKind {
  const names = { group: 'x.io', version, kind: 'Widget', resource: 'widgets' };
  return { ...names, namespaced: true, verbs: [], subresources: [] };
}

function defined(version: string): DefinedKind {
  return { group: 'x.io', version, kind: 'Widget', schema: {} };
}

/** A cluster that serves and publishes v2 a while after its definition was established. */
class SlowCluster {
  now = 0;
  servedAt = 0;
  publishedAt = 0;

  get waiter(): KindWaiter {
    const cluster: Partial<Cluster> = {
      get: () => Promise.resolve(definition),
      discover: () =>
        Promise.resolve(this.now < this.servedAt ? [widget('v1')] : [widget('v1'), widget('v2')]),
      schemas: (id) => {
        const isPublished = id === 'x.io/v1' || this.now >= this.publishedAt;
        return Promise.resolve(isPublished ? { hash: id, schemas: {} } : undefined);
      },
    };
    return new KindWaiter(cluster as Cluster, this.#clock);
  }

  readonly #clock: Clock = {
    now: () => new Date(this.now),
    after: (milliseconds, callback) => {
      this.now += milliseconds;
      queueMicrotask(callback);
      return { dispose: () => undefined };
    },
    yield: () => Promise.resolve(),
  };
}

it('waits for each version that a definition serves, not for its kind alone', async () => {
  const slow = new SlowCluster();
  slow.servedAt = 3_000;
  const { waiter } = slow;
  await waiter.waitFor([ref]);
  expect(slow.now).toBe(3_000);
  expect(['v1', 'v2', 'v0'].map((version) => waiter.isFresh(widget(version)))).toEqual([
    true,
    true,
    false,
  ]);
});

it('waits until a schema is published that was not, and gives up one that stays', async () => {
  const slow = new SlowCluster();
  slow.publishedAt = 7_000;
  const { waiter } = slow;
  await waiter.remember([defined('v2')]);
  await waiter.waitFor([ref]);
  expect(slow.now).toBe(7_000);
  const same = new SlowCluster();
  const second = same.waiter;
  await second.remember([defined('v1')]);
  await second.waitFor([ref]);
  expect(same.now).toBe(8_000);
});
