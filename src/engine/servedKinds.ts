import { ClusterError, type ResourceKind } from './cluster.ts';
import type { DesiredDocument, DesiredState } from './desiredState.ts';
import type { KindCatalog, KnownKind } from './kindCatalog.ts';
import { groupWanted, type LiveCache, type WantedKind } from './liveCache.ts';

/** Kinds that the target's documents name, by `kindIdOf`; with the error where one has no schema. */
export type ServedKinds = ReadonlyMap<string, KnownKind | ClusterError>;

/** `apiVersion/kind` of a document. */
export function kindIdOf({ ref }: DesiredDocument): string {
  return `${ref.apiVersion}/${ref.kind}`;
}

/** Git names a kind that discovery does not. */
export function hasUnknownKinds(desired: DesiredState, catalog: KindCatalog): boolean {
  for (const { ref } of desired.documents.values()) {
    if (catalog.find(ref.apiVersion, ref.kind) === undefined) return true;
  }
  return false;
}

/** Discovery knows the kind, but the server has nothing under its address. */
export function hasUnservedKinds(desired: DesiredState, live: LiveCache): boolean {
  for (const key of desired.documents.keys()) {
    const found = live.lookup(key);
    if (found.state === 'unknown' && found.error.reason === 'notServed') return true;
  }
  return false;
}

/** The kind is served, and its schema could be read. */
export function isServed(kind: KnownKind | ClusterError | undefined): kind is KnownKind {
  return kind !== undefined && !(kind instanceof ClusterError);
}

/** Describes all kinds that Git names and the cluster serves. */
export async function describeKinds(
  desired: DesiredState,
  catalog: KindCatalog,
): Promise<ServedKinds> {
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

/** What is to be watched. */
export function wantedKinds(desired: DesiredState, kinds: ServedKinds): readonly WantedKind[] {
  const wanted = [...desired.documents.values()].flatMap((entry) => {
    const kind = kinds.get(kindIdOf(entry));
    if (kind === undefined || kind instanceof ClusterError) return [];
    return [{ resource: kind.resource, ref: entry.ref }];
  });
  return groupWanted(wanted);
}
