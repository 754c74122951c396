import type { AuditEntry } from '../core/model/audit.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { ObjectConsent, Plan } from '../core/model/plan.ts';
import type { ServerChecks } from '../core/model/target.ts';
import type { TimelineEvent } from '../core/model/timeline.ts';
import type { CaptureSelection, CommitDraft, DraftPlace } from '../engine/commitDesk.ts';
import type { BranchState, Pushed } from '../engine/committer.ts';
import type { HealNews, HealState } from '../engine/healingDesk.ts';
import type { HealTerms } from '../engine/healTerms.ts';
import type { ObjectSides } from '../engine/readSides.ts';
import type { CommittedChange, LineBlame, PathCommit } from '../engine/repository.ts';
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
  /** Digests that change with what the context names: the way to the server, and the user. */
  readonly stamps?: { readonly cluster: string; readonly user: string };
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
  /** Drafted for the current branch, else for a new one; where HEAD is detached only that will do. */
  draftCapture(selections: readonly CaptureSelection[], place?: DraftPlace): Promise<CommitDraft>;
  /** Of one commit, or of all that came after it, which stays itself. */
  draftRollback(
    commit: PathCommit,
    options?: DraftPlace & { readonly since?: boolean },
  ): Promise<CommitDraft>;
  push(branch: string): Promise<Pushed>;
}

/** What a person wants to have applied from Git. */
export interface SyncRequest {
  /** Objects that were named one by one; absent: all that a sync of everything takes. */
  readonly keys?: readonly ObjectKey[];
  /** Of an object in it exactly these findings, as `formatPath` names them; of others all. */
  readonly only?: ReadonlyMap<ObjectKey, ReadonlySet<string>>;
  /** What a person allowed for single objects: to take over from others, to make it anew. */
  readonly consents?: ReadonlyMap<ObjectKey, ObjectConsent>;
}

/** Self-heal of one target, as people see and steer it; decisions are shared with `watch --heal`. */
export interface HealingPort {
  readonly state: HealState;
  /** What a person is asked to allow, as it stands now. */
  terms(): Promise<HealTerms>;
  /** Gives the consent for the terms that were shown. Throws where others are in force by now. */
  allow(shown: HealTerms): Promise<void>;
  /** Withdraws every consent for this target. */
  forbid(): Promise<void>;
  pause(minutes: number): Promise<void>;
  resume(): Promise<void>;
  /** Fires when `state` has changed (no news), and when something was healed, given up or left. */
  onDidChange(listener: (news?: HealNews) => void): { dispose(): void };
  /** Reads `.driftline.yaml` and the decisions anew. */
  check(): void;
}

/** One repository looked at against one cluster. Made by the composition root, owned by one. */
export interface Session {
  readonly store: StatusStore;
  readonly commits: CommitPort;
  /** End of the latest look at which the cluster answered; `undefined` before the first. */
  readonly lookedAt: Date | undefined;
  /** Cluster and repository are watched: what is shown is what is. */
  readonly isLive: boolean;
  /** Path of the workspace folder from the repository's root; `''` where it is the root. */
  readonly prefix: string;
  /** Text of a file at the target's revision; `undefined` where that lacks the file. */
  committedText(file: string): Promise<string | undefined>;
  /** Lets go of the cluster until `wake`, or until something is asked; not while an act runs. */
  rest(): Promise<void>;
  /** Looks again where it rests; awake, it does nothing. */
  wake(): Promise<void>;
  /** A person's "look again": everything, also where a backoff waits. */
  refresh(): Promise<void>;
  /** Who wrote each line of `committedText`, the first line first; empty where it is not known. */
  blame(file: string): Promise<readonly LineBlame[]>;
  /** Reads live anew. Throws `ClusterError` where it can't. */
  sides(key: ObjectKey): Promise<ObjectSides>;
  /** What would differ from live if Git declared this text of the file; lines are the text's. */
  judgeText(file: string, text: string): Promise<readonly ObjectStatus[]>;
  /** Commits of the path, our acts and writes by others, newest first; of all, or of some. */
  timeline(keys?: readonly ObjectKey[]): Promise<readonly TimelineEvent[]>;
  /** What a commit changed below the target's path, against its first parent. */
  commitFiles(commit: string): Promise<readonly CommittedChange[]>;
  readonly healing: HealingPort;
  /** Names of namespaces to choose from; empty where they may not be listed. */
  namespaces(): Promise<readonly string[]>;
  /** The log of acts on this repository, oldest first. */
  acts(): Promise<readonly AuditEntry[]>;
  /** What a sync would do. Writes nothing; throws where it can't be told. */
  planSync(request: SyncRequest, signal: AbortSignal): Promise<Plan>;
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
  /** Tells when `contexts` may answer otherwise by now. */
  watchContexts(kubeconfig: string | undefined, onChange: () => void): Promise<{ dispose(): void }>;
  /** Throws `RepositoryError` where the folder is in no repository. */
  open(options: SessionOptions): Promise<Session>;
}
