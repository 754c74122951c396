import { liveWrites, type LiveWrite } from '../core/diff/liveWrites.ts';
import { judgeHealth } from '../core/health/healthOf.ts';
import type { HealthVerdict } from '../core/health/healthVerdict.ts';
import { isBuiltInNamespaced } from '../core/model/clusterScoped.ts';
import { isEqual } from '../core/model/equal.ts';
import type { FieldPath } from '../core/model/fieldPath.ts';
import type { ManifestDocument } from '../core/model/manifest.ts';
import { groupOf, objectKey, type ObjectKey, type ObjectRef } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { RepositorySettings } from '../core/model/settings.ts';
import type { ServerChecks, Target } from '../core/model/target.ts';
import type { DefinedKind } from '../core/schema/definedKinds.ts';
import type { ActFinding } from '../core/plan/objectFacts.ts';
import pLimit from 'p-limit';
import type { ActFacts, ActSource } from './actFacts.ts';
import type { CapturedRecords } from './captureBook.ts';
import { CapturedMarks } from './capturedMarks.ts';
import { isScalable } from './autoscalers.ts';
import type { Case } from './case.ts';
import { ClusterError, type Cluster } from './cluster.ts';
import type { Connection } from './connection.ts';
import { Connector } from './connector.ts';
import {
  assembleDesired,
  namedRef,
  readRepository,
  type DesiredState,
  type DesiredDocument,
  type RepositoryPicture,
  type TargetPart,
} from './desiredState.ts';
import type { Environment } from './environment.ts';
import { judgeDocument } from './judgeDocument.ts';
import { KeyQueue } from './keyQueue.ts';
import { LineFinder } from './lineFinder.ts';
import { LookTimers } from './lookTimers.ts';
import { LookTurns } from './lookTurns.ts';
import { ObjectJudge, type Verdict } from './objectJudge.ts';
import { PastRevisions } from './pastRevisions.ts';
import { invalidStatuses, missingStatus, notServedStatus } from './plainStatus.ts';
import { foresee } from './foresee.ts';
import { readFacts } from './readFacts.ts';
import { RepositoryError, type Repository } from './repository.ts';
import {
  describeKinds,
  hasUnknownKinds,
  hasUnservedKinds,
  isServed,
  kindIdOf,
  wantedKinds,
} from './servedKinds.ts';
import { isSameHead, isSameRevision } from './shownGit.ts';
import { Sleeper } from './sleeper.ts';
import { StatusStore, type TargetState } from './statusStore.ts';
import { stateAfterLook, stateWithoutCluster } from './targetState.ts';
import { statusOfError } from './unknownStatus.ts';
import { VerdictBook, type Judged, type SeenVerdict } from './verdictBook.ts';

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
  /** Captures into other branches; without them nothing carries `capturedIn`. */
  readonly captured?: CapturedRecords;
}

/** Objects that are judged at once where a judgement waits for an answer. */
const parallelJudgements = 8;
/** Longest stretch of work before the event loop gets a turn, in milliseconds. */
const longestSlice = 12;

/**
 * observe → diff → publish for one target (drift.md 9). Level-based: events name keys, runs read
 * all they need. The only writer of its store. `look` looks once; `start` keeps looking.
 */
