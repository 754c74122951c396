/** A text with an edit made in it; `text` absent: the file is to go. */
export type EditedText = { readonly text?: string } | { readonly refused: string };

/** One file of a commit: how its text is changed, wherever that text stands. */
export interface FileEdit {
  /** Path from the repository's root, with `/`. */
  readonly file: string;
  /**
   * Makes the edit in a text of this file: the commit's parent's, the index's, the working
   * file's. Pure. `undefined`: the file is not there. Refuses where the text differs in what is
   * to be edited.
   */
  readonly edit: (text: string | undefined) => EditedText;
}

/** A commit that holds only these edits. */
export interface CommitRequest {
  readonly edits: readonly FileEdit[];
  /** Subject, body and trailers. Hooks may rewrite it. */
  readonly message: string;
  /**
   * `current`: the branch of HEAD, whose index and working files carry the same edit; a name: a
   * new branch from HEAD's tip, and the working tree is left alone.
   */
  readonly branch: { readonly current: true } | { readonly name: string };
}

/** A revert as `git revert` makes it, limited to a path. */
export interface RevertRequest {
  /** Full commit ids, newest first; a merge is reverted against its first parent. */
  readonly commits: readonly string[];
  readonly path: string;
  readonly message: string;
  readonly branch: CommitRequest['branch'];
}

/** What a commit would hold. */
export interface CommitPreview {
  /** Full id of its parent. */
  readonly parent: string;
  readonly branch: string;
  readonly files: readonly {
    readonly file: string;
    /** Absent where the file is made or removed. */
    readonly before?: string;
    readonly after?: string;
  }[];
  /** Files that a revert would change outside of its path, which stay as they are. */
  readonly dropped?: readonly string[];
}

/** What was committed. */
export interface Commit {
  readonly commit: string;
  readonly branch: string;
  readonly subject: string;
  readonly files: readonly string[];
}

/** Where a pushed branch can be reviewed. */
export interface Pushed {
  readonly remote: string;
  readonly branch: string;
  /** Link that opens a pull request, where the remote is known. */
  readonly review?: string;
}

/** What has to be known before a branch is chosen. */
export interface BranchState {
  /** Absent where HEAD is detached. */
  readonly current?: string;
  /** It is protected or the default branch, and has an upstream: a new branch comes first. */
  readonly offersNewBranch: boolean;
  readonly remote?: string;
  /** The current branch lacks commits of its upstream, as that was last fetched. */
  readonly behind?: { readonly upstream: string; readonly commits: number };
}

/**
 * Writes to the Git repository: commits of their own, with hooks and signing, that leave the
 * person's staged and unstaged work as it was. Throws `CommitError`, and has written nothing then.
 */
export interface Committer {
  branches(): Promise<BranchState>;
  preview(request: CommitRequest): Promise<CommitPreview>;
  commit(request: CommitRequest, signal?: AbortSignal): Promise<Commit>;
  previewRevert(request: RevertRequest): Promise<CommitPreview>;
  revert(request: RevertRequest, signal?: AbortSignal): Promise<Commit>;
  /** Pushes one branch to its upstream, or to the only remote under its own name. */
  push(branch: string): Promise<Pushed>;
  /** Name and e-mail as Git would write them; `undefined` where Git has none. */
  identity(): Promise<{ readonly name: string; readonly email: string } | undefined>;
}

/** Why nothing was committed, on what, and the next step. */
export class CommitError extends Error {
  readonly reason:
    | 'refused' // the edit cannot be made there
    | 'conflict' // it meets an uncommitted change of the same lines, or does not revert cleanly
    | 'busy' // a rebase, merge or the like is under way, or the index is locked
    | 'detached' // no branch to commit to
    | 'hook' // a hook refused
    | 'signing' // the commit could not be signed
    | 'identity' // Git does not know who commits
    | 'moved' // the branch moved meanwhile
    | 'failed';
  /** What the hook, or Git, printed. */
  readonly output?: string;
  constructor(
    reason: CommitError['reason'],
    message: string,
    details: { readonly output?: string; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'CommitError';
    this.reason = reason;
    if (details.output !== undefined) this.output = details.output;
  }
}
