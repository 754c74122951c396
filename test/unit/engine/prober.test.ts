import { expect, test } from 'vitest';
import type { Json } from '../../../src/core/model/json.ts';
import type { KubeObject } from '../../../src/core/model/kubeObject.ts';
import type { ClusterIdentity } from '../../../src/core/model/target.ts';
import type { Cluster, ResourceKind } from '../../../src/engine/cluster.ts';
import type { Environment } from '../../../src/engine/environment.ts';
import { KindCatalog, type KnownKind } from '../../../src/engine/kindCatalog.ts';
import { Prober } from '../../../src/engine/prober.ts';

const resource: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'Service',
  resource: 'services',
  namespaced: true,
  verbs: ['create'],
  subresources: [],
};
const kind: KnownKind = { resource, schema: undefined, ownsStatus: true };
const identity: ClusterIdentity = {
  context: 'c',
  server: 'https://127.0.0.1:1',
  uid: 'u',
  version: 'v1.36.3',
  major: 1,
  minor: 36,
  loopback: true,
};

function service(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' } };
}

function probers(): { readonly make: () => Prober; readonly sent: string[] } {
  const stored = new Map<string, Json>();
  const sent: string[] = [];
  const cluster = {
    create: async (_kind: ResourceKind, object: KubeObject) => {
      await Promise.resolve();
      sent.push(object.metadata.namespace ?? '');
      return { object: { ...object, spec: { sessionAffinity: 'None' } }, warnings: [] };
    },
  } as unknown as Cluster;
  const environment: Environment = {
    clock: {
      now: () => new Date(0),
      after: () => ({ dispose: () => undefined }),
      yield: async () => undefined,
    },
    cache: {
      read: async (name) => stored.get(name),
      write: async (name, value) =>
        void stored.set(name, JSON.parse(JSON.stringify(value)) as Json),
    },
    log: { info: () => undefined, warn: () => undefined },
    digest: (value) => value,
    hash: (value) => value,
    randomName: (length) => 'x'.repeat(length),
  };
  return {
    make: () => new Prober(cluster, new KindCatalog(cluster), environment, identity),
    sent,
  };
}

/** Asks only where nothing was learned yet, as a judge does. */
async function judge(prober: Prober, name: string): Promise<void> {
  await prober.inTurn(kind, 'shop', async () => {
    const { learned } = prober.lessons(kind, 'shop');
    if (Object.keys(learned.toJSON() as object).length === 0) await prober.ask(kind, service(name));
  });
}

test('alike objects that are judged at once cost the questions of one', async () => {
  const { make, sent } = probers();
  const prober = make();
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => judge(prober, name)));
  // Twice: what differs between the two answers is volatile.
  expect(sent).toEqual(['shop', 'shop']);
});

test('a later process asks nothing again, even where lessons were looked at before they were read', async () => {
  const { make, sent } = probers();
  const first = make();
  await judge(first, 'a');
  await first.save();
  const later = make();
  expect(later.lessons(kind, 'shop').learned.toJSON()).toEqual({});
  await judge(later, 'b');
  expect(await later.ask(kind, service('a'))).toMatchObject({ spec: { sessionAffinity: 'None' } });
  expect(sent).toHaveLength(2);
});
