import { maskObject, type Digest } from '../core/diff/maskObject.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import {
  groupOf,
  objectKey,
  refOf,
  type ObjectKey,
  type ObjectRef,
} from '../core/model/objectRef.ts';
import pLimit from 'p-limit';
import { ClusterError, type Cluster, type Observation, type ResourceKind } from './cluster.ts';
import type { Clock, Log } from './environment.ts';
import { planScopes, scopeId, type ScopedKind } from './planScopes.ts';
import type { SeenWrites } from './seenWrites.ts';

/** What is known of an object at this moment. `absent` only after a complete look. */
export type Lookup =
  | { readonly state: 'present'; readonly object: KubeObject }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly error: ClusterError; readonly since?: string };

/** The objects of one kind that Git names, all in one API version. */
export interface WantedKind {
  readonly resource: ResourceKind;
  readonly refs: readonly ObjectRef[];
}

interface OpenScope {
  readonly scoped: ScopedKind;
  observation?: Observation;
  state: 'loading' | 'complete' | 'away';
  error?: ClusterError;
  since?: string;
  /** How often the watch spoke: an answer that it overtook is not taken. */
  told: number;
  settled: () => void;
  readonly ready: Promise<void>;
}

const parallelLists = 6;

/**
 * Live objects that Git names, and no others, kept current by list and watch. Secrets are masked
 * on arrival. Says which keys may have changed; the facts are read by `lookup`.
 */
export class LiveCache {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #digest: Digest;
  readonly #log: Log;
  readonly #writes: SeenWrites;
  readonly #onChange: (keys: readonly ObjectKey[]) => void;
  readonly #objects = new Map<ObjectKey, KubeObject>();
  readonly #scopes = new Map<string, OpenScope>();
  readonly #scopesOf = new Map<ObjectKey, readonly string[]>();
  readonly #limit = pLimit(parallelLists);
  /** Keys whose latest read by name failed. */
  readonly #failed = new Map<ObjectKey, ClusterError>();
  /** How often the watch spoke of a key: a read that it overtook is not kept. */
  readonly #heard = new Map<ObjectKey, number>();

  constructor(options: {
    readonly cluster: Cluster;
    readonly clock: Clock;
    readonly digest: Digest;
    readonly log: Log;
    readonly writes: SeenWrites;
    readonly onChange: (keys: readonly ObjectKey[]) => void;
  }) {
    this.#cluster = options.cluster;
    this.#clock = options.clock;
    this.#digest = options.digest;
    this.#log = options.log;
    this.#writes = options.writes;
    this.#onChange = options.onChange;
  }

