import type { AuditLog } from '../engine/auditLog.ts';
import type { Committer } from '../engine/committer.ts';
import type { ActLog } from '../engine/actLog.ts';
import type { Environment } from '../engine/environment.ts';
import type { Engine } from '../engine/engine.ts';
import type { Repository } from '../engine/repository.ts';
import type { StateStore } from '../engine/stateStore.ts';
import type { Console } from './console.ts';
import type { LookOptions } from './commandLine.ts';

/** One target, connected; whoever opened it disposes of the engine. */
export interface OpenTarget {
  readonly engine: Engine;
  readonly git: Repository;
  /** Opens the repository for commits. Throws `CommitError`. */
  readonly openCommitter: () => Promise<Committer>;
  /** The repository's name for people. */
  readonly repository: string;
  /** What was done to the repository's targets, and where acts are told. */
  readonly acts: ActLog;
  /**
   * Why nothing may be written: the cluster was not named by anybody. Absent where it was.
   */
  readonly unnamed?: string;
}

/** What the commands need of the process. */
export interface CommandParts {
  readonly console: Console;
  /** Throws `RepositoryError` or `ClusterError`; the network is touched by the engine's look. */
  readonly open: (options: LookOptions) => Promise<OpenTarget>;
  readonly environment: Environment;
  readonly audit: AuditLog;
  readonly state: StateStore;
  readonly now: () => Date;
  /** Aborted by the first Ctrl+C or SIGTERM, for commands that finish what they began. */
  readonly stop: () => AbortSignal;
  /** Asks a person; only where there is one. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<string>;
  readonly canAsk: boolean;
}
