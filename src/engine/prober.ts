import {
  learnDefaults,
  mayProbe,
  probeName,
  probeObject,
  restoreName,
  volatileLeaves,
} from '../core/diff/probe.ts';
import { LearnedDefaults } from '../core/diff/serverDefaults.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/model/json.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import { groupOf } from '../core/model/objectRef.ts';
import type { ClusterIdentity } from '../core/model/target.ts';
import pLimit, { type LimitFunction } from 'p-limit';
import { ClusterError, type Cluster } from './cluster.ts';
import type { Environment } from './environment.ts';
import { isVerdict } from './isVerdict.ts';
import type { KindCatalog, KnownKind } from './kindCatalog.ts';

/** What the server taught about one kind. */
export interface KindLessons {
  readonly learned: LearnedDefaults;
  readonly volatile: ReadonlySet<string>;
}

interface Lessons extends KindLessons {
  readonly volatile: Set<string>;
  /** Answers by the hash of desired. */
  readonly answers: Map<string, KubeObject>;
  /** Questions under way, and those that the server refuses, by the same hash. */
  readonly asked: Map<string, Promise<KubeObject | undefined>>;
  probedOnce: boolean;
  /** The first answer is here: it may spare the others their question. */
  taught: boolean;
  readonly turns: LimitFunction;
}

const maxAge = 24 * 60 * 60 * 1000;

/**
 * Learns this server's defaults and admission by dry-run creates under another name. Nothing is
 * ever written to the cluster; a probe that fails changes no answer by itself. Kept on disk for a
 * day, and dropped when a mutating webhook or policy changes; another schema has lessons of its own.
 */
export class Prober {
  readonly #cluster: Cluster;
  readonly #catalog: KindCatalog;
  readonly #environment: Environment;
  readonly #identity: ClusterIdentity;
  readonly #kinds = new Map<string, Lessons>();
  #loaded: Promise<void> | undefined;
  #fingerprint = '';
  /** When the oldest lesson was learned; `undefined` while there is none. */
  #since: number | undefined;
  #changed = false;

  constructor(
    cluster: Cluster,
    catalog: KindCatalog,
    environment: Environment,
    identity: ClusterIdentity,
  ) {
    this.#cluster = cluster;
    this.#catalog = catalog;
    this.#environment = environment;
    this.#identity = identity;
  }

  /** Reads what earlier runs learned; the admission of the cluster is looked at once. */
  load(): Promise<void> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  /**
   * Forgets all lessons where they are a day old or the cluster's admission changed since: then
   * `true`, and what was judged by them is to be judged again.
   */
  async renew(): Promise<boolean> {
    if (this.#loaded === undefined) return false;
    await this.#loaded;
    const fingerprint = (await this.#readFingerprint()) ?? this.#fingerprint;
    if (fingerprint === this.#fingerprint && this.#isFresh(this.#since)) return false;
    this.#fingerprint = fingerprint;
    this.#since = undefined;
    this.#kinds.clear();
    this.#changed = true;
    return true;
  }

  /**
   * Forgets what was learned of these API versions: the server admits by a new schema before it
   * publishes it, so that some of it was filed under the old one.
   */
  forget(apiVersions: ReadonlySet<string>): void {
    for (const apiVersion of apiVersions) {
      const prefix = groupOf(apiVersion) === '' ? `/${apiVersion}/` : `${apiVersion}/`;
      for (const id of [...this.#kinds.keys()]) {
        if (id.startsWith(prefix) && this.#kinds.delete(id)) this.#changed = true;
      }
    }
  }

  lessons(kind: KnownKind, namespace: string | undefined): KindLessons {
    return this.#lessonsOf(kind, namespace);
  }

  /**
   * Runs work that may ask, with what earlier runs learned at hand: one at a time of a kind and
   * namespace until the first answer, so that as many alike objects cost one question.
   */
  async inTurn<T>(
    kind: KnownKind,
    namespace: string | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    await this.load();
    const lessons = this.#lessonsOf(kind, namespace);
    return lessons.taught ? work() : lessons.turns(work);
  }

  /** The server's own form of desired; `undefined` where it does not say. */
  async ask(kind: KnownKind, desired: KubeObject): Promise<KubeObject | undefined> {
    if (!mayProbe(desired)) return undefined;
    await this.load();
    const id = this.#environment.hash(JSON.stringify(desired));
    const lessons = this.#lessonsOf(kind, desired.metadata.namespace);
    const known = lessons.answers.get(id);
    if (known !== undefined) return known;
    let asked = lessons.asked.get(id);
    if (asked === undefined) {
      asked = this.#ask(kind, desired, id, lessons);
      lessons.asked.set(id, asked);
    }
    return asked;
  }

  /** Writes to the disk what was learned since the last time. */
  async save(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    const kinds: Record<string, Json> = {};
    for (const [id, lessons] of this.#kinds) {
      // By a schema that nobody publishes, or that is only about to come: it holds for now.
      if (id.endsWith('/')) continue;
      kinds[id] = {
        learned: lessons.learned.toJSON(),
        volatile: [...lessons.volatile],
        answers: Object.fromEntries(lessons.answers),
        probedOnce: lessons.probedOnce,
      };
    }
    await this.#environment.cache.write(this.#cacheName(), {
      fingerprint: this.#fingerprint,
      time: this.#since ?? this.#now(),
      kinds,
    });
  }

  async #ask(
    kind: KnownKind,
    desired: KubeObject,
    id: string,
    lessons: Lessons,
  ): Promise<KubeObject | undefined> {
    try {
      const answer = await this.#probe(kind, desired);
      if (!lessons.probedOnce) {
        const again = await this.#probe(kind, desired);
        for (const leaf of volatileLeaves(answer, again)) lessons.volatile.add(leaf);
        lessons.probedOnce = true;
      }
      learnDefaults(desired, answer, kind.schema, lessons.learned);
      lessons.answers.set(id, answer);
      this.#since ??= this.#now();
      this.#changed = true;
      return answer;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      // What the server refuses it will refuse again; else the next look asks anew.
      if (!isVerdict(error)) lessons.asked.delete(id);
      this.#environment.log.info(`No probe of ${desired.kind}: ${error.message}`);
      return undefined;
    } finally {
      lessons.taught = true;
    }
  }

  async #probe(kind: KnownKind, desired: KubeObject): Promise<KubeObject> {
    const real = desired.metadata.name ?? '';
    const name = probeName(real, (length) => this.#environment.randomName(length));
    const { object } = await this.#cluster.create(kind.resource, probeObject(desired, name), {
      dryRun: true,
    });
    const { managedFields: _managed, ...metadata } = object.metadata;
    return restoreName({ ...object, metadata }, name, real);
  }

