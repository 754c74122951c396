import { isJsonArray, isJsonObject } from '../core/model/json.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import type { ObjectRef } from '../core/model/objectRef.ts';
import type { DefinedKind } from '../core/schema/definedKinds.ts';
import { healthOf } from '../core/health/healthOf.ts';
import { ClusterError, type Cluster, type ResourceKind } from './cluster.ts';
import type { Clock } from './environment.ts';

const definitionKind: ResourceKind = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  resource: 'customresourcedefinitions',
  namespaced: false,
  verbs: ['get', 'patch', 'create'],
  subresources: ['status'],
};

const patienceMs = 30_000;
const pauseMs = 100;
/** A new schema is published within a second or two; what changes nothing in it never is. */
const publishMs = 8_000;

/** Waits until new kinds are served: established first, then known to discovery. */
export class KindWaiter {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #fresh = new Set<string>();
  /** Hashes of what was published before definitions were written, by API version. */
  readonly #published = new Map<string, string | undefined>();

  constructor(cluster: Cluster, clock: Clock) {
    this.#cluster = cluster;
    this.#clock = clock;
  }

  /** To be called before definitions are written: a new schema is known by its hash alone. */
  async remember(defined: readonly DefinedKind[]): Promise<void> {
    for (const { group, version } of defined) {
      const id = `${group}/${version}`;
      this.#published.set(id, await this.#hashOf(id));
    }
  }

  /**
   * Returns when all are served, or after half a minute: what comes after then fails by itself,
   * and says so.
   */
  async waitFor(definitions: readonly ObjectRef[]): Promise<void> {
    const until = this.#clock.now().getTime() + patienceMs;
    const wanted = new Set<string>();
    for (const { name } of definitions) {
      const definition = await this.#established(name, until);
      if (definition !== undefined) for (const kind of kindsOf(definition)) wanted.add(kind);
    }
    for (const kind of wanted) this.#fresh.add(kind);
    await this.#served(wanted, until);
    await this.#renewed(this.#clock.now().getTime() + publishMs);
  }

  /** The kind came with this very sync: the server may need a moment more for it. */
  isFresh(kind: ResourceKind): boolean {
    return this.#fresh.has(idOf(kind));
  }

  pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(pauseMs, resolve);
    });
  }

  async #established(name: string, until: number): Promise<KubeObject | undefined> {
    for (;;) {
      const definition = await this.#read(name);
      if (definition !== undefined && healthOf(definition) === 'healthy') return definition;
      if (this.#clock.now().getTime() > until) return undefined;
      await this.pause();
    }
  }

  async #read(name: string): Promise<KubeObject | undefined> {
    try {
      return await this.#cluster.get(definitionKind, undefined, name);
    } catch (error) {
      if (error instanceof ClusterError) return undefined;
      throw error;
    }
  }

  async #served(wanted: ReadonlySet<string>, until: number): Promise<void> {
    for (;;) {
      const known = await this.#discover();
      const served = new Set(known.map(idOf));
      if ([...wanted].every((kind) => served.has(kind))) return;
      if (this.#clock.now().getTime() > until) return;
      await this.pause();
    }
  }

  /** Until every schema that was remembered is another one. */
  async #renewed(until: number): Promise<void> {
    for (const [id, hash] of this.#published) {
      while ((await this.#hashOf(id)) === hash && this.#clock.now().getTime() < until) {
        await this.pause();
        await this.#discover();
      }
    }
    this.#published.clear();
  }

  async #hashOf(apiVersion: string): Promise<string | undefined> {
    try {
      return (await this.#cluster.schemas(apiVersion))?.hash;
    } catch (error) {
      if (error instanceof ClusterError) return undefined;
      throw error;
    }
  }

  async #discover(): Promise<readonly ResourceKind[]> {
    try {
      return await this.#cluster.discover({ refresh: true });
    } catch (error) {
      if (error instanceof ClusterError) return [];
      throw error;
    }
  }
}

/** Each version of the kind that the definition serves. */
function kindsOf(definition: KubeObject): readonly string[] {
  const spec = definition['spec'];
  if (!isJsonObject(spec) || !isJsonArray(spec['versions'])) return [];
  const { group, names, versions } = spec;
  const kind = isJsonObject(names) ? names['kind'] : undefined;
  return versions.flatMap((version) => {
    if (!isJsonObject(version) || version['served'] !== true) return [];
    return [idOf({ group: String(group), version: String(version['name']), kind: String(kind) })];
  });
}

function idOf({ group, version, kind }: Pick<ResourceKind, 'group' | 'version' | 'kind'>): string {
  return `${group}/${version}/${kind}`;
}
