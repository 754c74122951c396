import type { JsonObject } from '../../../src/core/model/json.ts';
import type { KubeObject } from '../../../src/core/model/kubeObject.ts';
import { objectKey, refOf } from '../../../src/core/model/objectRef.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import type { ServerChecks } from '../../../src/core/model/target.ts';
import {
  ClusterError,
  type Cluster,
  type ObserverSink,
  type OpenApiSchemas,
  type ResourceKind,
} from '../../../src/engine/cluster.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { Environment } from '../../../src/engine/environment.ts';
import type { Repository } from '../../../src/engine/repository.ts';

/** The one kind that a scripted cluster serves. */
export const configMaps: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  namespaced: true,
  verbs: ['list', 'watch', 'get', 'patch', 'create'],
  subresources: [],
};

export function configMap(
  name: string,
  data: Readonly<Record<string, string>>,
  metadata: object = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'x', ...metadata },
    data,
  };
}

/** An entry of managedFields that owns keys of `data`. */
export function writes(manager: string, keys: readonly string[]): object {
  return {
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: '2026-01-01T00:00:00Z',
    fieldsV1: { 'f:data': Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) },
  };
}

/** An engine between a scripted repository and a scripted cluster of ConfigMaps. */
export class ScriptedEngine {
  readonly live = new Map<string, KubeObject>();
  readonly engine: Engine;
  git: readonly KubeObject[];
  /** Waited for before each dry run of an apply is answered. */
  confirming: () => Promise<void> = () => Promise.resolve();
  /** Waited for before the cluster says who it is. */
  identifying: () => Promise<void> = () => Promise.resolve();
  /** What the cluster serves. */
  readonly kinds: ResourceKind[] = [configMaps];
  /** How often a connection was closed. */
  closed = 0;
  /** Sinks of the open watches. */
  readonly sinks: ObserverSink[] = [];
  sha = 'one';
  /** What the cluster publishes of ConfigMaps' fields. */
  schema = { hash: 'h', properties: {} as Readonly<Record<string, JsonObject>> };
  /** What Git answers of files' older commits, and of the documents in an older blob. */
  history: Repository['history'] = () => Promise.resolve(new Map());
  manifests: Repository['manifests'] = () => Promise.reject(new Error('No blob is scripted'));

  constructor(
    git: readonly KubeObject[],
    live: readonly KubeObject[],
    serverChecks: ServerChecks = 'confirm',
  ) {
    this.git = git;
    for (const object of live) this.live.set(object.metadata.name ?? '', object);
    this.engine = new Engine({
      repository: this.#repository(),
      connect: () => Promise.resolve(this.#cluster()),
      target: { name: 'default', path: '', namespace: 'x', revision: 'HEAD', serverChecks },
      environment: scriptedEnvironment,
      reconcileInterval: 3_600_000,
    });
  }

  status(name: string): ObjectStatus | undefined {
    return this.engine.store.get(objectKey(refOf(configMap(name, {}))));
  }

  /** As the watch tells it. */
  change(object: KubeObject): void {
    this.live.set(object.metadata.name ?? '', object);
    for (const sink of this.sinks) sink.upsert(object);
  }

  #repository(): Repository {
    const repository: Partial<Repository> = {
      root: '/repository',
      resolve: () => Promise.resolve({ sha: this.sha, ref: 'HEAD' }),
      scan: () =>
        Promise.resolve({
          files: this.git.map((object, document) => ({
            file: `${object.metadata.name}.yaml`,
            documents: [
              { source: { file: `${object.metadata.name}.yaml`, document, line: 1 }, object },
            ],
            problems: [],
          })),
          unrendered: [],
          problems: [],
        }),
      history: (...asked) => this.history(...asked),
      manifests: (...asked) => this.manifests(...asked),
      ahead: () => Promise.resolve([]),
      edited: () => Promise.resolve([]),
      read: () => Promise.resolve(undefined),
      watch: () => ({ dispose: () => undefined }),
    };
    return repository as Repository;
  }

  #cluster(): Cluster {
    const identity = { context: 'c', server: 'https://c', version: 'v1.36.0', major: 1, minor: 36 };
    return {
      identify: async () => {
        await this.identifying();
        return { ...identity, uid: 'u', loopback: false };
      },
      discover: () => Promise.resolve(this.kinds),
      schemas: () => Promise.resolve(schemasOf(this.schema)),
      get: (_kind: ResourceKind, _namespace: string, name: string) => this.#get(name),
      list: () => Promise.resolve({ items: [...this.live.values()], resourceVersion: '1' }),
      count: () => Promise.resolve(this.live.size),
      observe: (_kind: ResourceKind, _scope: object, sink: ObserverSink) => {
        this.sinks.push(sink);
        queueMicrotask(() => sink.replace([...this.live.values()]));
        return { isWatching: true, retry: () => undefined, dispose: () => undefined };
      },
      apply: async (_kind: ResourceKind, object: KubeObject) => {
        const live = this.live.get(object.metadata.name ?? '');
        await this.confirming();
        return { object: { ...live, ...object }, warnings: [] };
      },
      retry: () => undefined,
      close: () => {
        this.closed += 1;
        return Promise.resolve();
      },
    } as unknown as Cluster;
  }

  #get(name: string): Promise<KubeObject> {
    const object = this.live.get(name);
    if (object !== undefined) return Promise.resolve(object);
    return Promise.reject(new ClusterError('notFound', `${name} is not there`));
  }
}

const text = { type: 'string' };

function schemasOf({ hash, properties }: ScriptedEngine['schema']): OpenApiSchemas {
  const own = {
    apiVersion: text,
    kind: text,
    metadata: { type: 'object' },
    data: { type: 'object', additionalProperties: text },
  };
  const kinds = [{ group: '', version: 'v1', kind: 'ConfigMap' }];
  const type = { type: 'object', properties: { ...own, ...properties } };
  return { hash, schemas: { ConfigMap: { ...type, 'x-kubernetes-group-version-kind': kinds } } };
}

/** Surroundings without a disk. */
export const scriptedEnvironment: Environment = {
  clock: {
    now: () => new Date(),
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return { dispose: () => clearTimeout(timer) };
    },
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  },
  cache: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
  log: { info: () => undefined, warn: () => undefined },
  digest: (value) => value,
  hash: (value) => value,
  randomName: (length) => 'x'.repeat(length),
};
