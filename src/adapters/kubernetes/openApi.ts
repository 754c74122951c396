import type { JsonObject } from '../../core/model/json.ts';
import { ClusterError, type OpenApiSchemas } from '../../engine/cluster.ts';
import type { ApiServer } from './apiServer.ts';
import type { ClusterGuard } from './clusterGuard.ts';
import type { DiskCache } from './diskCache.ts';
import { stripSchemas } from './stripSchemas.ts';

/** The index of hashes is asked for again after this time. */
const indexMs = 30_000;

type Index = Readonly<Record<string, { readonly serverRelativeURL: string }>>;

/** The OpenAPI v3 documents of one API server, each cached on disk by the hash that names it. */
export class OpenApi {
  readonly #api: ApiServer;
  readonly #guard: ClusterGuard;
  readonly #cache: DiskCache;
  readonly #now: () => number;
  readonly #documents = new Map<string, { url: string; schemas: Promise<OpenApiSchemas> }>();
  #index: { readonly at: number; readonly paths: Promise<Index> } | undefined;

  constructor(api: ApiServer, guard: ClusterGuard, cache: DiskCache, now: () => number) {
    this.#api = api;
    this.#guard = guard;
    this.#cache = cache;
    this.#now = now;
  }

  /** `undefined` where the server publishes none for this group version. Throws `ClusterError`. */
  async schemas(groupVersion: string): Promise<OpenApiSchemas | undefined> {
    const index = await this.#paths();
    const name = groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`;
    const url = index[name]?.serverRelativeURL;
    if (url === undefined) return undefined;
    const known = this.#documents.get(groupVersion);
    if (known?.url === url) return known.schemas;
    const schemas = this.#document(url, groupVersion);
    this.#documents.set(groupVersion, { url, schemas });
    schemas.catch(() => this.#documents.delete(groupVersion));
    return schemas;
  }

  /** The next question asks the server for its hashes again. */
  forget(): void {
    this.#index = undefined;
  }

  #paths(): Promise<Index> {
    const known = this.#index;
    if (known !== undefined && this.#now() - known.at < indexMs) return known.paths;
    const paths = this.#guard.answered(this.#askIndex());
    this.#index = { at: this.#now(), paths };
    paths.catch(() => {
      this.#index = undefined;
    });
    return paths;
  }

  async #askIndex(): Promise<Index> {
    try {
      const body = await this.#api.json<{ readonly paths?: Index }>({
        method: 'GET',
        path: '/openapi/v3',
        what: 'read the OpenAPI index',
      });
      return body.paths ?? {};
    } catch (error) {
      const hasNone = error instanceof ClusterError && error.code === 404;
      if (hasNone) return {};
      throw error;
    }
  }

  async #document(url: string, groupVersion: string): Promise<OpenApiSchemas> {
    const hash = new URL(url, 'https://server').searchParams.get('hash');
    const key = `openapi ${groupVersion} ${hash}`;
    const cached = hash === null ? undefined : asSchemas(await this.#cache.read(key));
    if (cached !== undefined) return cached;
    const asked = this.#api.json<JsonObject>({
      method: 'GET',
      path: url,
      what: `read the OpenAPI schema of ${groupVersion}`,
    });
    const document = await this.#guard.answered(asked);
    const schemas = stripSchemas(document);
    // Without a hash the URL says nothing about the content; then nothing is kept on disk.
    const found = { hash: hash ?? `${groupVersion} ${this.#now()}`, schemas };
    if (hash !== null) await this.#cache.write(key, found);
    return found;
  }
}

function asSchemas(value: unknown): OpenApiSchemas | undefined {
  const found = value as OpenApiSchemas | undefined;
  return found?.hash !== undefined && typeof found.schemas === 'object' ? found : undefined;
}
