import { CommitError } from './committer.ts';
import { RepositoryError, type Repository, type Revision } from './repository.ts';
import type { TargetState } from './statusStore.ts';

/**
 * The state of Git that something was planned from and shown. A person may look at it for hours:
 * what they agreed to is written only while Git still says so.
 */
export class ShownGit {
  readonly #repository: Repository;
  readonly #spec: string;
  readonly #shown: Revision | undefined;
  readonly #follows: 'revision' | 'head';

  /**
   * @param state the target as it was looked at when the plan was begun.
   * @param follows `revision`, for a write to the cluster; `head`, for a commit: the tip and the
   *   branch that it would stand on count too.
   */
  constructor(
    repository: Repository,
    { target, revision }: Pick<TargetState, 'target' | 'revision'>,
    follows: 'revision' | 'head',
  ) {
    this.#repository = repository;
    this.#spec = target.revision;
    this.#shown = revision;
    this.#follows = follows;
  }

  /**
   * Why nothing of it is to be written, without a full stop; `undefined`: it may be. Never in the
   * middle of a rebase or the like, nor what was planned in one.
   */
  async whyMoved(): Promise<string | undefined> {
    const shown = this.#shown;
    try {
      const now = await this.#repository.resolve(this.#spec);
      if (now.operation !== undefined) return `a git ${now.operation} is under way`;
      if (shown?.operation !== undefined) {
        return `the git ${shown.operation} that the plan was made in has ended`;
      }
      if (!isSameRevision(now, shown)) return movedWords(shown, now);
      if (this.#follows === 'revision' || isSameHead(now, shown)) return undefined;
      return movedWords(headOf(shown), headOf(now));
    } catch (error) {
      if (error instanceof RepositoryError) return error.message.replace(/\.$/, '');
      throw error;
    }
  }

  /** Throws `CommitError` (`moved`) where Git does not stand as it was shown. */
  async requireForCommit(): Promise<void> {
    const why = await this.whyMoved();
    if (why === undefined) return;
    throw new CommitError('moved', `Nothing was written: ${why}. Look at it again.`);
  }
}

/** Both name the same commit by the same ref, with the same operation under way, or none. */
export function isSameRevision(a: Revision | undefined, b: Revision | undefined): boolean {
  return a?.sha === b?.sha && a?.ref === b?.ref && a?.operation === b?.operation;
}

/** HEAD stands on the same commit and branch in both. */
export function isSameHead(a: Revision | undefined, b: Revision | undefined): boolean {
  return a?.head === b?.head && a?.branch === b?.branch;
}

type Place = Pick<Revision, 'sha' | 'ref'>;

function headOf(revision: Revision | undefined): Place {
  const { head, branch } = revision ?? {};
  return { ...(head === undefined ? {} : { sha: head }), ref: branch ?? 'HEAD' };
}

function movedWords(shown: Place | undefined, now: Place): string {
  return `Git has moved on since the plan was made, from ${words(shown)} to ${words(now)}`;
}

function words(place: Place | undefined): string {
  const sha = place?.sha?.slice(0, 7) ?? 'no commit';
  return place === undefined ? sha : `${place.ref} at ${sha}`;
}