  /**
   * Opens what is needed, closes what is not, and resolves when each scope was looked at once:
   * with the keys whose facts are new.
   */
  async cover(
    wanted: readonly WantedKind[],
    mode: 'once' | 'live',
  ): Promise<ReadonlySet<ObjectKey>> {
    const before = new Set(this.#scopesOf.keys());
    const plans = await Promise.all(
      wanted.map(async (kind) => ({
        kind,
        scopes: await this.#limit(() => planScopes(this.#cluster, kind.resource, kind.refs)),
      })),
    );
    this.#scopesOf.clear();
    const needed = new Map<string, ScopedKind>();
    for (const { kind, scopes } of plans) {
      for (const scope of scopes) needed.set(scopeId(scope), scope);
      for (const ref of kind.refs) this.#scopesOf.set(objectKey(ref), covering(scopes, ref));
    }
    this.#closeOthers(needed);
    const fresh = this.#freshKeys(
      plans.flatMap(({ kind }) => kind),
      before,
    );
    const opened = [...needed].filter(([id]) => !this.#scopes.has(id));
    for (const [id, scoped] of opened) this.#open(id, scoped, mode);
    await Promise.all([...this.#scopes.values()].map(({ ready }) => ready));
    await Promise.all(fresh.map(({ resource, ref }) => this.reread(resource, ref)));
    const news = new Set(fresh.map(({ ref }) => objectKey(ref)));
    const ids = new Set(opened.map(([id]) => id));
    for (const [key, of] of this.#scopesOf) if (of.some((id) => ids.has(id))) news.add(key);
    return news;
  }

  /** The key lies in an open scope. */
  covers(key: ObjectKey): boolean {
    return (this.#scopesOf.get(key) ?? []).some((id) => this.#scopes.has(id));
  }

  /** Looks at every open scope again, for a one-time look or after missed events. */
  async relist(): Promise<void> {
    await Promise.all([...this.#scopes.values()].map((open) => this.#list(open)));
  }

  lookup(key: ObjectKey): Lookup {
    const ids = this.#scopesOf.get(key) ?? [];
    for (const id of ids) {
      const open = this.#scopes.get(id);
      if (open === undefined || open.state === 'complete') continue;
      const error =
        open.error ?? new ClusterError('unreachable', 'The cluster was not looked at yet');
      return {
        state: 'unknown',
        error,
        ...(open.since === undefined ? {} : { since: open.since }),
      };
    }
    const failed = this.#failed.get(key);
    if (failed !== undefined) return { state: 'unknown', error: failed };
    const object = this.#objects.get(key);
    if (object !== undefined) return { state: 'present', object };
    if (ids.length === 0) {
      return {
        state: 'unknown',
        error: new ClusterError('unreachable', 'It was not looked at yet'),
      };
    }
    return { state: 'absent' };
  }

  /** Reads one object by name: after a write, and for objects that Git names since a moment. */
  async reread(resource: ResourceKind, ref: ObjectRef): Promise<void> {
    const key = objectKey(ref);
    const heard = this.#heard.get(key);
    const overtaken = () => this.#heard.get(key) !== heard;
    try {
      const object = await this.#cluster.get(resource, ref.namespace, ref.name);
      if (!overtaken()) this.#keep(key, object);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (overtaken()) return;
      if (error.reason === 'notFound') this.#drop(key);
      else this.#failed.set(key, error);
    }
  }

  /** Asks for an object that Git does not name, and keeps nothing of it. */
  async peek(resource: ResourceKind, { namespace, name }: ObjectRef): Promise<Lookup> {
    try {
      const object = await this.#cluster.get(resource, namespace, name);
      return { state: 'present', object: maskObject(object, this.#digest) };
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      return error.reason === 'notFound' ? { state: 'absent' } : { state: 'unknown', error };
    }
  }

  /** All that Git names is followed as it happens; what is read by name, or polled, is not. */
  get isWatching(): boolean {
    return [...this.#scopes.values()].every(
      ({ state, observation }) => state === 'complete' && observation?.isWatching === true,
    );
  }

  retry(): void {
    for (const { observation } of this.#scopes.values()) observation?.retry();
  }

  dispose(): void {
    for (const { observation } of this.#scopes.values()) observation?.dispose();
    this.#scopes.clear();
  }

  #freshKeys(
    wanted: readonly WantedKind[],
    before: ReadonlySet<ObjectKey>,
  ): readonly { readonly resource: ResourceKind; readonly ref: ObjectRef }[] {
    return wanted.flatMap(({ resource, refs }) =>
      refs
        .filter((ref) => {
          const key = objectKey(ref);
          const open = (this.#scopesOf.get(key) ?? []).some((id) => this.#scopes.has(id));
          return open && (!before.has(key) || this.#failed.has(key));
        })
        .map((ref) => ({ resource, ref })),
    );
  }

  #closeOthers(needed: ReadonlyMap<string, ScopedKind>): void {
    for (const [id, open] of this.#scopes) {
      if (needed.has(id)) continue;
      open.observation?.dispose();
      open.settled();
      this.#scopes.delete(id);
    }
    for (const key of this.#objects.keys()) if (!this.#scopesOf.has(key)) this.#objects.delete(key);
  }

  #open(id: string, scoped: ScopedKind, mode: 'once' | 'live'): void {
    let settled = (): void => undefined;
    const ready = new Promise<void>((resolve) => (settled = resolve));
    const open: OpenScope = { scoped, state: 'loading', told: 0, settled, ready };
    this.#scopes.set(id, open);
    if (mode === 'once') void this.#list(open);
    else this.#observe(open);
  }

  /** What fails leaves the objects of the scope unknown. */
  async #list(open: OpenScope): Promise<void> {
    try {
      this.#fill(open, await this.#limit(() => this.#read(open, open.scoped.scope)));
    } catch (error) {
      await this.#lost(open, error, this.#clock.now().toISOString());
    } finally {
      open.settled();
    }
  }

  async #read(open: OpenScope, scope: ScopedKind['scope']): Promise<readonly KubeObject[]> {
    const { resource } = open.scoped;
    if (scope.name === undefined) {
      const { items } = await this.#cluster.list(resource, scope, (namespace, name) =>
        this.#wants(open, namespace, name),
      );
      return items;
    }
    try {
      return [await this.#cluster.get(resource, scope.namespace, scope.name)];
    } catch (error) {
      if (error instanceof ClusterError && error.reason === 'notFound') return [];
      throw error;
    }
  }

  /** Where a list is forbidden a get may not be; `undefined` where that fails as well. */
  async #readByName(open: OpenScope): Promise<readonly KubeObject[] | undefined> {
    if (open.scoped.scope.name !== undefined) return undefined;
    try {
      const items = await Promise.all(
        this.#keysOf(open).map((key) => {
          const [, , namespace = '', name = ''] = splitKey(key);
          return this.#limit(() =>
            this.#read(open, namespace === '' ? { name } : { namespace, name }),
          );
        }),
      );
      return items.flat();
    } catch (error) {
      if (error instanceof ClusterError) return undefined;
      throw error;
    }
  }

  #observe(open: OpenScope): void {
    const { resource, scope } = open.scoped;
    open.observation = this.#cluster.observe(resource, scope, {
      wants: (namespace, name) => this.#wants(open, namespace, name),
      replace: (items) => {
        const first = open.state === 'loading';
        open.told += 1;
        this.#fill(open, items);
        open.settled();
        // Who opened the scope looks at all of it as soon as it is there.
        if (!first) this.#onChange(this.#keysOf(open));
      },
      upsert: (item) => {
        const key = objectKey(refOf(item));
        this.#note(key);
        this.#keep(key, item, this.#clock.now().toISOString());
        this.#onChange([key]);
      },
      remove: (item) => {
        const key = objectKey(refOf(item));
        this.#note(key);
        this.#drop(key);
        this.#onChange([key]);
      },
      away: (error, since) => void this.#watchLost(open, error, since),
      current: () => {
        if (open.state === 'complete') return;
        open.told += 1;
        this.#complete(open);
        this.#onChange(this.#keysOf(open));
      },
    });
  }

  /** The watch says so again at each of its tries. */
  async #watchLost(open: OpenScope, error: ClusterError, since: string): Promise<void> {
    const first = open.state === 'loading';
    await this.#lost(open, error, since);
    open.settled();
    if (!first && this.#isOpen(open)) this.#onChange(this.#keysOf(open));
  }

  /** Objects that may not be listed, but read, are read instead. Never throws. */
  async #lost(open: OpenScope, error: unknown, since: string): Promise<void> {
    open.told += 1;
    const { told } = open;
    try {
      if (!(error instanceof ClusterError)) throw error;
      const items = error.reason === 'forbidden' ? await this.#readByName(open) : undefined;
      if (open.told !== told || !this.#isOpen(open)) return;
      if (items === undefined) this.#away(open, error, since);
      else this.#fill(open, items);
    } catch (fault) {
      const { kind } = open.scoped.resource;
      const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
      this.#log.warn(`Reading ${kind} failed: ${text}`);
      const message = `${kind} could not be read: see the log, and look again`;
      this.#away(open, new ClusterError('unreachable', message), since);
    }
  }

  #isOpen(open: OpenScope): boolean {
    return this.#scopes.get(scopeId(open.scoped)) === open;
  }

  #complete(open: OpenScope): void {
    open.state = 'complete';
    delete open.error;
    delete open.since;
  }

