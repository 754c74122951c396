import { l10n } from 'vscode';
import type { BranchState } from '../engine/committer.ts';

/**
 * That a commit would stand on an older state than the remote's, as that was last fetched;
 * `undefined` where it would not. Short: a longer line of a pick hides the one below it.
 */
export function behindWords({ current, behind }: BranchState): string | undefined {
  if (current === undefined || behind === undefined) return undefined;
  const { upstream, commits } = behind;
  return commits === 1
    ? l10n.t('{0} is 1 commit behind {1}: pull first.', current, upstream)
    : l10n.t('{0} is {1} commits behind {2}: pull first.', current, commits, upstream);
}
