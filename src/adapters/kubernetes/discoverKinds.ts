import { ClusterError, type ResourceKind } from '../../engine/cluster.ts';
import type { ApiServer } from './apiServer.ts';

const aggregated =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** What one of the two discovery documents says. */
export interface DiscoveryDocument {
  readonly etag?: string;
  readonly kinds: readonly ResourceKind[];
}

/** `/api` or `/apis`. */
export type DiscoveryRoot = '/api' | '/apis';

/**
 * Asks for one half of the served kinds: aggregated, else group by group. `undefined` where
 * `known` still holds. A group whose API service is down brings its last kinds marked `stale`, or
 * none, and never an error.
 */
export async function discoverKinds(
  api: ApiServer,
  root: DiscoveryRoot,
  known?: string,
): Promise<DiscoveryDocument | undefined> {
  const answer = await api.request({
    method: 'GET',
    path: root,
    what: `discover ${root}`,
    accept: aggregated,
    ...(known === undefined ? {} : { etag: known }),
  });
  if (answer.status === 304) return undefined;
  const body = JSON.parse(answer.text) as { readonly kind?: string };
  if (body.kind !== 'APIGroupDiscoveryList') {
    return { kinds: await groupByGroup(api, root, body as LegacyRoot) };
  }
  const etag = answer.headers['etag'];
  return {
    kinds: (body as GroupDiscoveryList).items.flatMap(kindsOfGroup),
    ...(typeof etag === 'string' ? { etag } : {}),
  };
}

interface GroupDiscoveryList {
  readonly items: readonly GroupDiscovery[];
}

interface GroupDiscovery {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly freshness?: string;
    readonly resources?: readonly ResourceDiscovery[];
  }[];
}

interface ResourceDiscovery {
  readonly resource: string;
  readonly responseKind?: { readonly kind?: string };
  readonly scope: string;
  readonly verbs?: readonly string[];
  readonly subresources?: readonly { readonly subresource: string }[];
}

function kindsOfGroup(group: GroupDiscovery): ResourceKind[] {
  return (group.versions ?? []).flatMap((version) =>
    (version.resources ?? []).flatMap((resource): ResourceKind[] => {
      const kind = resource.responseKind?.kind;
      if (kind === undefined || kind === '') return [];
      return [
        {
          group: group.metadata?.name ?? '',
          version: version.version,
          kind,
          resource: resource.resource,
          namespaced: resource.scope === 'Namespaced',
          verbs: resource.verbs ?? [],
          subresources: (resource.subresources ?? []).map((sub) => sub.subresource),
          ...(version.freshness === 'Stale' ? { stale: true } : {}),
        },
      ];
    }),
  );
}

interface LegacyRoot {
  /** Of `/api`. */
  readonly versions?: readonly string[];
  /** Of `/apis`. */
  readonly groups?: readonly {
    readonly name: string;
    readonly versions: readonly { readonly version: string }[];
    readonly preferredVersion?: { readonly version: string };
  }[];
}

async function groupByGroup(
  api: ApiServer,
  root: DiscoveryRoot,
  body: LegacyRoot,
): Promise<ResourceKind[]> {
  const versions =
    root === '/api'
      ? (body.versions ?? []).map((version) => ({ group: '', version, path: `/api/${version}` }))
      : (body.groups ?? []).flatMap((group) =>
          preferredFirst(group).map((version) => ({
            group: group.name,
            version,
            path: `/apis/${group.name}/${version}`,
          })),
        );
  const found = await Promise.all(versions.map((version) => legacyVersion(api, version)));
  return found.flat();
}

function preferredFirst(group: NonNullable<LegacyRoot['groups']>[number]): string[] {
  const versions = group.versions.map(({ version }) => version);
  const preferred = group.preferredVersion?.version;
  if (preferred === undefined) return versions;
  return [preferred, ...versions.filter((version) => version !== preferred)];
}

interface LegacyResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs?: readonly string[];
  }[];
}

async function legacyVersion(
  api: ApiServer,
  { group, version, path }: { group: string; version: string; path: string },
): Promise<ResourceKind[]> {
  const body = await servedOrNothing(
    api.json<LegacyResourceList>({ method: 'GET', path, what: `discover ${path}` }),
  );
  const resources = body?.resources ?? [];
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, kind, namespaced, verbs }) => ({
      group,
      version,
      kind,
      resource: name,
      namespaced,
      verbs: verbs ?? [],
      subresources: resources
        .filter((other) => other.name.startsWith(`${name}/`))
        .map((other) => other.name.slice(name.length + 1)),
    }));
}

/** One API service that is down must not hide the others' kinds. */
async function servedOrNothing<T>(body: Promise<T>): Promise<T | undefined> {
  try {
    return await body;
  } catch (error) {
    const isDown = error instanceof ClusterError && (error.code === 503 || error.code === 404);
    if (isDown) return undefined;
    throw error;
  }
}
