import { ClusterError, type ResourceKind } from '../../engine/cluster.ts';

/** Query parameters; `undefined` ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** `/apis/apps/v1/namespaces/shop/deployments/web?dryRun=All`. Names keep their case. */
export function resourcePath(
  kind: ResourceKind,
  namespace: string | undefined,
  name?: string,
  query: Query = {},
): string {
  const root = kind.group === '' ? '/api' : `/apis/${encodeURIComponent(kind.group)}`;
  const parts = [root, encodeURIComponent(kind.version)];
  if (kind.namespaced && namespace !== undefined) {
    parts.push('namespaces', encodeURIComponent(namespace));
  }
  parts.push(encodeURIComponent(kind.resource));
  if (name !== undefined) parts.push(encodeURIComponent(name));
  return parts.join('/') + formatQuery(query);
}

/** `?a=1&b=2`, or nothing. */
export function formatQuery(query: Query): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(
    entries.map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  return text === '' ? '' : `?${text}`;
}

/** The namespace of one object's URL. Throws `invalid` where a namespaced kind has none. */
export function namespaceOf(
  kind: ResourceKind,
  namespace: string | undefined,
  name: string,
): string | undefined {
  if (!kind.namespaced) return undefined;
  if (namespace !== undefined && namespace !== '') return namespace;
  throw new ClusterError('invalid', `${kind.kind} ${name} needs a namespace. Name one.`);
}

/** `deployments.apps web in namespace shop`, for error texts. */
export function describeResource(
  kind: ResourceKind,
  namespace: string | undefined,
  name?: string,
): string {
  const resource = kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`;
  const named = name === undefined ? resource : `${resource} ${JSON.stringify(name)}`;
  return kind.namespaced && namespace !== undefined ? `${named} in namespace ${namespace}` : named;
}