  #away(open: OpenScope, error: ClusterError, since: string): void {
    open.state = 'away';
    open.error = error;
    open.since = since;
  }

  /** One kind may be read in two versions: then each scope has objects of its own. */
  #wants(open: OpenScope, namespace: string | undefined, name: string): boolean {
    const { group, kind } = open.scoped.resource;
    const key = `${group}/${kind}/${namespace ?? ''}/${name}`;
    return this.#scopesOf.get(key)?.includes(scopeId(open.scoped)) === true;
  }

  #fill(open: OpenScope, items: readonly KubeObject[]): void {
    const found = new Map(items.map((item) => [objectKey(refOf(item)), item]));
    for (const key of this.#keysOf(open)) {
      this.#note(key);
      if (!found.has(key)) this.#drop(key);
    }
    for (const [key, item] of found) this.#keep(key, item);
    this.#complete(open);
  }

  #keysOf(open: OpenScope): readonly ObjectKey[] {
    const id = scopeId(open.scoped);
    return [...this.#scopesOf].flatMap(([key, ids]) => (ids.includes(id) ? [key] : []));
  }

  #note(key: ObjectKey): void {
    this.#heard.set(key, (this.#heard.get(key) ?? 0) + 1);
  }

  #drop(key: ObjectKey): void {
    this.#failed.delete(key);
    this.#objects.delete(key);
  }

  /** `toldAt`: the watch tells of it just now. */
  #keep(key: ObjectKey, item: KubeObject, toldAt?: string): void {
    if (!this.#scopesOf.has(key)) return;
    this.#failed.delete(key);
    const object = maskObject(item, this.#digest);
    this.#writes.note(this.#objects.get(key), object, toldAt);
    this.#objects.set(key, object);
  }
}

function covering(scopes: readonly ScopedKind[], ref: ObjectRef): readonly string[] {
  return scopes
    .filter(
      ({ scope }) =>
        (scope.namespace === undefined || scope.namespace === ref.namespace) &&
        (scope.name === undefined || scope.name === ref.name),
    )
    .map(scopeId);
}

function splitKey(key: ObjectKey): readonly string[] {
  return key.split('/');
}

/** Groups refs by the kind and version in which they are read. */
export function groupWanted(
  refs: readonly { readonly resource: ResourceKind; readonly ref: ObjectRef }[],
): readonly WantedKind[] {
  const kinds = new Map<string, { resource: ResourceKind; refs: ObjectRef[] }>();
  for (const { resource, ref } of refs) {
    const id = `${groupOf(ref.apiVersion)}/${resource.version}/${resource.kind}`;
    const kind = kinds.get(id);
    if (kind === undefined) kinds.set(id, { resource, refs: [ref] });
    else kind.refs.push(ref);
  }
  return [...kinds.values()];
}
