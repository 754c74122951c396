import { formatPath, type FieldPath } from '../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import { isEqual } from '../model/equal.ts';
import { ownValue } from '../model/ownValue.ts';
import { neverAnnotations, neverMetadata } from './neverFields.ts';

/** Both sides of one object, to be read by people and never to be applied. */
export interface ReadableSides {
  readonly git?: KubeObject;
  readonly live?: KubeObject;
}

/** A leaf's value may not be shown. */
export type IsSecret = (path: FieldPath, value: Json) => boolean;

/** What stands for a secret value, and for one that is another than Git's. */
export const hidden = '•••••• (secret)';
export const hiddenOther = '•••••• (secret, another value)';

const named: ReadonlySet<string> = new Set(['name', 'namespace', 'generateName']);

/**
 * Both sides without status and what the server keeps for itself, live's keys in the order of
 * Git's, every secret value hidden on both.
 */
export function readableSides(
  desired: KubeObject | undefined,
  live: KubeObject | undefined,
  isSecret: IsSecret,
): ReadableSides {
  const git = desired && withoutNoise(desired);
  const cluster = live && withoutNoise(live);
  return {
    ...(git === undefined ? {} : { git: hide(git, undefined, [], isSecret) as KubeObject }),
    ...(cluster === undefined ? {} : { live: hide(cluster, git, [], isSecret) as KubeObject }),
  };
}

function withoutNoise(object: KubeObject): KubeObject {
  const { status: _status, metadata, ...rest } = object;
  return { ...rest, metadata: withoutKept(metadata) } as KubeObject;
}

function withoutKept(metadata: KubeObject['metadata']): KubeObject['metadata'] {
  const entries = Object.entries(metadata).filter(
    ([key]) => !neverMetadata.has(key) || named.has(key),
  );
  const kept = Object.fromEntries(entries) as JsonObject;
  if (!isJsonObject(kept['annotations'])) return kept;
  const annotations = Object.entries(kept['annotations']).filter(
    ([key]) => !neverAnnotations.has(key),
  );
  const { annotations: _all, ...others } = kept;
  if (annotations.length === 0) return others;
  return { ...others, annotations: Object.fromEntries(annotations) as Record<string, string> };
}

/** `other` is Git's value at the same place: it gives the order of keys, and what is another. */
function hide(
  value: Json | undefined,
  other: Json | undefined,
  path: FieldPath,
  isSecret: IsSecret,
): Json | undefined {
  if (value === undefined || value === null) return value;
  if (isJsonArray(value)) {
    return value.map((item, index) => {
      const step = stepOf(item, index);
      return hide(item, itemLike(other, item, index), [...path, step], isSecret) ?? null;
    });
  }
  if (isJsonObject(value)) {
    const there = isJsonObject(other) ? other : {};
    const keys = [...new Set([...Object.keys(there), ...Object.keys(value)])];
    const own = keys.filter((key) => Object.hasOwn(value, key));
    return Object.fromEntries(
      own.map((key) => [
        key,
        hide(ownValue(value, key), ownValue(there, key), [...path, { key }], isSecret),
      ]),
    );
  }
  if (!isSecret(path, value)) return value;
  return other === undefined || isEqual(value, other) ? hidden : hiddenOther;
}

function stepOf(item: Json, index: number): FieldPath[number] {
  const name = isJsonObject(item) ? item['name'] : undefined;
  return typeof name === 'string' ? { item: [['name', name]] } : { index };
}

function itemLike(other: Json | undefined, item: Json, index: number): Json | undefined {
  if (!isJsonArray(other)) return undefined;
  const id = formatPath([stepOf(item, index)]);
  return other.find((one, at) => formatPath([stepOf(one, at)]) === id);
}
