import type { Json } from '../model/json.ts';

/** Fields of `metadata` that the server keeps and Git never means (drift.md 3, "Never"). */
export const neverMetadata: ReadonlySet<string> = new Set([
  'managedFields',
  'resourceVersion',
  'uid',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'name',
  'namespace',
  'generateName',
]);

/** Annotations that never count, declared or not. */
export const neverAnnotations: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  // What the status of a HorizontalPodAutoscaler says, as its version 1 has it.
  'autoscaling.alpha.kubernetes.io/conditions',
  'autoscaling.alpha.kubernetes.io/current-metrics',
]);

/**
 * Labels and annotations with which other tools mark what they track; they count only where Git
 * declares them.
 */
function isTrackingMark(key: string, value: unknown): boolean {
  if (key === 'app.kubernetes.io/managed-by') return value === 'Helm';
  return trackingPrefixes.some((prefix) => key.startsWith(prefix)) || trackingKeys.has(key);
}

const trackingPrefixes: readonly string[] = [
  'argocd.argoproj.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
  'applyset.kubernetes.io/',
  'meta.helm.sh/',
];

const trackingKeys: ReadonlySet<string> = new Set(['helm.sh/chart']);

/**
 * A place that never counts (drift.md 3, "Never"): `parent` is its parent's general path. What
 * only counts where Git declares it is told apart by `declared`.
 */
export function isNever(
  parent: readonly string[],
  key: string,
  value: Json,
  declared: boolean,
): boolean {
  if (parent[0] !== 'metadata') return false;
  if (parent.length === 1) return neverMetadata.has(key);
  if (parent.length !== 2) return false;
  if (parent[1] === 'annotations' && neverAnnotations.has(key)) return true;
  const marks = parent[1] === 'annotations' || parent[1] === 'labels';
  return marks && !declared && isTrackingMark(key, value);
}
