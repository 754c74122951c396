import { gitFailure, withoutFetch, type GitCall, type GitProcess } from './gitProcess.ts';
import { gitVersion } from './hookRunner.ts';
import { ThrowAwayWorktree } from './throwAwayWorktree.ts';

/** A three-way merge of trees, by their ids. */
interface Merge {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

interface Merged {
  readonly tree: string;
  /** Files that hold conflict marks in the tree, or would. */
  readonly conflicts: readonly string[];
}

/**
 * Merges as `git revert` does, renames followed, without a look at index or working files. Throws
 * `CommitError`.
 */
export async function mergeTrees(
  writer: GitProcess,
  merge: Merge,
  signal?: AbortSignal,
): Promise<Merged> {
  const call = { env: withoutFetch, ...(signal === undefined ? {} : { signal }) };
  const [major = 0, minor = 0] = await gitVersion(writer);
  const [ours, theirs] = await relatedCommits(writer, merge, call);
  if (major === 2 && minor < 38) {
    return mergeInWorktree(writer, ours, theirs, call);
  }
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs];
  const outcome = await writer.run(args, call);
  const [tree = '', ...conflicts] = outcome.stdout.toString('utf8').split('\0');
  if (outcome.code > 1 || tree === '') throw gitFailure(writer.folder, args, outcome);
  return { tree: tree.trim(), conflicts: conflicts.filter((file) => file !== '') };
}

/** `--merge-base` came with 2.40: commits that nobody names say the same to older Git. */
async function relatedCommits(
  writer: GitProcess,
  { base, ours, theirs }: Merge,
  call: GitCall,
): Promise<readonly [string, string]> {
  const env = { ...call.env, ...nobody };
  const make = (tree: string, parents: readonly string[]) =>
    writer.text(['commit-tree', ...parents, '-m', 'driftline', tree], { ...call, env });
  const root = await make(base, []);
  return [await make(ours, ['-p', root]), await make(theirs, ['-p', root])];
}

/** The same commits at every look, whoever looks, so that they are stored once. */
const nobody: Readonly<Record<string, string>> = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'Driftline'],
    [`GIT_${role}_EMAIL`, 'driftline@localhost'],
    [`GIT_${role}_DATE`, '1000000000 +0000'],
  ]),
);

async function mergeInWorktree(
  writer: GitProcess,
  ours: string,
  theirs: string,
  call: GitCall,
): Promise<Merged> {
  const worktree = await ThrowAwayWorktree.create(writer, ours, ours, call.signal);
  try {
    const inside = writer.in(worktree.folder);
    const options = ['-c', 'core.hooksPath=/dev/null', '-c', 'merge.renames=true'];
    const env = { ...call.env, ...nobody };
    const args = [...options, 'merge', '--no-commit', '--no-ff', '--no-stat', '--quiet', theirs];
    const outcome = await inside.run(args, { ...call, env });
    const unmerged = await inside.text(['diff', '--name-only', '-z', '--diff-filter=U']);
    const conflicts = unmerged.split('\0').filter((file) => file !== '');
    if (outcome.code > 1 || (outcome.code === 1 && conflicts.length === 0)) {
      throw gitFailure(writer.folder, args, outcome);
    }
    if (conflicts.length > 0) await inside.text(['add', '--all', '--force', '--sparse', '.']);
    return { tree: await inside.text(['write-tree']), conflicts };
  } finally {
    await worktree.remove();
  }
}
