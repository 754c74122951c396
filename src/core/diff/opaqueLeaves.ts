import { decodeBase64, decodeUtf8 } from '../model/base64.ts';
import type { FieldPath } from '../model/fieldPath.ts';
import { isBelow } from '../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import { keyedItems } from './listItems.ts';
import { isSecret } from './maskObject.ts';
import { nodeAt } from './valueAt.ts';

/** A text that something else fills in before the cluster sees it (drift.md 3, "Opaque"). */
export function isOpaqueText(text: string): boolean {
  return (
    /ENC\[/.test(text) ||
    /<path:[^>]*>/.test(text) ||
    /\$\{[^}]*\}/.test(text) ||
    /^<[\w.-]+>$/.test(text)
  );
}

/**
 * Leaves of a declared object that hold such a text; all leaves where the document is encrypted.
 * Whether live holds the same text is the comparison's to say.
 */
export function opaqueLeaves(
  object: KubeObject,
  schema: SchemaNode | undefined,
  encrypted: boolean,
): readonly FieldPath[] {
  const found: FieldPath[] = [];
  collect(object, [], schema, encrypted, found);
  found.push(...encodedLeaves(object));
  return found.filter(
    ([first]) => first === undefined || !('key' in first) || !identity.has(first.key),
  );
}

const identity: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'type']);

/** A Secret's data holds such a text in base64, where Git declares `stringData` for example. */
function encodedLeaves(object: KubeObject): readonly FieldPath[] {
  const { data } = object;
  if (!isSecret(object) || !isJsonObject(data)) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    typeof value === 'string' && isOpaqueText(textOf(value)) ? [[{ key: 'data' }, { key }]] : [],
  );
}

/** `''` where it is no base64: the server will say so. */
function textOf(encoded: string): string {
  const bytes = decodeBase64(encoded);
  return bytes === undefined ? '' : decodeUtf8(bytes);
}

function collect(
  value: Json,
  path: FieldPath,
  node: SchemaNode | undefined,
  all: boolean,
  found: FieldPath[],
): void {
  if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined || (path.length === 0 && key === 'metadata' && all)) continue;
      const step = { key };
      collect(inner, [...path, step], nodeAt(node, step), all, found);
    }
    return;
  }
  if (isJsonArray(value)) return collectItems(value, path, node, all, found);
  if (all || (typeof value === 'string' && isOpaqueText(value))) found.push(path);
}

function collectItems(
  list: readonly Json[],
  path: FieldPath,
  node: SchemaNode | undefined,
  all: boolean,
  found: FieldPath[],
): void {
  const keyed = node?.listType === 'map' ? keyedItems(list, node) : undefined;
  if (keyed !== undefined) {
    for (const item of [...keyed.values()].flat()) {
      collect(item.value, [...path, item.step], node?.item(), all, found);
    }
    return;
  }
  for (const [index, item] of list.entries()) {
    collect(item, [...path, { index }], node?.item(), all, found);
  }
}

/** A difference that only shows that a placeholder was filled in. */
export function isOpaquePlace(path: FieldPath, opaque: readonly FieldPath[]): boolean {
  return opaque.some((leaf) => isBelow(path, leaf) || isAtomicAround(path, leaf));
}

/** The leaf lies in an atomic list that differs as a whole. */
function isAtomicAround(path: FieldPath, leaf: FieldPath): boolean {
  const next = leaf[path.length];
  return next !== undefined && 'index' in next && isBelow(leaf, path);
}
