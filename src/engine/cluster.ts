import type { Json, JsonObject } from '../core/model/json.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import type { ObjectRef } from '../core/model/objectRef.ts';
import type { ClusterIdentity } from '../core/model/target.ts';

/** A kind that the server serves, by discovery. */
export interface ResourceKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural name in URLs. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** Names of subresources: `status`, `scale`. */
  readonly subresources: readonly string[];
  /** Its API service does not answer: this is what it served last, requests will fail. */
  readonly stale?: true;
}

/** OpenAPI v3 `components.schemas` of one group version, without descriptions. */
export interface OpenApiSchemas {
  /** Changes whenever the schema does. */
  readonly hash: string;
  readonly schemas: Readonly<Record<string, JsonObject>>;
}

/** Which objects of a kind: one namespace or all; by name where lists are forbidden or costly. */
export interface Scope {
  readonly namespace?: string;
  readonly name?: string;
  /** `type!=helm.sh/release.v1`: what the kind lets a list select by. */
  readonly fieldSelector?: string;
}

export interface ListResult {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

/** What a reflector tells. Calls come in order; `replace` carries a complete, consistent list. */
export interface ObserverSink {
  /** Items that nobody wants are dropped before they are kept. */
  wants(namespace: string | undefined, name: string): boolean;
  replace(items: readonly KubeObject[]): void;
  upsert(item: KubeObject): void;
  remove(item: KubeObject): void;
  /** The stream is broken since then (RFC 3339); it tries again by itself, for ever. */
  away(error: ClusterError, since: string): void;
  /** The picture is current again. */
  current(): void;
}

export interface Observation {
  /** Ends the list and the watch; no call to the sink follows. */
  dispose(): void;
  /** Looks again at once instead of waiting out the backoff. */
  retry(): void;
  /** A watch is open: changes are told as they happen. Else it lists now and then, or waits. */
  readonly isWatching: boolean;
}

export interface ApplyOptions {
  readonly dryRun: boolean;
  readonly force: boolean;
  /** `driftline` unless said otherwise. */
  readonly fieldManager?: string;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
}

/** One operation of RFC 6902. */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test';
  readonly path: string;
  readonly value?: Json;
}

export interface Written {
  readonly object: KubeObject;
  /** The server's `Warning:` headers. */
  readonly warnings: readonly string[];
}

/**
 * One API server, reached as the kubeconfig says. Every method throws `ClusterError` and nothing
 * else. All requests carry `User-Agent: driftline/VERSION`.
 */
export interface Cluster {
  /**
   * Asks who answers. Cached for the connection, asked again after it broke. All other methods
   * throw `otherCluster` where another uid answers than at first.
   */
  identify(): Promise<ClusterIdentity>;
  /** Served kinds, preferred version first. `refresh` asks the server again. */
  discover(options?: { readonly refresh?: boolean }): Promise<readonly ResourceKind[]>;
  /** Cached on disk by the server's hash. `undefined` where the server publishes none. */
  schemas(groupVersion: string): Promise<OpenApiSchemas | undefined>;
  get(kind: ResourceKind, namespace: string | undefined, name: string): Promise<KubeObject>;
  /** Complete, consistent, paged. */
  list(kind: ResourceKind, scope: Scope, wants?: ObserverSink['wants']): Promise<ListResult>;
  /** How many objects a scope has, by `limit=1`. */
  count(kind: ResourceKind, scope: Scope): Promise<number>;
  /** List and watch, resumed for ever until disposed. */
  observe(kind: ResourceKind, scope: Scope, sink: ObserverSink): Observation;
  /** Server-side apply; `object` needs apiVersion, kind, name and, where namespaced, namespace. */
  apply(kind: ResourceKind, object: KubeObject, options: ApplyOptions): Promise<Written>;
  /** JSON patch, field manager `driftline`. */
  patch(
    kind: ResourceKind,
    ref: ObjectRef,
    operations: readonly JsonPatchOperation[],
    options: { readonly dryRun: boolean },
  ): Promise<Written>;
  /** POST, for probes: the answer is the defaulted and admitted form. */
  create(
    kind: ResourceKind,
    object: KubeObject,
    options: { readonly dryRun: boolean },
  ): Promise<Written>;
  remove(
    kind: ResourceKind,
    ref: ObjectRef,
    options: {
      readonly dryRun: boolean;
      readonly propagation: 'Background' | 'Foreground' | 'Orphan';
      /** Refused with `conflict` where another object has the name by now. */
      readonly uid?: string;
    },
  ): Promise<void>;
  /**
   * A person's "try again": forgets a failed sign-in, reads the kubeconfig anew, and looks again
   * at once wherever an observation waits out its backoff.
   */
  retry(): void;
  /** Closes connections and ends observations. */
  close(): Promise<void>;
}

/** A `Status` body of the API server, the parts that are read. */
export interface KubeStatusBody {
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number;
  readonly details?: {
    readonly causes?: readonly {
      readonly reason?: string;
      readonly message?: string;
      readonly field?: string;
    }[];
    readonly retryAfterSeconds?: number;
  };
}

/** Why a request failed, in the engine's words. */
export type ClusterErrorReason =
  | 'unreachable' // no answer, timeouts, 5xx, 429
  | 'signIn' // 401, exec plugin failed, no usable credentials
  | 'forbidden' // 403
  | 'notServed' // the kind is not served, discovery or its group is down
  | 'notFound' // 404 of an object
  | 'conflict' // 409: resourceVersion, or field managers
  | 'invalid' // 400, 422
  | 'otherCluster' // another uid answers than at first: nothing it says is about the same objects
  | 'config' // kubeconfig is missing, malformed, or lacks the context
  | 'aborted';

/** Names its subject and the next step; never holds a token or a Secret's value. */
export class ClusterError extends Error {
  readonly reason: ClusterErrorReason;
  /** HTTP status, where there was an answer. */
  readonly code?: number;
  readonly status?: KubeStatusBody;
  constructor(
    reason: ClusterErrorReason,
    message: string,
    details: { readonly code?: number; readonly status?: KubeStatusBody; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ClusterError';
    this.reason = reason;
    if (details.code !== undefined) this.code = details.code;
    if (details.status !== undefined) this.status = details.status;
  }
}
