import type { BranchState, Commit } from '../engine/committer.ts';

/**
 * What is left to do after a commit that was not pushed, line by line; nothing where the target
 * follows the branch here already.
 *
 * @param ref the revision that the target follows, as it is named: `HEAD`, `origin/main`.
 */
export function nextStepTexts(
  { branch }: Commit,
  { current, remote }: BranchState,
  ref: string | undefined,
): readonly string[] {
  const isFollowed = branch === current && (ref === 'HEAD' || ref === branch);
  if (isFollowed) return [];
  const into = ref === undefined || ref === 'HEAD' ? (current ?? 'the branch of the target') : ref;
  const steps =
    remote === undefined
      ? [`next: merge ${branch} into ${into}`]
      : branch === current
        ? [`next: git push ${remote} ${branch}`]
        : [`next: git push -u ${remote} ${branch}`, '      then open a pull request'];
  return [...steps, `      until ${into} has it, status says "captured in ${branch}"`];
}