export class Engine implements ActSource {
  readonly store: StatusStore;
  readonly #parts: EngineParts;
  readonly #queue: KeyQueue;
  readonly #verdicts = new VerdictBook();
  readonly #connector: Connector;
  #desired: DesiredState | undefined;
  #judge: ObjectJudge | undefined;
  #past: PastRevisions | undefined;
  readonly #captured: CapturedMarks;
  readonly #turns: LookTurns;
  readonly #timers: LookTimers;
  readonly #sleeper: Sleeper;
  #lookedAt: Date | undefined;
  #mode: 'once' | 'live' = 'once';
  #watch: { dispose(): void } | undefined;
  #disposed = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.store = new StatusStore({ target: parts.target, problems: [], phase: 'looking' });
    const { repository, captured: records } = parts;
    const keyOf = (document: ManifestDocument): ObjectKey => this.keyOf(document);
    const { log } = parts.environment;
    this.#captured = new CapturedMarks({ repository, records, keyOf, log });
    this.#connector = new Connector(parts, (keys) => this.#heard(keys));
    this.#queue = new KeyQueue({
      work: (key) => this.#rejudge(key),
      clock: parts.environment.clock,
      parallel: parallelJudgements,
      onError: (key, error) => parts.environment.log.warn(`${key}: ${messageOf(error)}`),
    });
    this.#turns = new LookTurns(
      () => this.#lookOnce(),
      () => this.#mayRun,
    );
    this.#timers = new LookTimers({
      clock: parts.environment.clock,
      interval: parts.reconcileInterval ?? 60_000,
      mayRun: () => this.#mayRun,
      isAway: () => this.#connection === undefined || this.store.state.phase === 'failed',
      look: () => this.#lookByItself(),
      lookAtKinds: (after) => this.#unwatched(this.#lookAtKinds(after)),
    });
    this.#sleeper = new Sleeper({
      maySleep: () => this.#mode === 'live' && !this.#disposed,
      fallAsleep: (waking) => this.#fallAsleep(waking),
      getUp: async () => {
        if (!this.#disposed) await this.start();
      },
    });
  }

  /** End of the latest look at which the cluster answered. */
  get lookedAt(): Date | undefined {
    return this.#lookedAt;
  }

  /** The picture follows cluster and repository as they change: it is older than no look. */
  get isLive(): boolean {
    const { live } = this.#connection ?? {};
    return (
      this.#watch !== undefined && this.store.state.phase === 'current' && live?.isWatching === true
    );
  }

  /**
   * One complete look, begun after it was asked for: one that is under way may have read Git before
   * that. What fails is in the store, as state, problems and `unknown` objects.
   */
  look(): Promise<void> {
    return this.#turns.look();
  }

  /** Looks again where Git has moved on since the latest look: an event may have been missed. */
  async catchUp(): Promise<void> {
    if (!(await this.isOfGit())) await this.look();
  }

  /** Whether the picture is of what the target's revision names by now, in the working copy as is. */
  async isOfGit(): Promise<boolean> {
    const { revision, target } = this.store.state;
    try {
      const now = await this.#parts.repository.resolve(target.revision);
      return isSameRevision(now, revision) && isSameHead(now, revision);
    } catch (error) {
      if (error instanceof RepositoryError) return false;
      throw error;
    }
  }

  /** Looks, and from then on follows the cluster and the repository until disposed. */
  start(): Promise<void> {
    this.#mode = 'live';
    this.#watch ??= this.#parts.repository.watch(() => this.#lookByItself());
    return this.look().finally(() => this.#timers.schedule());
  }

  /**
   * Lets go of the cluster and the repository until `wake`; what was seen stays, as last seen.
   * Only for what keeps looking, and not while an act runs; a look that is under way is waited for.
   */
  sleep(): Promise<void> {
    return this.#sleeper.sleep();
  }

  /** Looks again, and keeps looking; resolves with the look. Awake already, it does nothing. */
  wake(): Promise<void> {
    return this.#sleeper.wake();
  }

  /** Awake, and kept so for as long as `act` takes. */
  awake<T>(act: () => Promise<T>): Promise<T> {
    return this.#sleeper.awake(act);
  }

  async #fallAsleep(waking: Promise<void>): Promise<void> {
    this.#letGo();
    await Promise.allSettled([waking, this.#turns.running, this.#queue.idle()]);
    if (!this.#sleeper.isAsleep || this.#disposed) return;
    this.#letGo();
    await this.#connector.close();
    // It asks by the connection that is gone.
    this.#judge = undefined;
    const since = this.#parts.environment.clock.now().toISOString();
    const set = [...this.store.entries()].map(
      ([key, status]) => [key, { ...status, since: status.since ?? since }] as const,
    );
    const { state } = this.store;
    this.store.publish({ set, state: { ...state, phase: 'asleep', since: state.since ?? since } });
  }

  /** Nothing is looked at by itself any more. */
  #letGo(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#timers.stop();
  }

  get #mayRun(): boolean {
    return !this.#disposed && !this.#sleeper.isAsleep;
  }

  /**
   * A person's wish to look again now: forgets failed sign-ins, waits out no backoff, and takes no
   * kind for what it was.
   */
  async refresh(): Promise<void> {
    if (this.#sleeper.isAsleep) return this.wake();
    this.#connection?.cluster.retry();
    this.#connection?.live.retry();
    await this.#rediscover();
    await this.look();
  }

  /** Where the cluster does not answer, the look that follows says so. */
  async #rediscover(): Promise<void> {
    try {
      await this.#connection?.catalog.load({ refresh: true });
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
    }
  }

  /** Resolves when every change that was heard of is judged. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#queue.dispose();
    this.#letGo();
    await this.#connector.dispose();
  }

  get #connection(): Connection | undefined {
    return this.#connector.connection;
  }

  /** The cluster that answered the latest look; `undefined` before, and while none does. */
  get cluster(): Cluster | undefined {
    return this.#connection?.cluster;
  }

  /** `.driftline.yaml` as of the latest look. */
  get settings(): RepositorySettings | undefined {
    return this.#desired?.settings;
  }

  /** What the live object shows of writes from outside, as of the latest look. */
  liveWrites(key: ObjectKey): readonly LiveWrite[] {
    const connection = this.#connection;
    const found = connection?.live.lookup(key);
    if (found?.state !== 'present' || this.#judge === undefined) return [];
    return liveWrites(found.object, this.#judge.classify, (entry) => connection?.writes.at(entry));
  }

  /** How the object fares by the latest look; `undefined` where that could not tell. */
  health(key: ObjectKey): HealthVerdict | undefined {
    const found = this.#connection?.live.lookup(key);
    if (found === undefined || found.state === 'unknown') return undefined;
    return judgeHealth(found.state === 'present' ? found.object : undefined);
  }

  /** Key of the object that a document names, by the target and the kinds of the latest look. */
  keyOf(document: ManifestDocument): ObjectKey {
    return objectKey(this.#refOf(document, this.#desired?.target ?? this.#parts.target));
  }

  #refOf(document: ManifestDocument, target: Target): ObjectRef {
    return namedRef(document, target, (apiVersion, kind) => this.#isNamespaced(apiVersion, kind));
  }

  /**
   * What would differ from live if Git declared these documents. What no revision declares is asked
   * for by name; it is `unknown` where nobody knows its kind.
   *
   * @param text where the documents stand, for the findings' lines.
   */
  async judgeDocuments(
    documents: readonly ManifestDocument[],
    text?: string,
  ): Promise<readonly ObjectStatus[]> {
    const { target } = this.#desired ?? {};
    const connection = this.#connection;
    const judge = this.#judge;
    if (target === undefined || connection === undefined || judge === undefined) return [];
    const refOf = (document: ManifestDocument): ObjectRef => this.#refOf(document, target);
    const parts = { connection, judge, refOf, ...(text === undefined ? {} : { text }) };
    return Promise.all(documents.map((document) => judgeDocument(document, parts)));
  }

  async facts(key: ObjectKey, coming: readonly DefinedKind[] = []): Promise<ActFacts> {
    const served = this.#known(key);
    if (!isServed(served.connection.kinds.get(kindIdOf(served.entry)))) await this.#refreshKinds();
    const { entry, connection, judge } = this.#known(key);
    const foreseen = await foresee(entry, connection, coming);
    const last = this.store.get(key);
    const facts = await readFacts({ entry, connection, judge, last, foreseen });
    const seen = this.#verdicts.seen(facts);
    const status = this.#withFacets(key, seen);
    // A finding may carry a branch by now: an act sees it as people do.
    const shown = new Map(seen.findings.map((finding, index) => [finding, status.findings[index]]));
    const open: ActFinding[] = [];
    const ignored: FieldPath[] = [];
    for (const one of facts.findings) {
      const finding = shown.get(one.finding);
      if (finding === undefined) ignored.push(one.finding.path);
      else open.push({ ...one, finding });
    }
    return { ...facts, status, findings: open, carried: [...facts.carried, ...ignored] };
  }

  kindsMoved(): Promise<void> {
    return this.#refreshKinds();
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

  async #lookOnce(): Promise<void> {
    try {
      const [picture, connection] = await Promise.all([
        readRepository(this.#parts.repository, this.#parts.target, this.#parts.asked ?? new Set()),
        this.#connector.connect(),
      ]);
      await this.#take(picture, connection);
      if (!(connection instanceof ClusterError))
        this.#lookedAt = this.#parts.environment.clock.now();
    } catch (error) {
      if (error instanceof RepositoryError) this.#fail(error.message, error.reason);
      else if (error instanceof ClusterError) this.#lose(error);
      else throw error;
    }
  }

  /** The cluster went away in the middle of a look. */
  #lose(error: ClusterError): void {
    if (this.#desired === undefined) this.#fail(error.message);
    else this.#publishUnknown(this.#desired, error);
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
      this.#desired = this.#assemble(picture);
      this.#publishUnknown(this.#desired, connection);
      return;
    }
    const { catalog } = connection;
    if (before !== undefined && kinds === 'remembered') await catalog.renew();
    let desired = this.#assemble(picture);
    if (hasUnknownKinds(desired, catalog)) {
      await catalog.load({ refresh: true });
      desired = this.#assemble(picture);
    }
    this.#desired = desired;
    this.#renewJudge(before, connection, desired);
    await this.#captured.read(desired);
    connection.kinds = await describeKinds(desired, catalog);
    const [news] = await Promise.all([
      connection.live.cover(wantedKinds(desired, connection.kinds), this.#mode),
      connection.feed.cover(scalableRefs(desired), this.#mode),
    ]);
    if (this.#mode === 'once' && before !== undefined) await connection.live.relist();
    if (kinds === 'remembered' && hasUnservedKinds(desired, connection.live)) {
      await catalog.load({ refresh: true });
      return this.#take(picture, connection, 'fresh');
    }
    const relearns = this.#mode === 'live' && (await connection.prober.renew());
    const renewed = catalog.takeRenewed();
    if (renewed.size > 0) connection.confirmer.forget();
    connection.prober.forget(renewed);
    const keys = [...desired.documents].flatMap(([key, { ref }]) => {
      const isNews = relearns || news.has(key) || renewed.has(ref.apiVersion);
      return isNews || this.#mustJudge(key, before) ? [key] : [];
    });
    await this.#judgeAll(keys, connection);
    this.#publishRest(desired, connection);
    await connection.prober.save();
  }

  #assemble(picture: RepositoryPicture): DesiredState {
    return assembleDesired(picture, (apiVersion, kind) => this.#isNamespaced(apiVersion, kind));
  }

  #isNamespaced(apiVersion: string, kind: string): boolean | undefined {
    const catalog = this.#connection?.catalog;
    const known = catalog?.find(apiVersion, kind) ?? catalog?.findAny(groupOf(apiVersion), kind);
    return known?.namespaced ?? isBuiltInNamespaced(apiVersion, kind);
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
      writes: connection.writes,
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

  /** Judges what needs no answer at once, the rest a few at a time, and publishes as it goes. */
  async #judgeAll(keys: readonly ObjectKey[], connection: Connection): Promise<void> {
    const { clock } = this.#parts.environment;
    const asking: (Omit<Judged, 'verdict'> & { readonly one: Case })[] = [];
    const done: Judged[] = [];
    let slice = clock.now().getTime();
    for (const key of keys) {
      const turn = this.#verdicts.begin();
      const found = this.#prepare(key, connection);
      if (found === undefined) continue;
      const status = 'status' in found ? found.status : this.#atOnce(found);
      if (status !== undefined) done.push({ key, turn, verdict: { status } });
      else if (!('status' in found)) asking.push({ key, turn, one: found });
      if (clock.now().getTime() - slice < longestSlice) continue;
      await clock.yield();
      slice = clock.now().getTime();
    }
    this.#publish(done);
    this.#past?.prefetch(asking.map(({ one }) => one.entry.document.source.file));
    const limit = pLimit(parallelJudgements);
    const judged = await Promise.all(
      asking.map(({ one, key, turn }) =>
        limit(async () => ({ key, turn, verdict: await this.#judgeOne(one) })),
      ),
    );
    this.#publish(judged);
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

  /** Publishes the verdicts that are not outdated, and looks again at what they concern. */
  #publish(judged: readonly Judged[]): void {
    const { statuses, others } = this.#verdicts.take(judged);
    this.store.publish({
      set: statuses.map(([key, status]) => [key, this.#withFacets(key, status)] as const),
    });
    this.#heard(others);
  }

  #withFacets(key: ObjectKey, status: ObjectStatus): ObjectStatus {
    const facets = this.#desired?.facets.get(key) ?? [];
    const seen = this.#captured.mark(key, status, (document) => this.#differing(key, document));
    return facets.length === 0 ? seen : { ...seen, facets };
  }

  /** Where live differs from another document of the object; `undefined` where none can tell. */
  #differing(key: ObjectKey, document: ManifestDocument): readonly FieldPath[] | undefined {
    const entry = this.#desired?.documents.get(key);
    const [connection, judge] = [this.#connection, this.#judge];
    if (entry === undefined || connection === undefined || judge === undefined) return undefined;
    const kind = connection.kinds.get(kindIdOf(entry));
    const found = connection.live.lookup(key);
    if (!isServed(kind) || found.state !== 'present') return undefined;
    const other: Case = { entry: { ...entry, document }, kind, live: found.object };
    return judge.first(other).differences.map(({ path }) => path);
  }

  /** A case to judge, or a status that needs no comparison. */
  #prepare(
    key: ObjectKey,
    connection: Connection,
  ): Case | { readonly status: ObjectStatus } | undefined {
    const desired = this.#desired;
    const entry = desired?.documents.get(key);
    if (desired === undefined || entry === undefined) return undefined;
    const kind = connection.kinds.get(kindIdOf(entry));
    if (kind === undefined) {
      const { apiVersion } = entry.ref;
      const other = connection.catalog.findAny(groupOf(apiVersion), entry.ref.kind);
      return { status: notServedStatus(entry, desired, other) };
    }
    if (kind instanceof ClusterError) return { status: statusOfError(entry, kind) };
    const found = connection.live.lookup(key);
    switch (found.state) {
      case 'unknown':
        return { status: statusOfError(entry, found.error, found.since) };
      case 'absent':
        return { status: missingStatus(entry) };
      case 'present':
        return { entry, kind, live: found.object };
    }
  }

  /** Invalid documents, what Git no longer declares, and the target's own state. */
  #publishRest(desired: DesiredState, connection: Connection): void {
    const invalid = invalidStatuses(desired);
    const keep = new Set([...desired.documents.keys(), ...invalid.map(([key]) => key)]);
    const remove = [...this.store.entries()].flatMap(([key]) => (keep.has(key) ? [] : [key]));
    for (const key of remove) this.#verdicts.forget(key);
    this.store.publish({ set: invalid, remove, state: this.#state(desired, connection) });
  }

  #publishUnknown(desired: DesiredState, error: ClusterError): void {
    const since = this.store.state.since ?? this.#parts.environment.clock.now().toISOString();
    this.#verdicts.outdateAll();
    const statuses = [...desired.documents.values()].map(
      (entry) =>
        [entry.key, this.#withFacets(entry.key, statusOfError(entry, error, since))] as const,
    );
    const invalid = invalidStatuses(desired);
    const keep = new Set([...statuses, ...invalid].map(([key]) => key));
    const remove = [...this.store.entries()].flatMap(([key]) => (keep.has(key) ? [] : [key]));
    const state = stateWithoutCluster(desired, this.#connection?.identity, error, since);
    this.store.publish({ set: [...statuses, ...invalid], remove, state });
  }

  #fail(message: string, reason?: RepositoryError['reason']): void {
    this.#verdicts.outdateAll();
    this.store.publish({
      remove: [...this.store.entries()].map(([key]) => key),
      state: {
        target: this.#parts.target,
        problems: [{ severity: 'error', message }],
        phase: 'failed',
        message,
        ...(reason === 'noCommits' ? { noCommits: true } : {}),
      },
    });
  }

  #state(desired: DesiredState, connection: Connection): TargetState {
    return stateAfterLook(desired, connection.identity, this.#verdicts.problems(), this.store);
  }

  #heard(keys: readonly ObjectKey[]): void {
    if (this.#mode === 'live') for (const key of keys) this.#queue.add(key);
  }

  /** One key from what is known now to its published status. */
  async #rejudge(key: ObjectKey): Promise<void> {
    const connection = this.#connection;
    const desired = this.#desired;
    if (connection === undefined || desired === undefined) return;
    const turn = this.#verdicts.begin();
    const found = this.#prepare(key, connection);
    if (found === undefined) return;
    const verdict: SeenVerdict = 'status' in found ? found : await this.#judgeOne(found);
    if (this.#desired?.documents.get(key) === undefined || this.#disposed) return;
    const [before, problems] = [this.store.get(key), this.#verdicts.problemsOf(key)];
    this.#publish([{ key, turn, verdict }]);
    const stateMoved =
      !isAwayAlike(before, this.store.get(key)) ||
      !isEqual(problems, this.#verdicts.problemsOf(key));
    if (stateMoved) this.store.publish({ state: this.#state(this.#desired, connection) });
    if (isDefinition(key) && this.#mode === 'live') this.#timers.lookAtKindsSoon();
  }

  async #lookAtKinds(after: number): Promise<void> {
    const { catalog } = this.#connection ?? {};
    await catalog?.load({ refresh: true });
    if (after === 0 || catalog?.hasRenewed === true) await this.look();
    this.#timers.lookAtKindsSoon(after + 1);
  }

  /** A definition came or went: kinds are discovered anew. */
  async #refreshKinds(): Promise<void> {
    const { catalog } = this.#connection ?? {};
    if (catalog === undefined || this.#connection === undefined || this.#desired === undefined)
      return;
    await catalog.load({ refresh: true });
    this.#connection.kinds = await describeKinds(this.#desired, catalog);
  }

  /** Nobody waits for it: what fails beyond the store's words goes to the log. */
  #lookByItself(): void {
    this.#unwatched(this.look());
  }

  #unwatched(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#parts.environment.log.warn(`A look failed: ${messageOf(error)}`);
    });
  }
}

function scalableRefs(desired: DesiredState): readonly ObjectRef[] {
  return [...desired.documents.values()].map(({ ref }) => ref).filter(isScalable);
}

/** Whether both say the same of a cluster that does not answer, or wants a login. */
function isAwayAlike(a: ObjectStatus | undefined, b: ObjectStatus | undefined): boolean {
  if (a?.since === undefined && b?.since === undefined) return true;
  return a?.since === b?.since && a?.reason === b?.reason && a?.message === b?.message;
}

function isDefinition(key: ObjectKey): boolean {
  return key.startsWith('apiextensions.k8s.io/CustomResourceDefinition/');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
