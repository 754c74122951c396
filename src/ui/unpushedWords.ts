import { l10n } from 'vscode';
import type { Revision } from '../engine/repository.ts';

/** Commits of the checked-out branch that what is compared lacks. */
export interface Unpushed {
  readonly branch: string;
  /** What is compared is the branch's own copy on a remote: pushing it is all that is left to do. */
  readonly isOwn: boolean;
  readonly commits: number;
}

/** `undefined`: nothing lacks there, or HEAD is on no branch. */
export function unpushedOf(revision: Revision | undefined): Unpushed | undefined {
  const { ref = '', branch, ahead = 0 } = revision ?? {};
  if (branch === undefined || ahead === 0) return undefined;
  const isOwn = ref.slice(ref.indexOf('/') + 1) === branch && ref !== branch;
  return { branch, isOwn, commits: ahead };
}

/** A sentence; `undefined` where there is nothing to say. */
export function unpushedWords(revision: Revision | undefined): string | undefined {
  const found = unpushedOf(revision);
  if (revision === undefined || found === undefined) return undefined;
  const { branch, isOwn, commits } = found;
  if (isOwn) {
    return commits === 1
      ? l10n.t('{0} has 1 commit that is not pushed: it counts once it is.', branch)
      : l10n.t(
          '{0} has {1} commits that are not pushed: they count once they are.',
          branch,
          commits,
        );
  }
  return commits === 1
    ? l10n.t('{0} has 1 commit that {1} lacks.', branch, revision.ref)
    : l10n.t('{0} has {1} commits that {2} lacks.', branch, commits, revision.ref);
}
