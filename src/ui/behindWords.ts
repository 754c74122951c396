import { l10n } from 'vscode';
import type { BranchState } from '../engine/committer.ts';

/** That a commit would stand on an older state than the remote's; `undefined` where it would not. */
export function behindWords({ current, behind }: BranchState): string | undefined {
  if (current === undefined || behind === undefined) return undefined;
  const { upstream, commits } = behind;
  return commits === 1
    ? l10n.t(
        '{0} is 1 commit behind {1}, as last fetched: pull first to commit on top of it.',
        current,
        upstream,
      )
    : l10n.t(
        '{0} is {1} commits behind {2}, as last fetched: pull first to commit on top of it.',
        current,
        commits,
        upstream,
      );
}
