import pLimit, { type LimitFunction } from 'p-limit';
import type { KubeObject } from '../../core/model/kubeObject.ts';
import type { ObjectRef } from '../../core/model/objectRef.ts';
import type { ClusterIdentity } from '../../core/model/target.ts';
import type {
  ApplyOptions,
  Cluster,
  JsonPatchOperation,
  ListResult,
  Observation,
  ObserverSink,
  OpenApiSchemas,
  ResourceKind,
  Scope,
  Written,
} from '../../engine/cluster.ts';
import type { ApiServer } from './apiServer.ts';
import type { BackoffLimits } from './backoff.ts';
import { ClusterGuard } from './clusterGuard.ts';
import type { Credentials } from './credentials.ts';
import type { DiskCache } from './diskCache.ts';
import { Discovery } from './discovery.ts';
import { parseExactJson } from './exactJson.ts';
import { Heartbeat, type HeartbeatLimits } from './heartbeat.ts';
import { countObjects, isSecret, listObjects } from './listObjects.ts';
import { OpenApi } from './openApi.ts';
import { Reflector, type ReflectorContext } from './reflector.ts';
import { describeResource, namespaceOf, resourcePath } from './resourcePath.ts';
import { WatchSlots } from './watchSlots.ts';
import { applyObject, createObject, patchObject, removeObject } from './writeObjects.ts';

/** What a connection is made of, and its limits. */
export interface KubeClusterParts {
  readonly api: ApiServer;
  readonly credentials: Credentials;
  readonly context: string;
  readonly cache: DiskCache;
  /** Tells this server from others on disk. */
  readonly cacheKey: string;
  readonly limits: KubeClusterLimits;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export interface KubeClusterLimits {
  readonly backoff: BackoffLimits;
  readonly heartbeat: HeartbeatLimits;
  readonly pollMs: number;
  readonly watches: number;
  /** Lists at once. */
  readonly lists: number;
}

/** A Kubernetes API server by raw requests over one connection. */
export class KubeCluster implements Cluster {
  readonly #api: ApiServer;
  readonly #credentials: Credentials;
  readonly #guard: ClusterGuard;
  readonly #discovery: Discovery;
  readonly #openApi: OpenApi;
  readonly #lists: LimitFunction;
  readonly #reflectors: ReflectorContext;
  readonly #observations = new Set<Reflector>();

  constructor(parts: KubeClusterParts) {
    const { api, cache, limits, now, log } = parts;
    this.#api = api;
    this.#credentials = parts.credentials;
    this.#guard = new ClusterGuard(api, parts.context);
    this.#discovery = new Discovery(api, this.#guard, cache, parts.cacheKey, now);
    this.#openApi = new OpenApi(api, this.#guard, cache, now);
    this.#lists = pLimit(limits.lists);
    const heartbeat = new Heartbeat(api, limits.heartbeat);
    this.#reflectors = {
      api,
      guard: this.#guard,
      slots: new WatchSlots(limits.watches),
      lists: this.#lists,
      backoff: limits.backoff,
      pollMs: limits.pollMs,
      now,
      log,
      attend: () => heartbeat.attend(),
      back: () => this.#observations.forEach((reflector) => reflector.serverIsBack()),
    };
  }

  identify(): Promise<ClusterIdentity> {
    return this.#guard.identify();
  }

  discover(options: { readonly refresh?: boolean } = {}): Promise<readonly ResourceKind[]> {
    const refresh = options.refresh === true;
    if (refresh) this.#openApi.forget();
    return this.#discovery.kinds(refresh);
  }

  schemas(groupVersion: string): Promise<OpenApiSchemas | undefined> {
    return this.#openApi.schemas(groupVersion);
  }

  get(kind: ResourceKind, namespace: string | undefined, name: string): Promise<KubeObject> {
    return this.#guard.answered(this.#get(kind, namespace, name));
  }

  list(kind: ResourceKind, scope: Scope, wants?: ObserverSink['wants']): Promise<ListResult> {
    return this.#lists(() => this.#guard.answered(listObjects(this.#api, { kind, scope, wants })));
  }

  count(kind: ResourceKind, scope: Scope): Promise<number> {
    return this.#lists(() => this.#guard.answered(countObjects(this.#api, { kind, scope })));
  }

  observe(kind: ResourceKind, scope: Scope, sink: ObserverSink): Observation {
    const reflector = new Reflector(this.#reflectors, kind, scope, sink).start();
    this.#observations.add(reflector);
    return {
      get isWatching() {
        return reflector.isWatching;
      },
      retry: () => reflector.retry(),
      dispose: () => {
        this.#observations.delete(reflector);
        reflector.dispose();
      },
    };
  }

  apply(kind: ResourceKind, object: KubeObject, options: ApplyOptions): Promise<Written> {
    return this.#write(() => applyObject(this.#api, kind, object, options));
  }

  patch(
    kind: ResourceKind,
    ref: ObjectRef,
    operations: readonly JsonPatchOperation[],
    options: { readonly dryRun: boolean },
  ): Promise<Written> {
    return this.#write(() => patchObject(this.#api, kind, ref, operations, options));
  }

  create(
    kind: ResourceKind,
    object: KubeObject,
    options: { readonly dryRun: boolean },
  ): Promise<Written> {
    return this.#write(() => createObject(this.#api, kind, object, options));
  }

  remove(
    kind: ResourceKind,
    ref: ObjectRef,
    options: Parameters<Cluster['remove']>[2],
  ): Promise<void> {
    return this.#write(() => removeObject(this.#api, kind, ref, options));
  }

  retry(): void {
    this.#credentials.forget();
    for (const reflector of this.#observations) reflector.retry();
  }

  async close(): Promise<void> {
    for (const reflector of this.#observations) reflector.dispose();
    this.#observations.clear();
    await this.#api.close();
  }

  async #get(kind: ResourceKind, namespace: string | undefined, name: string): Promise<KubeObject> {
    const place = namespaceOf(kind, namespace, name);
    const what = `get ${describeResource(kind, place, name)}`;
    const path = resourcePath(kind, place, name);
    const answer = await this.#api.request({ method: 'GET', path, what, secret: isSecret(kind) });
    return parseExactJson(answer.text, what) as KubeObject;
  }

  /** Nothing is sent before it is sure who would receive it. */
  async #write<T>(write: () => Promise<T>): Promise<T> {
    await this.#guard.verify();
    return write();
  }
}
