import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import { parseQuantity } from './quantity.ts';

/** Reads live at a path of the value that the rule hangs on. */
export type ReadLive = (path: string) => Json | undefined;

/** Defaults that are neither a constant nor a copy of another field. */
export type RuleName =
  | 'imagePullPolicy'
  | 'volumePullPolicy'
  | 'ipFamilies'
  | 'uid'
  | 'counter'
  | 'apiAccessVolume'
  | 'listKind'
  | 'singular'
  | 'podRequest';

/** The leaf, what is around it, and the key that stands for `{}` in the rule's path. */
type NamedRule = (leaf: Json, read: ReadLive, key: string) => boolean;

/** Whether a leaf is what the server computes. One function for each rule that the table names. */
export const namedRules: Readonly<Record<RuleName, NamedRule>> = {
  imagePullPolicy: (leaf, read) => leaf === pullPolicyOf(read('image')),
  volumePullPolicy: (leaf, read) => leaf === pullPolicyOf(read('reference')),
  // Which family a cluster has, and which comes first, is how its service network was set up.
  ipFamilies: (leaf) =>
    isJsonArray(leaf) && leaf.length > 0 && leaf.every((one) => one === 'IPv4' || one === 'IPv6'),
  uid: (leaf) => isText(leaf, /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/),
  counter: (leaf) => isText(leaf, /^[1-9][0-9]*$/),
  apiAccessVolume: (leaf) => isText(leaf, /^kube-api-access-[a-z0-9]{5}$/),
  listKind: (leaf, read) => leaf === `${String(read('kind'))}List`,
  singular: (leaf, read) => leaf === String(read('kind')).toLowerCase(),
  podRequest: (leaf, read, key) => isPodRequest(leaf, read('spec'), key),
};

function isText(leaf: Json, form: RegExp): boolean {
  return typeof leaf === 'string' && form.test(leaf);
}

/** `Always` for `latest` and no tag; a digest pins as well as a tag does. */
function pullPolicyOf(image: Json | undefined): string {
  if (typeof image !== 'string') return 'IfNotPresent';
  const [reference = '', digest] = image.split('@');
  const tag = /:([^/:]+)$/.exec(reference)?.[1];
  if (tag === undefined && digest !== undefined) return 'IfNotPresent';
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent';
}

/** A pod's own request is what its containers need together, sidecars and init steps included. */
function isPodRequest(leaf: Json, spec: Json | undefined, key: string): boolean {
  if (!isJsonObject(spec) || (typeof leaf !== 'string' && typeof leaf !== 'number')) return false;
  let sidecars = 0n;
  let startup = 0n;
  for (const container of listOf(spec['initContainers'])) {
    const request = requestOf(container, key);
    if (container['restartPolicy'] === 'Always') sidecars += request;
    const needed = container['restartPolicy'] === 'Always' ? sidecars : sidecars + request;
    if (needed > startup) startup = needed;
  }
  let running = sidecars;
  for (const container of listOf(spec['containers'])) running += requestOf(container, key);
  return parseQuantity(leaf) === (running > startup ? running : startup);
}

function listOf(value: Json | undefined) {
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

function requestOf(container: Readonly<Record<string, Json | undefined>>, key: string): bigint {
  const resources = container['resources'];
  const requests = isJsonObject(resources) ? resources['requests'] : undefined;
  const value = isJsonObject(requests) ? requests[key] : undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return 0n;
  return parseQuantity(value) ?? 0n;
}
