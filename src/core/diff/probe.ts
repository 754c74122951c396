import { isEqual } from '../model/equal.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import { groupOf } from '../model/objectRef.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import { leafShape, type LearnedDefaults } from './serverDefaults.ts';
import { keyedItems } from './listItems.ts';
import { ownValue } from '../model/ownValue.ts';

/** Kinds whose name is bound to their content, or whose content is nobody's to send. */
export function mayProbe(object: KubeObject): boolean {
  const group = groupOf(object.apiVersion);
  if (group === '' && object.kind === 'Secret') return false;
  if (group === 'apiextensions.k8s.io' || group === 'apiregistration.k8s.io') return false;
  return (object.metadata.name ?? '') !== '';
}

/** The end of the real name replaced, at the same length. */
export function probeName(name: string, random: (length: number) => string): string {
  const length = Math.min(name.length, 6);
  return name.slice(0, name.length - length) + random(length);
}

/** Desired under another name, without what only one object of the cluster can hold. */
export function probeObject(desired: KubeObject, name: string): KubeObject {
  const renamed = { ...desired, metadata: { ...desired.metadata, name } };
  if (desired.kind !== 'Service' || groupOf(desired.apiVersion) !== '') return renamed;
  const { spec } = desired;
  if (!isJsonObject(spec)) return renamed;
  const { healthCheckNodePort: _health, clusterIP, clusterIPs, ...rest } = spec;
  const headless =
    clusterIP === 'None' ? { clusterIP, ...(clusterIPs === undefined ? {} : { clusterIPs }) } : {};
  const ports = isJsonArray(rest['ports']) ? rest['ports'].map(withoutNodePort) : undefined;
  return {
    ...renamed,
    spec: { ...rest, ...headless, ...(ports === undefined ? {} : { ports }) },
  } as KubeObject;
}

function withoutNodePort(port: Json): Json {
  if (!isJsonObject(port)) return port;
  const { nodePort: _nodePort, ...rest } = port;
  return rest;
}

/** The server's answer with the real name put back wherever the probe's stands. */
export function restoreName(answer: KubeObject, probe: string, real: string): KubeObject {
  return replaceText(answer, probe, real) as KubeObject;
}

function replaceText(value: Json, from: string, to: string): Json {
  if (typeof value === 'string') {
    if (value === from) return to;
    return from.length >= 6 ? value.replaceAll(from, to) : value;
  }
  if (isJsonArray(value)) return value.map((item) => replaceText(item, from, to));
  if (!isJsonObject(value)) return value;
  const replaced: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== undefined) replaced[key] = replaceText(inner, from, to);
  }
  return replaced;
}

/** Leaves at which two answers to one object disagree: general paths that never count. */
export function volatileLeaves(a: KubeObject, b: KubeObject): ReadonlySet<string> {
  const found = new Set<string>();
  differ(a, b, [], found);
  return found;
}

function differ(
  a: Json | undefined,
  b: Json | undefined,
  path: readonly string[],
  found: Set<string>,
): void {
  if (isEqual(a, b) || isServerOnly(path)) return;
  if (isJsonObject(a) && isJsonObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      differ(ownValue(a, key), ownValue(b, key), [...path, key], found);
    }
  } else if (isJsonArray(a) && isJsonArray(b) && a.length === b.length) {
    for (const [index, item] of a.entries()) differ(item, b[index], [...path, '*'], found);
  } else found.add(path.join('.'));
}

function isServerOnly(path: readonly string[]): boolean {
  const [first, second] = path;
  return (
    first === 'status' ||
    (first === 'metadata' &&
      ['uid', 'creationTimestamp', 'managedFields', 'resourceVersion'].includes(second ?? ''))
  );
}

/** Teaches what the server added to a declared object, leaf by leaf, for its whole kind. */
export function learnDefaults(
  declared: KubeObject,
  answer: KubeObject,
  schema: SchemaNode | undefined,
  learned: LearnedDefaults,
): void {
  learnObject(declared, answer, [], schema, learned);
}

function learnObject(
  declared: JsonObject,
  answer: JsonObject,
  path: readonly string[],
  node: SchemaNode | undefined,
  learned: LearnedDefaults,
): void {
  for (const [key, value] of Object.entries(answer)) {
    const own = ownValue(declared, key);
    const at = [...path, key];
    if (value === undefined || isServerOnly(at)) continue;
    const child = node?.child(key);
    if (own === undefined || own === null) learnLeaves(value, at, path.length, child, learned);
    else learnValue(own, value, at, child, learned);
  }
}

function learnValue(
  declared: Json,
  answer: Json,
  path: readonly string[],
  node: SchemaNode | undefined,
  learned: LearnedDefaults,
): void {
  if (isJsonObject(declared) && isJsonObject(answer)) {
    learnObject(declared, answer, path, node, learned);
    return;
  }
  if (!isJsonArray(declared) || !isJsonArray(answer)) return;
  const own = node?.listType === 'map' ? keyedItems(declared, node) : undefined;
  const all = node?.listType === 'map' ? keyedItems(answer, node) : undefined;
  if (own !== undefined && all !== undefined) {
    for (const [id, items] of all) {
      const match = own.get(id)?.at(-1);
      const item = items.at(-1);
      if (match === undefined || item === undefined) continue;
      learnValue(match.value, item.value, [...path, '*'], node?.item(), learned);
    }
  } else if (declared.length === answer.length) {
    for (const [index, item] of answer.entries()) {
      learnValue(declared[index] ?? null, item, [...path, '*'], node?.item(), learned);
    }
  }
}

function learnLeaves(
  value: Json,
  path: readonly string[],
  depth: number,
  node: SchemaNode | undefined,
  learned: LearnedDefaults,
): void {
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) {
      if (inner !== undefined) learnLeaves(inner, [...path, key], depth, node?.child(key), learned);
    }
    return;
  }
  if (isJsonArray(value) && value.length > 0 && (node?.listType ?? 'atomic') !== 'atomic') {
    for (const item of value) learnLeaves(item, [...path, '*'], depth, node?.item(), learned);
    return;
  }
  learned.add(leafShape(path, depth), value);
}
