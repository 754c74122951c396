import type { LimitFunction } from 'p-limit';
import type { KubeObject } from '../../core/model/kubeObject.ts';
import {
  ClusterError,
  type Observation,
  type ObserverSink,
  type ResourceKind,
  type Scope,
} from '../../engine/cluster.ts';
import { statusError } from './apiError.ts';
import type { ApiServer } from './apiServer.ts';
import { Backoff, type BackoffLimits } from './backoff.ts';
import type { ClusterGuard } from './clusterGuard.ts';
import { fieldSelectorOf, isSecret, isWanted, listObjects } from './listObjects.ts';
import { describeResource, resourcePath } from './resourcePath.ts';
import { type WatchEvent, watchEvents } from './watchEvents.ts';
import { NoAnswerError } from './transport.ts';
import type { WatchSlots } from './watchSlots.ts';

/** What all reflectors of a cluster share. */
export interface ReflectorContext {
  readonly api: ApiServer;
  readonly guard: ClusterGuard;
  readonly slots: WatchSlots;
  /** Lists at once. */
  readonly lists: LimitFunction;
  readonly backoff: BackoffLimits;
  /** Between two lists where no watch is free, in milliseconds. */
  readonly pollMs: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** Called while a watch is open, to notice a server that went silent; ends the call's effect. */
  readonly attend: () => () => void;
  /** A server that was away answers again. */
  readonly back: () => void;
}

/** A watch that ends sooner than this, again and again, is not worth opening at once again. */
const shortWatchMs = 1000;
/** Seconds a watch lives at least and at most, chosen at random against stampedes. */
const watchSeconds = { least: 240, most: 300 };
/** The server ends a watch itself; this much later we do. */
const graceMs = 30_000;

/**
 * One list and watch, for ever: resumed from the last resourceVersion, listed again after 410,
 * with jittered backoff while the server is away. Nothing that the sink throws ends it.
 */
export class Reflector implements Observation {
  readonly #context: ReflectorContext;
  readonly #kind: ResourceKind;
  readonly #scope: Scope;
  readonly #sink: ObserverSink;
  readonly #backoff: Backoff;
  readonly #ended = new AbortController();
  /** Where the watch goes on; `undefined`: list first. */
  #resourceVersion: string | undefined;
  #awaySince: string | undefined;
  #isUnreachable = false;
  #isCurrent = false;
  #wake: (() => void) | undefined;
  #mayResumeAtOnce = false;
  #isPolling = false;

  constructor(context: ReflectorContext, kind: ResourceKind, scope: Scope, sink: ObserverSink) {
    this.#context = context;
    this.#kind = kind;
    this.#scope = scope;
    this.#sink = sink;
    this.#backoff = new Backoff(context.backoff);
  }

  /** Between two watches of a server that ends them by the minute nothing is missed either. */
  get isWatching(): boolean {
    return this.#isCurrent && !this.#isPolling;
  }

  /** Runs until disposed. */
  start(): this {
    this.#run().catch((error: unknown) => this.#context.log(`${this.#what()}: ${String(error)}`));
    return this;
  }

  dispose(): void {
    this.#ended.abort();
    this.#wake?.();
  }

  retry(): void {
    this.#backoff.reset();
    this.#wake?.();
  }

