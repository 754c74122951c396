import type { ResourceKind } from '../../engine/cluster.ts';
import type { ApiServer } from './apiServer.ts';
import type { ClusterGuard } from './clusterGuard.ts';
import type { DiskCache } from './diskCache.ts';
import { discoverKinds, type DiscoveryDocument, type DiscoveryRoot } from './discoverKinds.ts';

/** A discovery on disk is believed for this long without asking; then its etag decides. */
const freshMs = 10 * 60_000;

interface Remembered {
  readonly format: 1;
  readonly at: number;
  readonly documents: Readonly<Record<DiscoveryRoot, DiscoveryDocument>>;
}

/** The served kinds of one API server, remembered in memory and on disk. */
export class Discovery {
  readonly #api: ApiServer;
  readonly #guard: ClusterGuard;
  readonly #cache: DiskCache;
  readonly #key: string;
  readonly #now: () => number;
  #kinds: Promise<readonly ResourceKind[]> | undefined;

  /** `key` tells this server from others on disk. */
  constructor(
    api: ApiServer,
    guard: ClusterGuard,
    cache: DiskCache,
    key: string,
    now: () => number,
  ) {
    this.#api = api;
    this.#guard = guard;
    this.#cache = cache;
    this.#key = `kinds ${key}`;
    this.#now = now;
  }

  /** All versions of a kind, the server's preferred one first. Throws `ClusterError`. */
  kinds(refresh: boolean): Promise<readonly ResourceKind[]> {
    if (this.#kinds !== undefined && !refresh) return this.#kinds;
    const kinds = this.#find(refresh);
    this.#kinds = kinds;
    kinds.catch(() => {
      if (this.#kinds === kinds) this.#kinds = undefined;
    });
    return kinds;
  }

  async #find(refresh: boolean): Promise<readonly ResourceKind[]> {
    const remembered = asRemembered(await this.#cache.read(this.#key));
    const age = this.#now() - (remembered?.at ?? 0);
    if (remembered !== undefined && !refresh && age >= 0 && age < freshMs) {
      return allKinds(remembered);
    }
    const asked = Promise.all([this.#ask('/api', remembered), this.#ask('/apis', remembered)]);
    const [core, groups] = await this.#guard.answered(asked);
    const found: Remembered = {
      format: 1,
      at: this.#now(),
      documents: { '/api': core, '/apis': groups },
    };
    if (!allKinds(found).some((kind) => kind.stale === true)) {
      await this.#cache.write(this.#key, found);
    }
    return allKinds(found);
  }

  async #ask(root: DiscoveryRoot, remembered: Remembered | undefined): Promise<DiscoveryDocument> {
    const known = remembered?.documents[root];
    return (await discoverKinds(this.#api, root, known?.etag)) ?? known ?? { kinds: [] };
  }
}

function allKinds({ documents }: Remembered): readonly ResourceKind[] {
  return [...documents['/api'].kinds, ...documents['/apis'].kinds];
}

function asRemembered(value: unknown): Remembered | undefined {
  const remembered = value as Remembered | undefined;
  return remembered?.format === 1 ? remembered : undefined;
}