  #lessonsOf(kind: KnownKind, namespace: string | undefined): Lessons {
    const { group, version, kind: name } = kind.resource;
    // By another schema the server would answer otherwise: what it taught before then is over.
    const id = `${group}/${version}/${name}/${namespace ?? ''}/${kind.schemaHash ?? ''}`;
    let lessons = this.#kinds.get(id);
    if (lessons === undefined) {
      lessons = {
        learned: new LearnedDefaults(),
        volatile: new Set(),
        answers: new Map(),
        asked: new Map(),
        probedOnce: false,
        taught: false,
        turns: pLimit(1),
      };
      this.#kinds.set(id, lessons);
    }
    return lessons;
  }

  async #load(): Promise<void> {
    const [stored, fingerprint] = await Promise.all([
      this.#environment.cache.read(this.#cacheName()),
      this.#readFingerprint(),
    ]);
    this.#fingerprint = fingerprint ?? '';
    if (!isJsonObject(stored) || stored['fingerprint'] !== fingerprint) return;
    const since = Number(stored['time']);
    if (!this.#isFresh(since) || !isJsonObject(stored['kinds'])) return;
    this.#since = since;
    for (const [id, lessons] of Object.entries(stored['kinds'])) {
      // Whoever looked before this was read got lessons that are empty still.
      const isEmpty = this.#kinds.get(id)?.probedOnce !== true;
      if (isJsonObject(lessons) && isEmpty) this.#kinds.set(id, readLessons(lessons));
    }
  }

  #isFresh(since: number | undefined): boolean {
    const age = this.#now() - (since ?? this.#now());
    return age >= 0 && age < maxAge;
  }

  #now(): number {
    return this.#environment.clock.now().getTime();
  }

  /**
   * Changes whenever something that mutates objects at admission does; `undefined` where the
   * server does not say now.
   */
  async #readFingerprint(): Promise<string | undefined> {
    const versions = await Promise.all(
      mutators.map(async (kind) => {
        const resource = this.#catalog.findAny('admissionregistration.k8s.io', kind);
        if (resource === undefined) return '';
        try {
          const { items } = await this.#cluster.list(resource, {});
          return items.map(({ metadata }) => `${metadata.uid}:${metadata.generation}`).join(',');
        } catch (error) {
          if (!(error instanceof ClusterError)) throw error;
          return isVerdict(error) ? error.reason : undefined;
        }
      }),
    );
    return versions.includes(undefined) ? undefined : versions.join(';');
  }

  #cacheName(): string {
    const { uid, server, version } = this.#identity;
    return `probes-${uid ?? server}-${version}`;
  }
}

const mutators: readonly string[] = [
  'MutatingWebhookConfiguration',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
];

function readLessons(stored: JsonObject): Lessons {
  const { learned, volatile, answers } = stored;
  return {
    learned: LearnedDefaults.from((learned ?? {}) as Readonly<Record<string, readonly Json[]>>),
    volatile: new Set((volatile ?? []) as readonly string[]),
    answers: new Map(Object.entries((answers ?? {}) as Readonly<Record<string, KubeObject>>)),
    asked: new Map(),
    probedOnce: stored['probedOnce'] === true,
    taught: stored['probedOnce'] === true,
    turns: pLimit(1),
  };
}
