import type { Plan } from '../core/model/plan.ts';
import type { ServerChecks } from '../core/model/target.ts';
import type { CaptureSelection, CommitDraft } from '../engine/commitDesk.ts';
import type { BranchState, Pushed } from '../engine/committer.ts';
import type { PathCommit } from '../engine/repository.ts';
import type { StatusStore } from '../engine/statusStore.ts';
import type { SyncProgress, SyncReport } from '../engine/syncReport.ts';

/** A context of the kubeconfig, to choose from. */
export interface ContextChoice {
  readonly name: string;
  /** URL of its API server. */
  readonly server: string;
  readonly namespace: string;
  /** The server's address is on this machine. */
  readonly loopback: boolean;
  readonly current: boolean;
}

/** The cluster that a folder was bound to; another one that answers there is not looked at. */
export interface ClusterBinding {
  readonly context: string;
  readonly server: string;
  /** Known after the first answer. */
  readonly uid?: string;
}

/** What a session looks at. Absent settings are for the engine to choose. */
export interface SessionOptions {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly kubeconfig?: string;
  /** Without one nothing is asked of any cluster: the repository alone is read. */
  readonly binding?: ClusterBinding;
  readonly namespace?: string;
  readonly revision: string;
  readonly serverChecks?: ServerChecks;
  readonly reconcileSeconds: number;
}

/** Commits that a person makes from the editor. Throws `CommitError`, and has written nothing then. */
export interface CommitPort {
  branches(): Promise<BranchState>;
  /** Commits of the path, newest first. */
  history(limit: number): Promise<readonly PathCommit[]>;
  draftCapture(selections: readonly CaptureSelection[]): Promise<CommitDraft>;
  draftRollback(commit: PathCommit): Promise<CommitDraft>;
  push(branch: string): Promise<Pushed>;
}

/** One repository looked at against one cluster. Made by the composition root, owned by one. */
export interface Session {
  readonly store: StatusStore;
  readonly commits: CommitPort;
  /** Path of the workspace folder from the repository's root; `''` where it is the root. */
  readonly prefix: string;
  /** Text of a file at the target's revision; `undefined` where that lacks the file. */
  committedText(file: string): Promise<string | undefined>;
  /** A person's "look again": everything, also where a backoff waits. */
  refresh(): Promise<void>;
  /** What a sync of all objects would do. Writes nothing; throws where it can't be told. */
  planSync(signal: AbortSignal): Promise<Plan>;
  /** Carries out a plan that a person has agreed to; ends early, between writes, on `signal`. */
  carryOut(
    plan: Plan,
    signal: AbortSignal,
    onProgress: (progress: SyncProgress) => void,
  ): Promise<SyncReport>;
  dispose(): void;
}

/** Loads the cluster client when first called; opens sessions. */
export interface SessionOpener {
  /** Throws where there is no kubeconfig, or it can't be read. */
  contexts(kubeconfig: string | undefined): Promise<readonly ContextChoice[]>;
  /** Throws `RepositoryError` where the folder is in no repository. */
  open(options: SessionOptions): Promise<Session>;
}
