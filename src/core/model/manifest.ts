import type { KubeObject } from './kubeObject.ts';
import type { Problem, Source } from './objectStatus.ts';

/** One Kubernetes object as a file declares it; the namespace is not filled in. */
export interface ManifestDocument {
  readonly source: Source;
  readonly object: KubeObject;
  /** Secret-looking or encrypted: the block that says so (`sops`), kept out of `object`. */
  readonly encrypted?: true;
}

/**
 * A file that is, or holds, Kubernetes manifests. Files without any (CI files, values, compose)
 * have neither documents nor problems.
 */
export interface ManifestFile {
  readonly file: string;
  /** Git blob id; absent for text that is not committed. */
  readonly blob?: string;
  readonly documents: readonly ManifestDocument[];
  readonly problems: readonly Problem[];
}

/** A kustomization or a chart: everything at or below it, and what it lists, is not judged yet. */
export interface Unrendered {
  readonly kind: 'kustomize' | 'helm';
  /** Path of kustomization.yaml or Chart.yaml. */
  readonly file: string;
  /** Files that it covers. */
  readonly covers: readonly string[];
}

/** All that a tree declares below a path. */
export interface ManifestScan {
  readonly files: readonly ManifestFile[];
  readonly unrendered: readonly Unrendered[];
  /** Problems of no single manifest file: submodules, symlinks, missing blobs. */
  readonly problems: readonly Problem[];
  /** Text of `.driftline.yaml` of that tree, where there is one. */
  readonly settings?: string;
}
