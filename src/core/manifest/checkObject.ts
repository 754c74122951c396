import type { FieldPath } from '../model/fieldPath.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';

/** A part of an object that Kubernetes would refuse, or that leaves nothing to compare. */
export interface ObjectFault {
  readonly severity: 'error' | 'warning';
  readonly path: FieldPath;
  readonly message: string;
  /** The object cannot even be named. */
  readonly nameless?: true;
}

/**
 * What kubectl and every API server refuse whatever the kind is: names that are no text, labels
 * that are no strings. Fields of a kind are the schema's matter.
 */
export function checkObject(object: JsonObject): readonly ObjectFault[] {
  const { metadata } = object;
  if (metadata === undefined || metadata === null) {
    return [fault(['metadata'], 'has no metadata.name', 'nameless')];
  }
  if (!isJsonObject(metadata)) return [fault(['metadata'], 'metadata is not a map', 'nameless')];
  return [
    ...checkApiVersion(object['apiVersion']),
    ...checkName(metadata),
    ...checkNamespace(metadata['namespace']),
    ...checkTexts('labels', metadata['labels']),
    ...checkTexts('annotations', metadata['annotations']),
  ];
}

function fault(keys: readonly string[], message: string, nameless?: 'nameless'): ObjectFault {
  const path = keys.map((key) => ({ key }));
  const plain: ObjectFault = { severity: 'error', path, message };
  return nameless === undefined ? plain : { ...plain, nameless: true };
}

function checkApiVersion(apiVersion: Json | undefined): readonly ObjectFault[] {
  if (typeof apiVersion !== 'string' || /^[^/\s]+(?:\/[^/\s]+)?$/.test(apiVersion)) return [];
  return [fault(['apiVersion'], `apiVersion "${apiVersion}" is not VERSION or GROUP/VERSION`)];
}

function checkName(metadata: JsonObject): readonly ObjectFault[] {
  const { name, generateName } = metadata;
  if (typeof name === 'string' && name !== '') return checkNameText(name);
  if (name !== undefined && name !== null && name !== '') {
    const message = `metadata.name is ${describe(name)}, not text: put it in quotes`;
    return [fault(['metadata', 'name'], message, 'nameless')];
  }
  if (typeof generateName !== 'string' || generateName === '') {
    return [fault(['metadata', 'name'], 'has no metadata.name', 'nameless')];
  }
  return [
    {
      severity: 'warning',
      path: [{ key: 'metadata' }, { key: 'generateName' }],
      message: 'generateName makes a new object at every create: there is nothing to compare with',
      nameless: true,
    },
  ];
}

/** What no kind allows: it would not fit into a URL's path. */
function checkNameText(name: string): readonly ObjectFault[] {
  if (name !== '.' && name !== '..' && !/[/%]/.test(name)) return [];
  const message = `metadata.name ${JSON.stringify(name)} holds what no name may hold`;
  return [fault(['metadata', 'name'], message)];
}

function checkNamespace(namespace: Json | undefined): readonly ObjectFault[] {
  if (namespace === undefined || namespace === null || typeof namespace === 'string') return [];
  const message = `metadata.namespace is ${describe(namespace)}, not text: put it in quotes`;
  return [fault(['metadata', 'namespace'], message, 'nameless')];
}

function checkTexts(field: string, map: Json | undefined): readonly ObjectFault[] {
  if (map === undefined || map === null) return [];
  if (!isJsonObject(map)) return [fault(['metadata', field], `metadata.${field} is not a map`)];
  return Object.entries(map)
    .filter(([, value]) => value !== null && typeof value !== 'string')
    .map(([key, value]) => {
      const what = `metadata.${field} "${key}" is ${describe(value)}`;
      const rest = 'Kubernetes takes text only: put it in quotes';
      return fault(['metadata', field, key], `${what}, and ${rest}`);
    });
}

/** The type alone: values may be secret. */
function describe(value: Json | undefined): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  return value === null ? 'null' : `a ${typeof value}`;
}
