import type { KubeObject } from './kubeObject.ts';
import type { Problem, Source } from './objectStatus.ts';

/** One Kubernetes object as a file declares it; the namespace is not filled in. */
export interface ManifestDocument {
  readonly source: Source;
  readonly object: KubeObject;
  /** Encrypted by SOPS: the block that says so (`sops`) is kept out of `object`. */
  readonly encrypted?: true;
  /**
   * Why Kubernetes would refuse the object as it is written, though it can be named: its status is
   * `invalid`, it is never compared nor applied. The same words stand in the file's problems.
   */
  readonly invalid?: string;
  /**
   * Some integer lies beyond 2^53 and `object` holds it rounded: compared as rounded on both sides,
   * and not to be written. A warning stands in the file's problems, with its line.
   */
  readonly inexact?: true;
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