  /** Another reflector reached the server: no need to wait out the backoff. */
  serverIsBack(): void {
    if (this.#isUnreachable) this.retry();
  }

  async #run(): Promise<void> {
    while (!this.#isOver()) {
      try {
        await this.#round();
      } catch (error) {
        if (this.#isOver()) return;
        await this.#failed(toClusterError(error));
      }
    }
  }

  async #round(): Promise<void> {
    if (this.#resourceVersion === undefined) await this.#list();
    if (this.#isOver()) return;
    const { verbs } = this.#kind;
    const canWatch = verbs.length === 0 || verbs.includes('watch');
    const release = canWatch ? this.#context.slots.take() : undefined;
    this.#isPolling = release === undefined;
    if (release === undefined) {
      await this.#pause(this.#context.pollMs);
      this.#resourceVersion = undefined;
      return;
    }
    try {
      await this.#watch();
    } finally {
      release();
    }
  }

  async #list(): Promise<void> {
    const { api, guard, lists } = this.#context;
    const request = {
      kind: this.#kind,
      scope: this.#scope,
      wants: (namespace: string | undefined, name: string) => this.#wants(namespace, name),
      signal: this.#ended.signal,
    };
    const result = await lists(() =>
      this.#isOver() ? undefined : guard.answered(listObjects(api, request)),
    );
    if (result === undefined || this.#isOver()) return;
    this.#tell('replace', () => this.#sink.replace(result.items));
    this.#resourceVersion = result.resourceVersion;
    this.#becomeCurrent();
  }

  async #watch(): Promise<void> {
    const openedAt = performance.now();
    const stop = new AbortController();
    const onEnd = (): void => stop.abort();
    this.#ended.signal.addEventListener('abort', onEnd);
    const seconds = Math.round(
      watchSeconds.least + Math.random() * (watchSeconds.most - watchSeconds.least),
    );
    const timer = setTimeout(onEnd, seconds * 1000 + graceMs);
    const unattend = this.#context.attend();
    try {
      const chunks = await this.#open(seconds, stop.signal);
      await this.#context.guard.verify();
      this.#becomeCurrent();
      for await (const event of watchEvents(chunks)) {
        if (this.#isOver()) return;
        this.#take(event);
      }
    } catch (error) {
      this.#mayResumeAtOnce = performance.now() - openedAt >= shortWatchMs;
      if (isExpired(error)) this.#resourceVersion = undefined;
      else if (!stop.signal.aborted) throw error;
    } finally {
      unattend();
      clearTimeout(timer);
      stop.abort();
      this.#ended.signal.removeEventListener('abort', onEnd);
    }
    const isShort = performance.now() - openedAt < shortWatchMs;
    if (isShort) await this.#pause(this.#backoff.next());
  }

  #open(seconds: number, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    const path = resourcePath(this.#kind, this.#scope.namespace, undefined, {
      watch: 1,
      allowWatchBookmarks: true,
      resourceVersion: this.#resourceVersion,
      timeoutSeconds: seconds,
      fieldSelector: fieldSelectorOf(this.#scope),
    });
    const what = `watch ${this.#what()}`;
    const secret = isSecret(this.#kind);
    return this.#context.api.stream({ method: 'GET', path, what, secret, signal });
  }

  #take(event: WatchEvent): void {
    if (event.type === 'ERROR') {
      const secret = isSecret(this.#kind);
      const subject = { what: `watch ${this.#what()}`, secret, server: this.#context.api.server };
      throw statusError(event.object, subject);
    }
    const item = withKind(event.object, this.#kind);
    if (event.type !== 'BOOKMARK' && this.#isWanted(item)) this.#deliver(event.type, item);
    this.#resourceVersion = item.metadata.resourceVersion ?? this.#resourceVersion;
    this.#backoff.reset();
  }

  #deliver(type: 'ADDED' | 'MODIFIED' | 'DELETED', item: KubeObject): void {
    if (type === 'DELETED') this.#tell('remove', () => this.#sink.remove(item));
    else this.#tell('upsert', () => this.#sink.upsert(item));
  }

  async #failed(error: ClusterError): Promise<void> {
    // A connection that was cut while it worked is opened again at once, without a word.
    const isSilence = error.cause instanceof NoAnswerError;
    const isBreak = error.reason === 'unreachable' && error.code === undefined && !isSilence;
    if (isBreak && this.#mayResumeAtOnce) {
      this.#mayResumeAtOnce = false;
      this.#awaySince ??= this.#rfc3339();
      return;
    }
    if (error.code === 410 || isTooLarge(error)) this.#resourceVersion = undefined;
    const since = (this.#awaySince ??= this.#rfc3339());
    this.#isCurrent = false;
    this.#isUnreachable = error.reason === 'unreachable';
    this.#tell('away', () => this.#sink.away(error, since));
    const asked = (error.status?.details?.retryAfterSeconds ?? 0) * 1000;
    await this.#pause(Math.max(asked, this.#backoff.next()));
  }

  #becomeCurrent(): void {
    this.#backoff.reset();
    this.#awaySince = undefined;
    if (this.#isCurrent || this.#isOver()) return;
    const wasUnreachable = this.#isUnreachable;
    this.#isCurrent = true;
    this.#isUnreachable = false;
    this.#tell('current', () => this.#sink.current());
    if (wasUnreachable) this.#context.back();
  }

  #isWanted(item: KubeObject): boolean {
    return isWanted(item, (namespace, name) => this.#wants(namespace, name));
  }

  /** Where the sink cannot tell, the object is kept. */
  #wants(namespace: string | undefined, name: string): boolean {
    let wanted = true;
    this.#tell('wants', () => {
      wanted = this.#sink.wants(namespace, name);
    });
    return wanted;
  }

  #tell(what: string, call: () => void): void {
    if (this.#isOver()) return;
    try {
      call();
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#context.log(`The observer of ${this.#what()} failed in ${what}: ${text}`);
    }
  }

  async #pause(ms: number): Promise<void> {
    if (this.#isOver()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  #isOver(): boolean {
    return this.#ended.signal.aborted;
  }

  #what(): string {
    return describeResource(this.#kind, this.#scope.namespace, this.#scope.name);
  }

  #rfc3339(): string {
    return new Date(this.#context.now()).toISOString();
  }
}

function withKind(object: KubeObject, kind: ResourceKind): KubeObject {
  if (object.kind !== undefined && object.apiVersion !== undefined) return object;
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  return Object.assign({}, object, { apiVersion, kind: kind.kind });
}

function isExpired(error: unknown): boolean {
  return error instanceof ClusterError && (error.code === 410 || isTooLarge(error));
}

/** The server has never been at this resourceVersion: its data went back. */
function isTooLarge(error: ClusterError): boolean {
  return (
    error.status?.details?.causes?.some((cause) => cause.reason === 'ResourceVersionTooLarge') ===
    true
  );
}

function toClusterError(error: unknown): ClusterError {
  if (error instanceof ClusterError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new ClusterError('unreachable', `The watch ended: ${text}.`, { cause: error });
}
