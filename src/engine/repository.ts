import type { ManifestScan } from '../core/model/manifest.ts';

/** A revision as Git resolves it, and where the working copy stands. */
export interface Revision {
  /** Full commit id that the target's revision names; absent in a repository without commits. */
  readonly sha?: string;
  /** The ref it came from: `origin/main`, `HEAD`, `refs/tags/v1`. */
  readonly ref: string;
  readonly head?: string;
  /** The branch of HEAD; absent where detached. */
  readonly branch?: string;
  /** Commits of the target's path that HEAD has beyond it; absent where none changes anything. */
  readonly ahead?: number;
  /**
   * Commits that a push of the branch would publish, whatever they change; only with `ahead`, and
   * only where the revision is what was fetched of the branch that it would go to.
   */
  readonly unpushed?: number;
  /** What is under way in the working copy: no act then. */
  readonly operation?: 'rebase' | 'merge' | 'cherry-pick' | 'revert' | 'bisect' | 'am';
}

/** One commit that touched a file. */
export interface FileRevision {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  readonly email: string;
  /** Committer's time, RFC 3339. */
  readonly time: string;
  /** Full message: trailers are read from it. */
  readonly message: string;
  /** Blob of the file in that commit; absent where the commit deleted it. */
  readonly blob?: string;
  /** Path in that commit, where a rename lies between. */
  readonly file: string;
}

/** One commit of the path's history. */
export type PathCommit = Omit<FileRevision, 'blob' | 'file'>;

/** Who wrote a line last. */
export type LineBlame = Pick<FileRevision, 'commit' | 'subject' | 'author' | 'time'>;

/** A file that a commit changed, against its first parent. */
export interface CommittedChange {
  readonly file: string;
  /** Absent where the commit made the file. */
  readonly before?: string;
  /** Absent where the commit removed the file. */
  readonly after?: string;
}

/** A file that differs between the revision and HEAD or the working tree. */
export interface FileChange {
  readonly file: string;
  /** The text there; absent where the file is deleted there. */
  readonly text?: string;
}

/** The Git repository. Reads only; never fetches; throws `RepositoryError`. */
export interface Repository {
  /** Absolute path of the top level. */
  readonly root: string;
  resolve(spec: string): Promise<Revision>;
  /** All manifests below `path` in the commit, from the object store, cached by blob id. */
  scan(sha: string, path: string): Promise<ManifestScan>;
  /** Parses one blob as the scan does; cached. */
  manifests(blob: string, file: string): Promise<ManifestScan['files'][number]>;
  text(blob: string): Promise<string>;
  /** Commits that touched each file, newest first, at most `limit` each; one Git process. */
  history(
    sha: string,
    files: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly FileRevision[]>>;
  /** Commits up to `sha` that changed anything at or below `path`, newest first. */
  log(sha: string, path: string, limit: number): Promise<readonly PathCommit[]>;
  /** Files below `path` that differ between the commit and HEAD's tree (`ahead`). */
  ahead(sha: string, path: string): Promise<readonly FileChange[]>;
  /** Files below `path` whose text on disk differs from the commit's, untracked ones included. */
  edited(sha: string, path: string): Promise<readonly FileChange[]>;
  /** Commits between two, by id, `from` excluded, `to` included, that touched the path. */
  countBetween(from: string, to: string, file: string): Promise<number>;
  /**
   * Commits that a push of HEAD's branch would publish, whatever they change; `undefined` where the
   * revision is not what was fetched of the branch that it would go to.
   */
  unpushed(revision: Revision): Promise<number | undefined>;
  /** Full id, subject and parents of a commit; throws `unknownRevision`. */
  commit(
    spec: string,
  ): Promise<{ readonly sha: string; readonly subject: string; readonly parents: number }>;
  /** Commits of HEAD's own line that touched the path since `sha`, newest first. */
  commitsSince(sha: string, path: string): Promise<readonly string[]>;
  /** `older` is `newer`, or a commit that it follows. */
  isAncestor(older: string, newer: string): Promise<boolean>;
  /** Text of a file in a commit, `undefined` where it has none. */
  textAt(sha: string, file: string): Promise<string | undefined>;
  /** Who wrote each line of a file in a commit, the first line first; empty without the file. */
  blame(sha: string, file: string): Promise<readonly LineBlame[]>;
  /** Files at or below `path` that a commit changed against its first parent. */
  changesOf(sha: string, path: string): Promise<readonly CommittedChange[]>;
  /** Name and e-mail as Git would write them into a commit; `undefined` where it has none. */
  identity(): Promise<{ readonly name: string; readonly email: string } | undefined>;
  /** Text of a file on disk, `undefined` where there is none. */
  read(file: string): Promise<string | undefined>;
  /** Fires, coalesced, after commits, checkouts, merges, fetches and index changes. */
  watch(listener: () => void): { dispose(): void };
}

/** What went wrong in Git, on what, and the next step. */
export class RepositoryError extends Error {
  readonly reason: 'notARepository' | 'noCommits' | 'unknownRevision' | 'missingObject' | 'failed';
  constructor(reason: RepositoryError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RepositoryError';
    this.reason = reason;
  }
}
