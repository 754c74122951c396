import { opaqueLeaves } from '../core/diff/opaqueLeaves.ts';
import { normalizeDesired } from '../core/diff/normalizeDesired.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import { isBuiltInNamespaced } from '../core/model/clusterScoped.ts';
import { groupOf, type ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus, Problem } from '../core/model/objectStatus.ts';
import type { ClusterIdentity, ServerChecks, Target } from '../core/model/target.ts';
import { isEqual } from '../core/model/equal.ts';
import pLimit from 'p-limit';
import type { ActFacts, ActSource } from './actFacts.ts';
import { makeActFacts } from './makeActFacts.ts';
import { autoscalerKinds, Autoscalers, isScalable } from './autoscalers.ts';
import { ClusterError, type Cluster, type ResourceKind } from './cluster.ts';
import { Confirmer } from './confirmer.ts';
import {
  assembleDesired,
  declaresKind,
  namedRef,
  readRepository,
  type DesiredDocument,
  type DesiredState,
  type RepositoryPicture,
  type TargetPart,
} from './desiredState.ts';
import type { Environment } from './environment.ts';
import { Habits } from './habits.ts';
import { KeyQueue } from './keyQueue.ts';
import { KindCatalog, type KnownKind } from './kindCatalog.ts';
import { LineFinder } from './lineFinder.ts';
import { groupWanted, LiveCache, type WantedKind } from './liveCache.ts';
import { ObjectJudge, type Case, type Verdict } from './objectJudge.ts';
import { PastRevisions } from './pastRevisions.ts';
import { Prober } from './prober.ts';
import { RepositoryError, type Repository } from './repository.ts';
import { StatusStore, statusKey, type TargetState } from './statusStore.ts';
import { unknownReason, unknownStatus } from './unknownStatus.ts';

/** What an engine is made of. */
export interface EngineParts {
  readonly repository: Repository;
  /** Reads the kubeconfig; throws `ClusterError`. Tried again at every look until it works. */
  readonly connect: () => Promise<Cluster>;
  readonly target: Target;
  /** What the person asked for by name: it wins over what `.driftline.yaml` says. */
  readonly asked?: ReadonlySet<TargetPart>;
  readonly environment: Environment;
  /** uid of the cluster that the target was bound to: any other one is never judged. */
  readonly boundUid?: string;
  /** Milliseconds between two looks that repair missed events; 60,000 unless said. */
  readonly reconcileInterval?: number;
}

/** Objects that are judged at once where a judgement waits for an answer. */
const parallelJudgements = 8;
/** Longest stretch of work before the event loop gets a turn, in milliseconds. */
const longestSlice = 12;

/** A connected cluster with all that is learned from it. */
interface Connection {
  readonly cluster: Cluster;
  readonly identity: ClusterIdentity;
  readonly catalog: KindCatalog;
  readonly live: LiveCache;
  readonly autoscalers: Autoscalers;
  readonly prober: Prober;
  readonly confirmer: Confirmer;
  /** Which kinds were known to be served at the latest discovery. */
  kinds: ReadonlyMap<string, KnownKind | ClusterError>;
}

/**
 * observe → diff → publish for one target (drift.md 9). Level-based: events name keys, runs read
 * all they need. The only writer of its store. `look` looks once; `start` keeps looking.
 */
