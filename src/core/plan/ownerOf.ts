import { isJsonArray, isJsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import { groupOf } from '../model/objectRef.ts';

/** What is known about the rest of the cluster when an owner is looked for. */
export interface OwnerContext {
  /** Names of Argo CD Applications; only with them does the instance label mean one. */
  readonly applications?: ReadonlySet<string>;
  /** Our own ApplySet id: members of it are ours. */
  readonly applySet?: string;
}

/**
 * Who else manages a live object, by the mark that each tool leaves, in words for people
 * ("Argo CD application shop"). `undefined` where nobody does. Only live is asked: a mark that Git
 * merely declares binds nobody.
 */
export function ownerOf(live: KubeObject, context: OwnerContext = {}): string | undefined {
  for (const mark of marks) {
    const owner = mark(live, context);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

type Mark = (live: KubeObject, context: OwnerContext) => string | undefined;

const marks: readonly Mark[] = [
  controllingOwner,
  argoTracking,
  argoInstance,
  fluxKustomization,
  fluxRelease,
  helmRelease,
  (live) => named('kapp app', label(live, 'kapp.k14s.io/app')),
  fleet,
  configSync,
  otherApplySet,
];

/** A controller that made the object would make it again. */
function controllingOwner(live: KubeObject): string | undefined {
  const references = live.metadata['ownerReferences'];
  if (!isJsonArray(references)) return undefined;
  const owner = references.filter(isJsonObject).find((entry) => entry['controller'] === true);
  return owner === undefined ? undefined : `${String(owner['kind'])} ${String(owner['name'])}`;
}

/** `APP:GROUP/KIND:NAMESPACE/NAME`; Argo CD ignores one that was copied to another object. */
function argoTracking(live: KubeObject): string | undefined {
  const id = annotation(live, 'argocd.argoproj.io/tracking-id');
  if (id === undefined) return undefined;
  const [application = '', kind = '', name = ''] = splitTracking(id);
  const own =
    kind === `${groupOf(live.apiVersion)}/${live.kind}` &&
    name.slice(name.indexOf('/') + 1) === live.metadata.name;
  return own || kind === '' ? named('Argo CD application', application) : undefined;
}

function splitTracking(id: string): readonly string[] {
  const parts = id.split(':');
  // The name of an RBAC object may hold colons; that of an application may not.
  return [parts[0] ?? '', parts[1] ?? '', parts.slice(2).join(':')];
}

function argoInstance(live: KubeObject, context: OwnerContext): string | undefined {
  const own = label(live, 'argocd.argoproj.io/instance');
  if (own !== undefined) return named('Argo CD application', own);
  const instance = label(live, 'app.kubernetes.io/instance');
  return instance !== undefined && context.applications?.has(instance) === true
    ? named('Argo CD application', instance)
    : undefined;
}

function fluxKustomization(live: KubeObject): string | undefined {
  return named('Flux kustomization', label(live, 'kustomize.toolkit.fluxcd.io/name'));
}

function fluxRelease(live: KubeObject): string | undefined {
  return named('Flux Helm release', label(live, 'helm.toolkit.fluxcd.io/name'));
}

/** The mark is the annotation on live; the label `managed-by: Helm` is often copied by hand. */
function helmRelease(live: KubeObject): string | undefined {
  return named('Helm release', annotation(live, 'meta.helm.sh/release-name'));
}

function fleet(live: KubeObject): string | undefined {
  const bundle = label(live, 'fleet.cattle.io/bundle-name');
  if (bundle !== undefined) return named('Fleet bundle', bundle);
  return named('Fleet', annotation(live, 'objectset.rio.cattle.io/id'));
}

function configSync(live: KubeObject): string | undefined {
  const managed =
    annotation(live, 'configmanagement.gke.io/managed') === 'enabled' ||
    annotation(live, 'configsync.gke.io/resource-id') !== undefined;
  return managed ? 'Config Sync' : undefined;
}

function otherApplySet(live: KubeObject, context: OwnerContext): string | undefined {
  const id = label(live, 'applyset.kubernetes.io/part-of');
  return id === context.applySet ? undefined : named('ApplySet', id);
}

function named(what: string, name: string | undefined): string | undefined {
  return name === undefined || name === '' ? undefined : `${what} ${name}`;
}

function label(live: KubeObject, key: string): string | undefined {
  return live.metadata.labels?.[key];
}

function annotation(live: KubeObject, key: string): string | undefined {
  return live.metadata.annotations?.[key];
}
