import type { ObjectKey } from '../core/model/objectRef.ts';

/** The cluster that a preview is of: two may differ from Git alike. */
export interface PreviewCluster {
  readonly context: string;
  /** Its address. */
  readonly server: string;
  readonly namespace: string;
}

/** What would be written to the cluster, object by object. */
export interface ClusterPreview {
  readonly cluster: PreviewCluster;
  readonly steps: readonly PreviewStep[];
  readonly notes: readonly string[];
  /** Objects that would be written. */
  readonly writes: number;
  /** Names exactly this preview: what is written is what was shown. */
  readonly token: string;
}

/** One object of it. */
export interface PreviewStep {
  readonly key: ObjectKey;
  readonly subject: string;
  readonly action: string;
  readonly changes: readonly PreviewChange[];
  /** A sentence; the object is not written then. */
  readonly refusal?: string;
  /** What a person may allow for this object alone, and whether it is allowed here. */
  readonly consents: readonly PreviewConsent[];
  /** Restarts, conflicts, warnings, what is left and why: sentences. */
  readonly notes: readonly string[];
}

/** One thing that is only done where it is allowed for the object by itself. */
export interface PreviewConsent {
  /** To take over the fields that these managers hold, or to delete it and make it anew. */
  readonly allows: { readonly takeOver: readonly string[] } | { readonly recreate: true };
  readonly label: string;
  readonly isGiven: boolean;
}

/** One field: what goes and what comes. */
export interface PreviewChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** What would be committed. */
export interface CommitPreview {
  /** Where the values are from. */
  readonly cluster: PreviewCluster;
  readonly files: readonly PreviewFile[];
  readonly refusals: readonly string[];
  /** What else a person should know before the commit. */
  readonly notes: readonly string[];
  /** The message that is proposed, without its trailers. */
  readonly message: string;
  /** Written below whatever message the person chooses. */
  readonly trailers: string;
  readonly branches: PreviewBranches;
  readonly token: string;
}

/** Where the commit may go. */
export interface PreviewBranches {
  /** Absent where HEAD is detached. */
  readonly current?: string;
  /** The new branch comes first. */
  readonly offersNewBranch: boolean;
  readonly proposed: string;
}

/** A file's text before and after; secret values are hidden in both. */
export interface PreviewFile {
  readonly file: string;
  readonly before?: string;
  readonly after?: string;
}

/** What became of one thing that was to be written. */
export interface StepNews {
  readonly good: boolean;
  /** The object, where it is one: its choice stays where it is not good. */
  readonly key?: ObjectKey;
  readonly message: string;
}

/** What became of a step. */
export interface StepEnd {
  readonly results: readonly StepNews[];
  /** The branch that can be pushed now. */
  readonly push?: string;
  /** A pull request can be opened: the host knows where. */
  readonly review?: true;
}
