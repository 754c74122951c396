import { l10n } from 'vscode';
import type { Revision } from '../engine/repository.ts';

/** Commits of the checked-out branch that what is compared lacks. */
export interface Unpushed {
  readonly branch: string;
  /** Of what is compared. */
  readonly commits: number;
  /**
   * All that a push of the branch would publish. Absent where what is compared is not the branch's
   * own copy on the remote that it is pushed to: it lacks them after a push as before.
   */
  readonly published?: number;
}

/** `undefined`: nothing lacks there, or HEAD is on no branch. */
export function unpushedOf(revision: Revision | undefined): Unpushed | undefined {
  const { branch, ahead = 0, unpushed } = revision ?? {};
  if (branch === undefined || ahead === 0) return undefined;
  return { branch, commits: ahead, ...(unpushed === undefined ? {} : { published: unpushed }) };
}

/** A sentence; `undefined` where there is nothing to say. */
export function unpushedWords(revision: Revision | undefined): string | undefined {
  const found = unpushedOf(revision);
  if (revision === undefined || found === undefined) return undefined;
  const { branch, commits, published } = found;
  if (published === undefined) {
    return commits === 1
      ? l10n.t('{0} has 1 commit that {1} lacks.', branch, revision.ref)
      : l10n.t('{0} has {1} commits that {2} lacks.', branch, commits, revision.ref);
  }
  if (published !== commits) {
    return l10n.t(
      '{0} has {1} commits that are not pushed: what they change here counts once they are.',
      branch,
      published,
    );
  }
  return commits === 1
    ? l10n.t('{0} has 1 commit that is not pushed: it counts once it is.', branch)
    : l10n.t('{0} has {1} commits that are not pushed: they count once they are.', branch, commits);
}
