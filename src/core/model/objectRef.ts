import type { KubeObject } from './kubeObject.ts';

/** Names one object of a cluster. `namespace` is absent for cluster-scoped kinds. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** `group/kind/namespace/name`: the version is left out, since two versions are one object. */
export type ObjectKey = string;

/** The API group of an `apiVersion`; the core group is the empty string. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

export function objectKey(ref: ObjectRef): ObjectKey {
  return `${groupOf(ref.apiVersion)}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
}

/** The ref of an object as it stands; a namespace that it lacks is not filled in. */
export function refOf(object: KubeObject): ObjectRef {
  const { namespace, name } = object.metadata;
  const ref = { apiVersion: object.apiVersion, kind: object.kind, name: name ?? '' };
  return namespace === undefined ? ref : { ...ref, namespace };
}

/** `KIND[.GROUP]/[NAMESPACE/]NAME`, the form that the command line takes and prints. */
export function formatRef(ref: ObjectRef): string {
  const group = groupOf(ref.apiVersion);
  const kind = group === '' ? ref.kind : `${ref.kind}.${group}`;
  return ref.namespace === undefined
    ? `${kind}/${ref.name}`
    : `${kind}/${ref.namespace}/${ref.name}`;
}
