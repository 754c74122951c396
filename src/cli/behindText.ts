import type { BranchState } from '../engine/committer.ts';

/** That a commit would stand on an older state than the remote's; `undefined` where it would not. */
export function behindText({ current, behind }: BranchState): string | undefined {
  if (current === undefined || behind === undefined) return undefined;
  const { upstream, commits } = behind;
  const count = commits === 1 ? '1 commit' : `${commits} commits`;
  return `${current} is ${count} behind ${upstream}, as last fetched: pull first to commit on top of it.`;
}
