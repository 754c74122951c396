import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonPatchOperation } from '../../../src/core/model/jsonPatch.ts';
import type { KubeObject } from '../../../src/core/model/kubeObject.ts';
import { objectKey, refOf, type ObjectKey } from '../../../src/core/model/objectRef.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import type { ActFinding } from '../../../src/core/plan/objectFacts.ts';
import type { ActFacts, ActSource } from '../../../src/engine/actFacts.ts';
import {
  ClusterError,
  type ApplyOptions,
  type Cluster,
  type ResourceKind,
  type Written,
} from '../../../src/engine/cluster.ts';
import type { Clock } from '../../../src/engine/environment.ts';
import { Executor } from '../../../src/engine/executor.ts';
import type { SyncReport } from '../../../src/engine/syncReport.ts';
import { found, patched, statusOf } from '../core/plan/planFixtures.ts';

const kind: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  namespaced: true,
  verbs: [],
  subresources: [],
};

function configMap(name: string, value: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'x' },
    data: { key: value },
  };
}

const conflict = (): ClusterError => new ClusterError('conflict', 'moved', { code: 409 });

/** An API server of ConfigMaps with one key, with guards and versions like the real one. */
class ScriptedCluster implements ActSource {
  readonly objects = new Map<ObjectKey, KubeObject>();
  readonly git = new Map<ObjectKey, KubeObject>();
  readonly log: string[] = [];
  /** Called before each write that is no dry run; may throw, or change objects. */
  before: (what: string, key: ObjectKey) => void = () => undefined;
  /** Called before each dry run. */
  rehearsing: (key: ObjectKey) => void = () => undefined;
  #version = 1;

  declare(name: string, git: string, live?: string): ObjectKey {
    const key = objectKey(refOf(configMap(name, git)));
    this.git.set(key, configMap(name, git));
    if (live !== undefined) this.put(configMap(name, live));
    return key;
  }

