import { expect, test } from 'vitest';
import type { Json } from '../../../src/core/model/json.ts';
import type { KubeObject } from '../../../src/core/model/kubeObject.ts';
import type { ClusterIdentity } from '../../../src/core/model/target.ts';
import { ClusterError, type Cluster, type ResourceKind } from '../../../src/engine/cluster.ts';
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
const kind: KnownKind = { resource, schema: undefined, schemaHash: 'h', ownsStatus: true };
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

interface Probers {
  readonly make: () => Prober;
  readonly sent: string[];
  /** Thrown by the cluster instead of an answer. */
  failure: ClusterError | undefined;
  /** Milliseconds since 1970. */
  now: number;
  /** Generation of the one webhook. */
  webhook: number;
}

const webhooks: ResourceKind = {
  ...resource,
  group: 'admissionregistration.k8s.io',
  kind: 'MutatingWebhookConfiguration',
};

async function probers(): Promise<Probers> {
  const stored = new Map<string, Json>();
  const sent: string[] = [];
  const cluster = {
    discover: () => Promise.resolve([webhooks]),
    list: () =>
      Promise.resolve({ items: [{ metadata: { uid: 'w', generation: probers.webhook } }] }),
    create: async (_kind: ResourceKind, object: KubeObject) => {
      await Promise.resolve();
      if (probers.failure !== undefined) throw probers.failure;
      sent.push(object.metadata.namespace ?? '');
      return { object: { ...object, spec: { sessionAffinity: 'None' } }, warnings: [] };
    },
  } as unknown as Cluster;
  const environment: Environment = {
    clock: {
      now: () => new Date(probers.now),
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
  const catalog = new KindCatalog(cluster);
  const probers: Probers = {
    make: () => new Prober(cluster, catalog, environment, identity),
    sent,
    failure: undefined,
    now: 0,
    webhook: 1,
  };
  await catalog.load();
  return probers;
}

/** Asks only where nothing was learned yet, as a judge does. */
async function judge(prober: Prober, name: string): Promise<void> {
  await prober.inTurn(kind, 'shop', async () => {
    const { learned } = prober.lessons(kind, 'shop');
    if (Object.keys(learned.toJSON() as object).length === 0) await prober.ask(kind, service(name));
  });
}

test('alike objects that are judged at once cost the questions of one', async () => {
  const { make, sent } = await probers();
  const prober = make();
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => judge(prober, name)));
  // Twice: what differs between the two answers is volatile.
  expect(sent).toEqual(['shop', 'shop']);
});

test('a later process asks nothing again, even where lessons were looked at before they were read', async () => {
  const { make, sent } = await probers();
  const first = make();
  await judge(first, 'a');
  await first.save();
  const later = make();
  expect(later.lessons(kind, 'shop').learned.toJSON()).toEqual({});
  await judge(later, 'b');
  expect(await later.ask(kind, service('a'))).toMatchObject({ spec: { sessionAffinity: 'None' } });
  expect(sent).toHaveLength(2);
});

test('another schema of the kind has lessons of its own, in a later process too', async () => {
  const { make, sent } = await probers();
  const [before, after] = ['1', '2'].map((schemaHash) => ({ ...kind, schemaHash }));
  if (before === undefined || after === undefined) throw new Error('Two schemas were expected');
  const first = make();
  await first.ask(before, service('a'));
  await first.save();
  const later = make();
  await later.load();
  expect(later.lessons(before, 'shop').learned.toJSON()).not.toEqual({});
  expect(later.lessons(after, 'shop').learned.toJSON()).toEqual({});
  await later.ask(before, service('a'));
  expect(sent).toHaveLength(2);
  // The answer by the old schema is none any more.
  await later.ask(after, service('a'));
  expect(sent).toHaveLength(4);
});

test('a probe that met no server is sent again, one that was refused is not', async () => {
  const scripted = await probers();
  const prober = scripted.make();
  scripted.failure = new ClusterError('unreachable', 'away');
  expect(await prober.ask(kind, service('a'))).toBeUndefined();
  scripted.failure = new ClusterError('forbidden', 'no', { code: 403 });
  expect(await prober.ask(kind, service('b'))).toBeUndefined();
  scripted.failure = undefined;
  expect(await prober.ask(kind, service('a'))).toBeDefined();
  expect(await prober.ask(kind, service('b'))).toBeUndefined();
  // The first answer that comes is asked for twice, whatever failed before.
  expect(scripted.sent).toHaveLength(2);
});

test('what was learned is forgotten a day after it was, however often it was saved since', async () => {
  const scripted = await probers();
  const hour = 3_600_000;
  const first = scripted.make();
  await judge(first, 'a');
  await first.save();
  scripted.now = 20 * hour;
  const second = scripted.make();
  await second.ask(kind, service('b'));
  await second.save();
  scripted.now = 25 * hour;
  const third = scripted.make();
  await third.load();
  expect(third.lessons(kind, 'shop').learned.toJSON()).toEqual({});
});

test('what was learned is forgotten when admission changes, in a process that runs on as well', async () => {
  const scripted = await probers();
  const prober = scripted.make();
  expect(await prober.renew()).toBe(false);
  await judge(prober, 'a');
  expect(await prober.renew()).toBe(false);
  expect(prober.lessons(kind, 'shop').learned.toJSON()).not.toEqual({});
  scripted.webhook = 2;
  expect(await prober.renew()).toBe(true);
  expect(prober.lessons(kind, 'shop').learned.toJSON()).toEqual({});
  await judge(prober, 'a');
  scripted.now = 25 * 3_600_000;
  expect(await prober.renew()).toBe(true);
  expect(await prober.renew()).toBe(false);
});

test('what was learned while a schema changed is forgotten, on the disk too', async () => {
  const { make, sent } = await probers();
  const prober = make();
  await prober.ask(kind, service('a'));
  await prober.save();
  prober.forget(new Set(['v2', 'x.io/v1', 'v']));
  await prober.ask(kind, service('a'));
  expect(sent).toHaveLength(2);
  prober.forget(new Set(['v1']));
  expect(prober.lessons(kind, 'shop').learned.toJSON()).toEqual({});
  await prober.save();
  const later = make();
  await later.load();
  expect(later.lessons(kind, 'shop').learned.toJSON()).toEqual({});
});

test('what holds by a schema that is only about to come is not kept on the disk', async () => {
  const { make } = await probers();
  const first = make();
  const { schemaHash: _published, ...foreseen } = kind;
  await first.ask(foreseen, service('a'));
  expect(first.lessons(foreseen, 'shop').learned.toJSON()).not.toEqual({});
  await first.save();
  const later = make();
  await later.load();
  expect(later.lessons(foreseen, 'shop').learned.toJSON()).toEqual({});
});
