import type { ObjectRef } from '../core/model/objectRef.ts';
import { ClusterError, type Cluster, type ResourceKind, type Scope } from './cluster.ts';

/** Most Secrets that are read by name in one namespace; beyond that the namespace is listed. */
const namedSecrets = 20;

/** A list (and watch) that is to be open. */
export interface ScopedKind {
  readonly resource: ResourceKind;
  readonly scope: Scope;
}

export function scopeId({ resource, scope }: ScopedKind): string {
  const { group, version, kind } = resource;
  return `${group}/${version}/${kind}|${scope.namespace ?? ''}|${scope.name ?? ''}|${scope.fieldSelector ?? ''}`;
}

/**
 * The cheapest scopes that cover the wanted objects of one kind: one namespace, or all of them
 * where a list of everything is not much larger than what is wanted (`limit=1` tells). Secrets
 * are read by name, never across namespaces.
 */
export async function planScopes(
  cluster: Cluster,
  resource: ResourceKind,
  wanted: readonly ObjectRef[],
): Promise<readonly ScopedKind[]> {
  if (!resource.namespaced) return [{ resource, scope: {} }];
  const namespaces = groupByNamespace(wanted);
  if (resource.group === '' && resource.kind === 'Secret')
    return secretScopes(resource, namespaces);
  const each = [...namespaces.keys()].map((namespace) => ({ resource, scope: { namespace } }));
  if (each.length <= 1) return each;
  const total = await countAll(cluster, resource);
  return total !== undefined && total <= 500 + wanted.length * 5 ? [{ resource, scope: {} }] : each;
}

function secretScopes(
  resource: ResourceKind,
  namespaces: ReadonlyMap<string, readonly string[]>,
): readonly ScopedKind[] {
  return [...namespaces].flatMap(([namespace, names]): readonly ScopedKind[] =>
    names.length <= namedSecrets
      ? names.map((name) => ({ resource, scope: { namespace, name } }))
      : [{ resource, scope: { namespace, fieldSelector: 'type!=helm.sh/release.v1' } }],
  );
}

function groupByNamespace(wanted: readonly ObjectRef[]): ReadonlyMap<string, readonly string[]> {
  const namespaces = new Map<string, string[]>();
  for (const { namespace = '', name } of wanted) {
    const names = namespaces.get(namespace);
    if (names === undefined) namespaces.set(namespace, [name]);
    else names.push(name);
  }
  return namespaces;
}

/** `undefined` where the person may not list all namespaces, or the server does not say. */
async function countAll(cluster: Cluster, resource: ResourceKind): Promise<number | undefined> {
  try {
    return await cluster.count(resource, {});
  } catch (error) {
    if (error instanceof ClusterError) return undefined;
    throw error;
  }
}
