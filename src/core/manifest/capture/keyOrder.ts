/**
 * The order in which people write the keys of Kubernetes' best known structs. A new key goes where
 * they would look for it; a struct that is not here gets its new keys at the end.
 */
const root = ['apiVersion', 'kind', 'metadata'];
const metadata = ['name', 'generateName', 'namespace', 'labels', 'annotations'];
const workload = [
  'replicas',
  'revisionHistoryLimit',
  'minReadySeconds',
  'progressDeadlineSeconds',
  'paused',
  'serviceName',
  'podManagementPolicy',
  'selector',
  'strategy',
  'updateStrategy',
  'template',
  'volumeClaimTemplates',
];
const container = [
  'name',
  'image',
  'imagePullPolicy',
  'command',
  'args',
  'workingDir',
  'ports',
  'envFrom',
  'env',
  'resources',
  'volumeMounts',
];

const containerLists: ReadonlySet<string | undefined> = new Set([
  'containers',
  'initContainers',
  'ephemeralContainers',
]);

/** The usual order of a map's keys, by where it stands; empty where there is none. */
export function keyOrder(path: readonly string[], keys: ReadonlySet<string>): readonly string[] {
  const last = path.at(-1);
  if (path.length === 0) return root;
  if (last === 'metadata') return metadata;
  if (last === 'spec' && keys.has('template') && keys.has('selector')) return workload;
  return last === '*' && containerLists.has(path.at(-2)) ? container : [];
}

/**
 * Index of the entry that a new key follows, -1 for the front. `keys` are those that stay, in the
 * text's order, each with its index.
 */
export function placeOfKey(
  key: string,
  keys: readonly (readonly [key: string, index: number])[],
  order: readonly string[],
): number {
  const last = keys.at(-1)?.[1] ?? -1;
  const rank = order.indexOf(key);
  if (rank < 0) return last;
  const before = keys.filter(([other]) => order.includes(other) && order.indexOf(other) < rank);
  if (before.length > 0) return before.at(-1)?.[1] ?? last;
  return keys.some(([other]) => order.indexOf(other) > rank) ? -1 : last;
}
