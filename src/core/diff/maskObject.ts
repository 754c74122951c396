import type { Finding } from '../model/finding.ts';
import type { FieldPath } from '../model/fieldPath.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';

/** A one-way, keyed digest; equal values give equal digests within one process only. */
export type Digest = (value: string) => string;

export function isSecret(object: { readonly apiVersion: string; readonly kind: string }): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1';
}

/**
 * A Secret with every value replaced by its digest, so that equality can be shown and values
 * cannot; the annotation in which kubectl keeps a copy goes. Other kinds pass as they are.
 */
export function maskObject(object: KubeObject, digest: Digest): KubeObject {
  if (!isSecret(object)) return object;
  return {
    ...object,
    metadata: withoutCopy(object.metadata),
    ...maskMap(object, 'data', digest),
    ...maskMap(object, 'stringData', digest),
  };
}

/** Annotations of which nothing is left go as a whole: an empty map would be somebody's field. */
function withoutCopy(metadata: KubeObject['metadata']): KubeObject['metadata'] {
  const { annotations, ...others } = metadata;
  if (annotations?.[lastApplied] === undefined) return metadata;
  const { [lastApplied]: _copy, ...rest } = annotations;
  return Object.keys(rest).length === 0 ? others : { ...others, annotations: rest };
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function maskMap(object: KubeObject, key: string, digest: Digest): Record<string, Json> {
  const map = object[key];
  if (!isJsonObject(map)) return {};
  const masked: Record<string, Json> = {};
  for (const [name, value] of Object.entries(map)) {
    // Nothing is no secret, and may be written as null.
    if (value === undefined || value === null || value === '') masked[name] = value ?? null;
    else masked[name] = digest(typeof value === 'string' ? value : JSON.stringify(value));
  }
  return { [key]: masked };
}

const secretWord =
  /(passw(or)?d|passphrase|secret(?!name|ref)|token(?!s?(review|path|expiration))|api[-_]?key|private[-_]?key|access[-_]?key|credential|client[-_]?secret)/i;

/** A field of a struct whose text is secret; what names a Secret (`tokenSecretName`) is none. */
const secretField =
  /(passw(or)?d|passphrase|token|api[-_]?key|private[-_]?key|access[-_]?key|client[-_]?secret|credentials?)$/i;

/**
 * A leaf's path shows that its value is secret: in a Secret all data, elsewhere by its key. Only a
 * text is secret as a struct's field: `automountServiceAccountToken` is a switch.
 */
export function isSecretLeaf(
  object: { readonly apiVersion: string; readonly kind: string },
  path: FieldPath,
  value: Json | undefined,
): boolean {
  const [first] = path;
  if (first === undefined || !('key' in first)) return false;
  if (isSecret(object)) return first.key === 'data' || first.key === 'stringData';
  return looksSecret(path) || (typeof value === 'string' && isSecretField(path));
}

function isSecretField(path: FieldPath): boolean {
  const last = path.at(-1);
  return last !== undefined && 'key' in last && !isFreeKey(path) && secretField.test(last.key);
}

/** A key, or an environment variable's name, that looks secret (password, token, api key …). */
function looksSecret(path: FieldPath): boolean {
  const last = path.at(-1);
  if (last === undefined) return false;
  if ('item' in last) return last.item.some(([key, value]) => key === 'name' && isWord(value));
  if ('key' in last && last.key === 'value') {
    const owner = path.at(-2);
    return owner !== undefined && 'item' in owner && looksSecret(path.slice(0, -1));
  }
  return 'key' in last && isFreeKey(path) && isWord(last.key);
}

/** Data, labels and annotations: a struct's field named `tokenExpirationSeconds` is no secret. */
function isFreeKey(path: FieldPath): boolean {
  const owner = path.at(-2);
  return (
    owner !== undefined &&
    'key' in owner &&
    [
      'data',
      'binaryData',
      'stringData',
      'annotations',
      'labels',
      'env',
      'parameters',
      'values',
    ].includes(owner.key)
  );
}

function isWord(value: Json): boolean {
  return typeof value === 'string' && secretWord.test(value);
}

/** The finding without its values. */
export function maskFinding<F extends Finding>(finding: F): F {
  const { git: _git, live: _live, ...rest } = finding;
  return { ...rest, masked: true } as F;
}