  put(object: KubeObject): KubeObject {
    this.#version += 1;
    const metadata = { ...object.metadata, resourceVersion: String(this.#version) };
    const stored = { ...object, metadata };
    this.objects.set(objectKey(refOf(object)), stored);
    return stored;
  }

  touch(key: ObjectKey): void {
    const object = this.objects.get(key);
    if (object !== undefined) this.put(object);
  }

  statuses(): readonly (readonly [ObjectKey, ObjectStatus])[] {
    return [...this.git.keys()].map((key) => [key, this.#facts(key).status] as const);
  }

  facts(key: ObjectKey): Promise<ActFacts> {
    this.log.push(`get ${key}`);
    return Promise.resolve(this.#facts(key));
  }

  kindsMoved(): Promise<void> {
    return Promise.resolve();
  }

  lookAgain(keys: readonly ObjectKey[]): Promise<ReadonlyMap<ObjectKey, ObjectStatus>> {
    return Promise.resolve(new Map(keys.map((key) => [key, this.#facts(key).status])));
  }

  get cluster(): Cluster {
    const apply = (_: ResourceKind, object: KubeObject, options: ApplyOptions) =>
      this.#apply(object, options.dryRun);
    const patch = (
      _: ResourceKind,
      ref: ObjectStatus['ref'],
      operations: readonly JsonPatchOperation[],
      options: { readonly dryRun: boolean },
    ) => this.#patch(objectKey(ref), operations, options.dryRun);
    return { apply, patch } as unknown as Cluster;
  }

  #facts(key: ObjectKey): ActFacts {
    const desired = this.git.get(key);
    const live = this.objects.get(key);
    if (desired === undefined) throw new Error(`${key} is not declared.`);
    const [git, now] = [valueOf(desired), live && valueOf(live)];
    const findings: ActFinding[] =
      now === undefined || now === git ? [] : [found('changed', 'data.key', { git, live: now })];
    const status = statusOf(desired, {
      status: live === undefined ? 'missing' : findings.length > 0 ? 'drifted' : 'inSync',
      findings: findings.map(({ finding }) => finding),
    });
    return {
      status,
      desired,
      findings,
      carried: [],
      kind,
      classify: () => 'hand',
      ...(live === undefined ? {} : { live }),
    };
  }

  async #apply(object: KubeObject, dryRun: boolean): Promise<Written> {
    const key = objectKey(refOf(object));
    await Promise.resolve();
    if (dryRun) {
      this.rehearsing(key);
      return { object, warnings: [] };
    }
    this.log.push(`apply ${key}`);
    this.before('apply', key);
    return {
      object: this.put({
        ...object,
        metadata: { ...this.objects.get(key)?.metadata, ...object.metadata },
      }),
      warnings: [],
    };
  }

  async #patch(
    key: ObjectKey,
    operations: readonly JsonPatchOperation[],
    dryRun: boolean,
  ): Promise<Written> {
    await Promise.resolve();
    const object = this.objects.get(key);
    if (object === undefined) throw new ClusterError('notFound', 'gone', { code: 404 });
    if (dryRun) return { object, warnings: [] };
    this.log.push(`patch ${key}`);
    this.before('patch', key);
    const guard = operations.find((operation) => operation.path === '/metadata/resourceVersion');
    if (guard?.value !== this.objects.get(key)?.metadata.resourceVersion) throw conflict();
    return { object: this.put(patched(object, operations) as KubeObject), warnings: [] };
  }
}

function valueOf(object: KubeObject): string {
  return (object['data'] as { readonly key: string }).key;
}

const clock: Clock = {
  now: () => new Date(),
  after: (_, callback) => {
    queueMicrotask(callback);
    return { dispose: () => undefined };
  },
  yield: () => Promise.resolve(),
};

describe('carrying out a plan', () => {
  let world: ScriptedCluster;

  beforeEach(() => {
    world = new ScriptedCluster();
  });

  async function sync(
    signal?: AbortSignal,
    between: () => void = () => undefined,
  ): Promise<SyncReport> {
    const executor = new Executor({ cluster: world.cluster, source: world, clock });
    const control = signal === undefined ? {} : { signal };
    const prepared = await executor.prepare(world.statuses(), { force: false }, control);
    between();
    return executor.run(prepared, control);
  }

  const outcomes = ({ results }: SyncReport): readonly string[] =>
    results.map(({ outcome }) => outcome);

  it('patches once, then applies, and says what it saw afterwards', async () => {
    const key = world.declare('a', 'git', 'hand');
    const report = await sync();
    expect(outcomes(report)).toEqual(['done']);
    expect(report.results[0]?.status?.status).toBe('inSync');
    expect(world.log.filter((entry) => !entry.startsWith('get'))).toEqual([
      `patch ${key}`,
      `apply ${key}`,
    ]);
  });

  it('reads and writes nothing that has not drifted', async () => {
    world.declare('a', 'git', 'git');
    expect(outcomes(await sync())).toEqual(['nothing']);
    expect(world.log).toEqual([]);
  });

  it('writes on although its version moves, with the same findings', async () => {
    const key = world.declare('a', 'git', 'hand');
    let moves = 3;
    world.before = (what) => {
      if (what === 'patch' && moves-- > 0) world.touch(key);
    };
    expect(outcomes(await sync())).toEqual(['done']);
    expect(world.log.filter((entry) => entry.startsWith('patch'))).toHaveLength(4);
  });

  it('gives up on what never rests', async () => {
    const key = world.declare('a', 'git', 'hand');
    world.before = () => world.touch(key);
    const report = await sync();
    expect(outcomes(report)).toEqual(['failed']);
    expect(report.results[0]?.message).toContain('kept changing');
    expect(world.log.filter((entry) => entry.startsWith('patch'))).toHaveLength(5);
  });

  it('writes nothing when the findings are no longer those of the plan', async () => {
    world.declare('a', 'git', 'hand');
    const report = await sync(undefined, () => world.put(configMap('a', 'another hand')));
    expect(outcomes(report)).toEqual(['moved']);
    expect(valueOf([...world.objects.values()][0] as KubeObject)).toBe('another hand');
  });

  it('writes nothing into what somebody else made since the plan', async () => {
    world.declare('a', 'git');
    const report = await sync(undefined, () => world.put(configMap('a', 'somebody else')));
    expect(outcomes(report)).toEqual(['moved']);
    expect(report.results[0]?.message).toContain('is there by now');
    expect(world.log.filter((entry) => entry.startsWith('apply'))).toEqual([]);
  });

  it('says so when the cluster puts it back', async () => {
    const key = world.declare('a', 'git', 'hand');
    const again = configMap('a', 'hand');
    const look = world.lookAgain.bind(world);
    world.lookAgain = (keys) => {
      world.put(again);
      return look(keys);
    };
    const report = await sync();
    expect(outcomes(report)).toEqual(['unsettled']);
    expect(report.results[0]?.message).toContain('puts it back');
    expect(report.results[0]?.step.key).toBe(key);
  });

  it('tells object by object what was not done, and a second run finishes', async () => {
    world.declare('a', 'git', 'hand');
    const broken = world.declare('b', 'git', 'hand');
    world.declare('c', 'git');
    world.before = (_, key) => {
      if (key === broken) throw new ClusterError('forbidden', 'not you', { code: 403 });
    };
    const report = await sync();
    expect(outcomes(report)).toEqual(['done', 'failed', 'done']);
    expect(report.results[1]?.message).toContain('not you');
    world.before = () => undefined;
    expect(outcomes(await sync())).toEqual(['nothing', 'done', 'nothing']);
  });

  it('says that the values are there when only the apply failed', async () => {
    world.declare('a', 'git', 'hand');
    world.before = (what) => {
      if (what === 'apply') throw new ClusterError('invalid', 'no', { code: 422 });
    };
    const report = await sync();
    expect(report.results[0]).toMatchObject({ outcome: 'failed', status: { status: 'inSync' } });
    expect(report.results[0]?.message).toContain('Its values were written before that');
  });

  it('begins nothing more when the connection is cut', async () => {
    for (let index = 0; index < 20; index += 1) world.declare(`c${index + 10}`, 'git', 'hand');
    world.before = () => {
      throw new ClusterError('unreachable', 'nobody listens');
    };
    const report = await sync();
    expect(report.results.filter(({ outcome }) => outcome === 'failed').length).toBeLessThanOrEqual(
      6,
    );
    expect(report.results.filter(({ outcome }) => outcome === 'notRun').length).toBeGreaterThan(13);
  });

  it('finishes what it began when it is stopped, and begins nothing more', async () => {
    for (let index = 0; index < 20; index += 1) world.declare(`c${index + 10}`, 'git', 'hand');
    const stop = new AbortController();
    world.before = () => stop.abort();
    const report = await sync(stop.signal);
    expect(report.cancelled).toBe(true);
    expect(new Set(outcomes(report))).toEqual(new Set(['done', 'notRun']));
    const patches = world.log.filter((entry) => entry.startsWith('patch')).length;
    expect(world.log.filter((entry) => entry.startsWith('apply'))).toHaveLength(patches);
  });

  it('lets a failing look before the plan reach whoever asked, with nothing written', async () => {
    world.declare('a', 'git', 'hand');
    world.rehearsing = () => {
      throw new ClusterError('unreachable', 'nobody listens');
    };
    await expect(sync()).rejects.toThrow('nobody listens');
    expect(world.log.filter((entry) => !entry.startsWith('get'))).toEqual([]);
  });
});