export class Engine implements ActSource {
  readonly store: StatusStore;
  readonly #parts: EngineParts;
  readonly #queue: KeyQueue;
  readonly #habits = new Habits();
  readonly #kindProblems = new Map<ObjectKey, readonly Problem[]>();
  #connection: Connection | undefined;
  #desired: DesiredState | undefined;
  #judge: ObjectJudge | undefined;
  #past: PastRevisions | undefined;
  #looking: Promise<void> | undefined;
  #lookAgainAfter = false;
  #mode: 'once' | 'live' = 'once';
  #watch: { dispose(): void } | undefined;
  #timer: { dispose(): void } | undefined;
  #kindsTimer: { dispose(): void } | undefined;
  #failures = 0;
  #autoscalerWatches: { dispose(): void }[] = [];
  #disposed = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.store = new StatusStore({ target: parts.target, problems: [], phase: 'looking' });
    this.#queue = new KeyQueue({
      work: (key) => this.#rejudge(key),
      clock: parts.environment.clock,
      parallel: parallelJudgements,
      onError: (key, error) => parts.environment.log.warn(`${key}: ${messageOf(error)}`),
    });
  }

  /** One complete look. What fails is in the store, as state, problems and `unknown` objects. */
  async look(): Promise<void> {
    if (this.#looking !== undefined) {
      this.#lookAgainAfter = true;
      return this.#looking;
    }
    this.#looking = this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
    if (this.#lookAgainAfter && !this.#disposed) {
      this.#lookAgainAfter = false;
      await this.look();
    }
  }

  /** Looks, and from then on follows the cluster and the repository until disposed. */
  start(): Promise<void> {
    this.#mode = 'live';
    this.#watch ??= this.#parts.repository.watch(() => void this.look());
    return this.look().finally(() => this.#schedule());
  }

  /** A person's wish to look again now: forgets failed sign-ins and waits out no backoff. */
  async refresh(): Promise<void> {
    this.#connection?.cluster.retry();
    this.#connection?.live.retry();
    await this.look();
  }

  /** Resolves when every change that was heard of is judged. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#queue.dispose();
    this.#watch?.dispose();
    this.#timer?.dispose();
    this.#kindsTimer?.dispose();
    for (const watch of this.#autoscalerWatches) watch.dispose();
    this.#connection?.live.dispose();
    await this.#connection?.prober.save();
    await this.#connection?.cluster.close();
  }

  /** The cluster that answered the latest look; `undefined` before, and while none does. */
  get cluster(): Cluster | undefined {
    return this.#connection?.cluster;
  }

  async facts(key: ObjectKey): Promise<ActFacts> {
    const { entry, connection, judge } = this.#known(key);
    if (entry.document.inexact === true) throw inexact(entry);
    const kind = connection.kinds.get(kindIdOf(entry));
    if (kind === undefined || kind instanceof ClusterError) {
      await this.#refreshKinds();
      return this.#factsOfNewKind(key);
    }
    const raw = await readLive(connection.cluster, kind.resource, entry);
    return this.#factsOf(entry, kind, raw, judge);
  }

  async lookAgain(keys: readonly ObjectKey[]): Promise<ReadonlyMap<ObjectKey, ObjectStatus>> {
    const statuses = new Map<ObjectKey, ObjectStatus>();
    await Promise.all(
      keys.map(async (key) => {
        const { entry, connection } = this.#known(key);
        const kind = connection.kinds.get(kindIdOf(entry));
        if (kind === undefined || kind instanceof ClusterError || !connection.live.covers(key)) {
          await this.look();
        } else {
          await connection.live.reread(kind.resource, entry.ref);
          await this.#rejudge(key);
        }
        const status = this.store.get(key);
        if (status !== undefined) statuses.set(key, status);
      }),
    );
    return statuses;
  }

  #known(key: ObjectKey): {
    readonly entry: DesiredDocument;
    readonly connection: Connection;
    readonly judge: ObjectJudge;
  } {
    const entry = this.#desired?.documents.get(key);
    if (entry === undefined || this.#connection === undefined || this.#judge === undefined) {
      throw new ClusterError('unreachable', `${key} is not in the picture: refresh and try again`);
    }
    return { entry, connection: this.#connection, judge: this.#judge };
  }

  async #factsOfNewKind(key: ObjectKey): Promise<ActFacts> {
    const { entry, connection, judge } = this.#known(key);
    const kind = connection.kinds.get(kindIdOf(entry));
    if (kind === undefined || kind instanceof ClusterError) {
      const status = this.store.get(key) ?? this.#missing(entry);
      const desired = normalizeDesired(entry.document.object, entry.ref.namespace, true);
      const opaque =
        opaqueLeaves(desired, undefined, entry.document.encrypted === true).length > 0
          ? { opaque: true as const }
          : {};
      return { status, findings: [], carried: [], classify: judge.classify, desired, ...opaque };
    }
    const raw = await readLive(connection.cluster, kind.resource, entry);
    return this.#factsOf(entry, kind, raw, judge);
  }

  async #factsOf(
    entry: DesiredDocument,
    kind: KnownKind,
    raw: KubeObject | undefined,
    judge: ObjectJudge,
  ): Promise<ActFacts> {
    const desired = judge.desiredOf({ entry, kind });
    const classify = judge.classify;
    if (raw === undefined) {
      const status = this.#withFacets(entry.key, this.#missing(entry));
      const opaque = judge.holdsOpaque({ entry, kind }) ? { opaque: true as const } : {};
      const known = { status, desired, classify, ...opaque };
      return { ...known, findings: [], carried: [], kind: kind.resource };
    }
    const one: Case = { entry, kind, live: judge.masked(raw) };
    const verdict = await judge.judge(one, judge.first(one));
    const status = this.#withFacets(entry.key, this.#habits.apply(verdict.status));
    return makeActFacts({ verdict: { ...verdict, status }, desired, live: raw, kind, classify });
  }

  async #lookOnce(): Promise<void> {
    try {
      const [picture, connection] = await Promise.all([
        readRepository(this.#parts.repository, this.#parts.target, this.#parts.asked ?? new Set()),
        this.#connect(),
      ]);
      await this.#take(picture, connection);
    } catch (error) {
      if (!(error instanceof RepositoryError)) throw error;
      this.#fail(error.message);
    }
  }

  /** Connects, or says why not: the repository is shown all the same. */
  async #connect(): Promise<Connection | ClusterError> {
    try {
      this.#connection ??= await this.#newConnection();
      const identity = await this.#connection.cluster.identify();
      const { boundUid } = this.#parts;
      if (boundUid !== undefined && identity.uid !== undefined && identity.uid !== boundUid) {
        return new ClusterError(
          'otherCluster',
          `Another cluster answers as ${identity.context} (${identity.server}): bind this folder to it first`,
        );
      }
      return this.#connection;
    } catch (error) {
      if (error instanceof ClusterError) return error;
      throw error;
    }
  }

  async #newConnection(): Promise<Connection> {
    const cluster = await this.#parts.connect();
    const { environment } = this.#parts;
    const catalog = new KindCatalog(cluster);
    try {
      const [identity] = await Promise.all([cluster.identify(), catalog.load()]);
      const live = new LiveCache({
        cluster,
        clock: environment.clock,
        digest: environment.digest,
        onChange: (keys) => this.#heard(keys),
      });
      return {
        cluster,
        identity,
        catalog,
        live,
        autoscalers: new Autoscalers(),
        prober: new Prober(cluster, catalog, environment, identity),
        confirmer: new Confirmer(cluster, environment),
        kinds: new Map(),
      };
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /**
   * Takes in what Git declares, looks at it in the cluster, and publishes. A discovery from disk
   * may tell of kinds that are served no longer: then kinds are discovered anew, once.
   */
  async #take(
    picture: RepositoryPicture,
    connection: Connection | ClusterError,
    kinds: 'remembered' | 'fresh' = 'remembered',
  ): Promise<void> {
    const before = this.#desired;
    if (connection instanceof ClusterError) {
      this.#desired = this.#assemble(picture, this.#connection?.catalog);
      this.#publishUnknown(this.#desired, connection);
      return;
    }
    const { catalog } = connection;
    let desired = this.#assemble(picture, catalog);
    if (hasUnknownKinds(desired, catalog)) {
      await catalog.load({ refresh: true });
      desired = this.#assemble(picture, catalog);
    }
    this.#desired = desired;
    this.#renewJudge(before, connection, desired);
    connection.kinds = await describeKinds(desired, catalog);
    const [news] = await Promise.all([
      connection.live.cover(wantedKinds(desired, connection.kinds), this.#mode),
      this.#coverAutoscalers(connection, desired),
    ]);
    if (this.#mode === 'once' && before !== undefined) await connection.live.relist();
    if (kinds === 'remembered' && hasUnservedKinds(desired, connection.live)) {
      await catalog.load({ refresh: true });
      return this.#take(picture, connection, 'fresh');
    }
    const keys = [...desired.documents.keys()].filter(
      (key) => news.has(key) || this.#mustJudge(key, before),
    );
    await this.#judgeAll(keys, connection);
    this.#publishRest(desired, connection);
    await connection.prober.save();
  }

  #assemble(picture: RepositoryPicture, catalog: KindCatalog | undefined): DesiredState {
    return assembleDesired(
      picture,
      (apiVersion, kind) =>
        (catalog?.find(apiVersion, kind) ?? catalog?.findAny(groupOf(apiVersion), kind))
          ?.namespaced ?? isBuiltInNamespaced(apiVersion, kind),
    );
  }

  #renewJudge(
    before: DesiredState | undefined,
    connection: Connection,
    desired: DesiredState,
  ): void {
    const { repository, environment } = this.#parts;
    const { target, revision } = desired;
    const { sha } = revision;
    const same =
      before?.revision.sha === sha &&
      isEqual(before?.settings, desired.settings) &&
      isEqual(before?.target, target);
    if (this.#judge !== undefined && same) return;
    const serverChecks: ServerChecks =
      target.serverChecks ?? (connection.identity.loopback ? 'full' : 'confirm');
    const { catalog } = connection;
    this.#past = new PastRevisions(repository, sha ?? '', (document) =>
      namedRef(document, target, (apiVersion, kind) => catalog.find(apiVersion, kind)?.namespaced),
    );
    this.#judge = new ObjectJudge({
      identity: connection.identity,
      settings: desired.settings,
      serverChecks,
      environment,
      prober: connection.prober,
      confirmer: connection.confirmer,
      past: this.#past,
      lines: new LineFinder(repository),
      autoscalers: connection.autoscalers,
    });
  }

  /** In live mode only what Git changed, and what history may explain otherwise by now. */
  #mustJudge(key: ObjectKey, before: DesiredState | undefined): boolean {
    if (this.#mode === 'once' || before === undefined) return true;
    if (!isEqual(before.settings, this.#desired?.settings)) return true;
    if (!isEqual(before.target, this.#desired?.target)) return true;
    const status = this.store.get(key);
    if (status === undefined || status.status !== 'inSync') return true;
    const [old, now] = [before.documents.get(key), this.#desired?.documents.get(key)];
    if (!isEqual(old?.document, now?.document)) return true;
    const facets = [before.facets.get(key), this.#desired?.facets.get(key)];
    return !isEqual(facets[0], facets[1]);
  }

  async #coverAutoscalers(connection: Connection, desired: DesiredState): Promise<void> {
    const scalable = [...desired.documents.values()].filter(({ ref }) => isScalable(ref));
    const namespaces = [...new Set(scalable.map(({ ref }) => ref.namespace ?? ''))].sort();
    const kinds = autoscalerKinds.flatMap(
      ([group, kind]) => connection.catalog.findAny(group, kind) ?? [],
    );
    for (const watch of this.#autoscalerWatches.splice(0)) watch.dispose();
    await Promise.all(
      kinds.flatMap((resource) =>
        namespaces.length > 3
          ? [this.#coverAutoscaler(connection, resource, undefined)]
          : namespaces.map((namespace) => this.#coverAutoscaler(connection, resource, namespace)),
      ),
    );
  }

  async #coverAutoscaler(
    connection: Connection,
    resource: ResourceKind,
    namespace: string | undefined,
  ): Promise<void> {
    const scope = namespace === undefined ? {} : { namespace };
    const { autoscalers } = connection;
    const replace = (items: readonly KubeObject[]): readonly ObjectKey[] => [
      ...autoscalers.clear(resource.kind, namespace),
      ...items.flatMap((item) => autoscalers.upsert(item)),
    ];
    if (this.#mode === 'once') {
      try {
        replace((await connection.cluster.list(resource, scope)).items);
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        this.#parts.environment.log.info(`No autoscalers: ${error.message}`);
      }
      return;
    }
    await new Promise<void>((resolve) => {
      const observation = connection.cluster.observe(resource, scope, {
        wants: () => true,
        replace: (items) => {
          this.#heard(replace(items));
          resolve();
        },
        upsert: (item) => this.#heard(autoscalers.upsert(item)),
        remove: (item) => this.#heard(autoscalers.remove(item)),
        away: () => resolve(),
        current: () => resolve(),
      });
      this.#autoscalerWatches.push(observation);
    });
  }

  /** Judges what needs no answer at once, the rest a few at a time, and publishes as it goes. */
  async #judgeAll(keys: readonly ObjectKey[], connection: Connection): Promise<void> {
    const { clock } = this.#parts.environment;
    const asking: { readonly one: Case; readonly key: ObjectKey }[] = [];
    const done = new Map<ObjectKey, ObjectStatus>();
    let slice = clock.now().getTime();
    for (const key of keys) {
      const found = this.#prepare(key, connection);
      if (found === undefined) continue;
      if ('status' in found) done.set(key, this.#settled(key, found.status, []));
      else {
        const verdict = this.#atOnce(found);
        if (verdict === undefined) asking.push({ one: found, key });
        else done.set(key, this.#settled(key, verdict, []));
      }
      if (clock.now().getTime() - slice < longestSlice) continue;
      await clock.yield();
      slice = clock.now().getTime();
    }
    this.store.publish({ set: done });
    this.#past?.prefetch(asking.map(({ one }) => one.entry.document.source.file));
    const limit = pLimit(parallelJudgements);
    const judged = await Promise.all(
      asking.map(({ one, key }) => limit(async () => [key, await this.#judgeOne(one)] as const)),
    );
    for (const [key, verdict] of judged) this.#habits.note(key, verdict.status.findings);
    this.store.publish({
      set: judged.map(([key, verdict]) => [
        key,
        this.#settled(key, verdict.status, verdict.problems),
      ]),
    });
  }

  /** The verdict where tier 1 finds nothing to ask. */
  #atOnce(one: Case): ObjectStatus | undefined {
    const judge = this.#judge;
    if (judge === undefined) return undefined;
    return judge.settleAtOnce(one, judge.first(one));
  }

  async #judgeOne(one: Case): Promise<Verdict> {
    const judge = this.#judge;
    if (judge === undefined) throw new ClusterError('unreachable', 'The engine is not connected');
    return judge.judge(one, judge.first(one));
  }

  #settled(key: ObjectKey, status: ObjectStatus, problems: readonly Problem[]): ObjectStatus {
    if (problems.length === 0) this.#kindProblems.delete(key);
    else this.#kindProblems.set(key, problems);
    return this.#withFacets(key, this.#habits.apply(status));
  }

  #withFacets(key: ObjectKey, status: ObjectStatus): ObjectStatus {
    const facets = this.#desired?.facets.get(key) ?? [];
    return facets.length === 0 ? status : { ...status, facets };
  }

  /** A case to judge, or a status that needs no comparison. */
  #prepare(
    key: ObjectKey,
    connection: Connection,
  ): Case | { readonly status: ObjectStatus } | undefined {
    const entry = this.#desired?.documents.get(key);
    if (entry === undefined) return undefined;
    const kind = connection.kinds.get(kindIdOf(entry));
    if (kind === undefined) return { status: this.#notServed(entry) };
    if (kind instanceof ClusterError) return { status: fromError(entry, kind) };
    const found = connection.live.lookup(key);
    switch (found.state) {
      case 'unknown':
        return { status: fromError(entry, found.error, found.since) };
      case 'absent':
        return { status: this.#missing(entry) };
      case 'present':
        return { entry, kind, live: found.object };
    }
  }

  #notServed(entry: DesiredDocument): ObjectStatus {
    const { apiVersion, kind } = entry.ref;
    if (this.#desired !== undefined && declaresKind(this.#desired, apiVersion, kind)) {
      return this.#missing(entry);
    }
    const message = `The cluster does not serve ${kind} in ${apiVersion}: install its definition first, or mend apiVersion and kind`;
    return unknownStatus(entry, 'notServed', message);
  }

  #missing({ ref, document }: DesiredDocument): ObjectStatus {
    const spec = document.object['spec'] as Readonly<Record<string, unknown>> | null | undefined;
    const finished = ref.kind === 'Job' && spec?.['ttlSecondsAfterFinished'] !== undefined;
    return {
      ref,
      source: document.source,
      status: 'missing',
      facets: [],
      health: 'missing',
      findings: [],
      ignored: [],
      ...(finished ? { message: 'finished and cleaned up, as it seems' } : {}),
    };
  }

  /** Invalid documents, what Git no longer declares, and the target's own state. */
  #publishRest(desired: DesiredState, connection: Connection): void {
    const invalid = invalidStatuses(desired);
    const keep = new Set([...desired.documents.keys(), ...invalid.map(([key]) => key)]);
    const remove = [...this.store.entries()].flatMap(([key]) => (keep.has(key) ? [] : [key]));
    for (const key of remove) this.#habits.note(key, []);
    this.store.publish({ set: invalid, remove, state: this.#state(desired, connection) });
  }

  #publishUnknown(desired: DesiredState, error: ClusterError): void {
    const since = this.store.state.since ?? this.#parts.environment.clock.now().toISOString();
    const statuses = [...desired.documents.values()].map(
      (entry) => [entry.key, this.#withFacets(entry.key, fromError(entry, error, since))] as const,
    );
    const invalid = invalidStatuses(desired);
    const keep = new Set([...statuses, ...invalid].map(([key]) => key));
    const remove = [...this.store.entries()].flatMap(([key]) => (keep.has(key) ? [] : [key]));
    const problem: Problem = { severity: 'error', message: error.message };
    this.store.publish({
      set: [...statuses, ...invalid],
      remove,
      state: {
        target: desired.target,
        ...(this.#connection === undefined ? {} : { cluster: this.#connection.identity }),
        revision: desired.revision,
        problems: [...desired.problems, problem],
        phase: 'stale',
        since,
        message: error.message,
      },
    });
  }

  #fail(message: string): void {
    this.store.publish({
      remove: [...this.store.entries()].map(([key]) => key),
      state: {
        target: this.#parts.target,
        problems: [{ severity: 'error', message }],
        phase: 'failed',
        message,
      },
    });
  }

  #state(desired: DesiredState, connection: Connection): TargetState {
    const problems = [...desired.problems, ...[...this.#kindProblems.values()].flat()];
    const away = awaySince(this.store);
    return {
      target: desired.target,
      cluster: connection.identity,
      revision: desired.revision,
      problems,
      phase: away === undefined ? 'current' : 'stale',
      ...(away?.since === undefined ? {} : { since: away.since }),
      ...(away?.message === undefined ? {} : { message: away.message }),
    };
  }

  #heard(keys: readonly ObjectKey[]): void {
    if (this.#mode === 'live') for (const key of keys) this.#queue.add(key);
  }

  /** One key from what is known now to its published status. */
  async #rejudge(key: ObjectKey): Promise<void> {
    const connection = this.#connection;
    const desired = this.#desired;
    if (connection === undefined || desired === undefined) return;
    const found = this.#prepare(key, connection);
    if (found === undefined) return;
    const verdict =
      'status' in found ? { status: found.status, problems: [] } : await this.#judgeOne(found);
    if (this.#desired?.documents.get(key) === undefined || this.#disposed) return;
    for (const other of this.#habits.note(key, verdict.status.findings)) this.#heard([other]);
    const before = this.store.get(key);
    const problems = this.#kindProblems.get(key) ?? [];
    const status = this.#settled(key, verdict.status, verdict.problems);
    const stateMoved = before?.since !== status.since || !isEqual(problems, verdict.problems);
    this.store.publish({ set: [[key, status]] });
    if (stateMoved) this.store.publish({ state: this.#state(this.#desired, connection) });
    if (isDefinition(key) && this.#mode === 'live') this.#lookAtKindsSoon();
  }

  /** A definition came or went: what it defines is looked at as soon as it is served. */
  #lookAtKindsSoon(): void {
    this.#kindsTimer?.dispose();
    this.#kindsTimer = this.#parts.environment.clock.after(300, () => void this.look());
  }

  /** A definition came or went: kinds are discovered anew. */
  async #refreshKinds(): Promise<void> {
    const { catalog } = this.#connection ?? {};
    if (catalog === undefined || this.#connection === undefined || this.#desired === undefined)
      return;
    await catalog.load({ refresh: true });
    this.#connection.kinds = await describeKinds(this.#desired, catalog);
  }

  /** The next look by itself: at the interval, sooner while there is no connection. */
  #schedule(): void {
    const interval = this.#parts.reconcileInterval ?? 60_000;
    const away = this.#connection === undefined || this.store.state.phase === 'failed';
    this.#failures = away ? this.#failures + 1 : 0;
    const delay = away ? Math.min(interval, 30_000, 1_000 * 2 ** this.#failures) : interval;
    this.#timer?.dispose();
    this.#timer = this.#parts.environment.clock.after(delay, () => {
      if (this.#disposed) return;
      void this.look().finally(() => this.#schedule());
    });
  }
}

function kindIdOf({ ref }: DesiredDocument): string {
  return `${ref.apiVersion}/${ref.kind}`;
}

function inexact({ ref }: DesiredDocument): ClusterError {
  const subject = `${ref.kind} ${ref.name}`;
  const message = `${subject} holds an integer beyond 2^53, which cannot be written exactly: apply it with kubectl`;
  return new ClusterError('invalid', message);
}

function isDefinition(key: ObjectKey): boolean {
  return key.startsWith('apiextensions.k8s.io/CustomResourceDefinition/');
}

function fromError(entry: DesiredDocument, error: ClusterError, since?: string): ObjectStatus {
  return unknownStatus(entry, unknownReason(error), error.message, since);
}

function hasUnknownKinds(desired: DesiredState, catalog: KindCatalog): boolean {
  for (const { ref } of desired.documents.values()) {
    if (catalog.find(ref.apiVersion, ref.kind) === undefined) return true;
  }
  return false;
}

/** Discovery knows the kind, but the server has nothing under its address. */
function hasUnservedKinds(desired: DesiredState, live: LiveCache): boolean {
  for (const key of desired.documents.keys()) {
    const found = live.lookup(key);
    if (found.state === 'unknown' && found.error.reason === 'notServed') return true;
  }
  return false;
}

async function describeKinds(
  desired: DesiredState,
  catalog: KindCatalog,
): Promise<ReadonlyMap<string, KnownKind | ClusterError>> {
  const resources = new Map<string, ResourceKind>();
  for (const entry of desired.documents.values()) {
    const resource = catalog.find(entry.ref.apiVersion, entry.ref.kind);
    if (resource !== undefined) resources.set(kindIdOf(entry), resource);
  }
  const described = await Promise.all(
    [...resources].map(async ([id, resource]) => [id, await describe(catalog, resource)] as const),
  );
  return new Map(described);
}

async function describe(
  catalog: KindCatalog,
  resource: ResourceKind,
): Promise<KnownKind | ClusterError> {
  try {
    return await catalog.describe(resource);
  } catch (error) {
    if (error instanceof ClusterError) return error;
    throw error;
  }
}

function wantedKinds(
  desired: DesiredState,
  kinds: ReadonlyMap<string, KnownKind | ClusterError>,
): readonly WantedKind[] {
  const wanted = [...desired.documents.values()].flatMap((entry) => {
    const kind = kinds.get(kindIdOf(entry));
    if (kind === undefined || kind instanceof ClusterError) return [];
    return [{ resource: kind.resource, ref: entry.ref }];
  });
  return groupWanted(wanted);
}

function invalidStatuses(desired: DesiredState): readonly (readonly [ObjectKey, ObjectStatus])[] {
  return desired.invalid.map(({ ref, document, why }) => {
    const status: ObjectStatus = {
      ref,
      source: document.source,
      status: 'invalid',
      facets: [],
      health: 'unknown',
      findings: [],
      ignored: [],
      message: why,
    };
    return [statusKey(status), status];
  });
}

function awaySince(
  store: StatusStore,
): { readonly since: string; readonly message?: string } | undefined {
  let found: { readonly since: string; readonly message?: string } | undefined;
  for (const { reason, since, message } of store.objects()) {
    if (
      since === undefined ||
      (reason !== 'unreachable' && reason !== 'signIn' && reason !== 'otherCluster')
    )
      continue;
    if (found === undefined || since < found.since) {
      found = { since, ...(message === undefined ? {} : { message }) };
    }
  }
  return found;
}

async function readLive(
  cluster: Cluster,
  resource: ResourceKind,
  { ref }: DesiredDocument,
): Promise<KubeObject | undefined> {
  try {
    return await cluster.get(resource, ref.namespace, ref.name);
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'notFound') return undefined;
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
