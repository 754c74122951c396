import { CommitError, type RevertRequest } from '../../engine/committer.ts';
import type { CommitBase } from './branchFacts.ts';
import type { FileChange } from './fileChange.ts';
import type { GitRunner } from './gitRunner.ts';
import { mergeTrees } from './mergeTrees.ts';
import type { ObjectStore } from './objectStore.ts';
import type { PlanTools } from './planEdits.ts';
import { TreeEditor } from './treeEditor.ts';
import { diffTrees, type TreeChange } from './treeDifference.ts';
import type { TreeEntry } from './treeReader.ts';

/** What a revert would change. */
interface PlannedRevert {
  readonly changes: readonly FileChange[];
  /** Files that it would change outside of its path. */
  readonly dropped: readonly string[];
}

/**
 * Works out a revert on trees alone: neither index nor working files are looked at. One commit
 * after the other, as `git revert` does. Throws `CommitError` on a conflict.
 */
export async function planRevert(
  tools: PlanTools,
  base: CommitBase,
  request: RevertRequest,
  signal?: AbortSignal,
): Promise<PlannedRevert> {
  const path = normalise(request.path);
  const dropped = new Set<string>();
  let tree = base.tree;
  for (const commit of request.commits) {
    const undone = await readCommit(tools.git, commit);
    const merge = { base: undone.tree, ours: tree, theirs: undone.parentTree };
    const merged = await mergeTrees(tools.writer, merge, signal);
    const conflicts = merged.conflicts.filter((file) => isWithin(file, path));
    if (conflicts.length > 0) throw conflict(commit, conflicts);
    const all = await diffTrees(tools.git, tree, merged.tree);
    for (const { file } of all) if (!isWithin(file, path)) dropped.add(file);
    const wanted = all.filter(({ file }) => isWithin(file, path));
    const editor = new TreeEditor(tools.trees, tools.store, tree);
    tree = await editor.write(new Map(wanted.map(({ file, after }) => [file, after])));
  }
  const changes = await diffTrees(tools.git, base.tree, tree);
  if (changes.length === 0) throw nothing(request, dropped.size);
  return { changes: await readChanges(tools.store, changes), dropped: [...dropped].sort() };
}

/** `./prod/` is `prod`; the empty path is the whole repository. */
function normalise(path: string): string {
  return path
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

function isWithin(file: string, path: string): boolean {
  return path === '' || file === path || file.startsWith(`${path}/`);
}

async function readCommit(
  git: GitRunner,
  commit: string,
): Promise<{ readonly tree: string; readonly parentTree: string }> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) {
    throw new CommitError('refused', `"${commit}" is no full commit id: name the whole id`);
  }
  const raw = (await git.catFile(['commit', commit])).toString('latin1');
  const [head = ''] = raw.split('\n\n', 1);
  const tree = /^tree ([0-9a-f]+)$/m.exec(head)?.[1] ?? '';
  const parent = /^parent ([0-9a-f]+)$/m.exec(head)?.[1];
  const parentTree = parent === undefined ? await emptyTree(git) : await treeOf(git, parent);
  if (parentTree !== '') return { tree, parentTree };
  const message = `${short(commit)} is where this shallow clone ends: run "git fetch --deepen=10", then try again`;
  throw new CommitError('refused', message);
}

/** Empty where a shallow clone lacks the parent that the commit names. */
async function treeOf(git: GitRunner, commit: string): Promise<string> {
  const name = `${commit}^{tree}`;
  return (await git.text(['rev-parse', '--verify', '--quiet', name])).trim();
}

/** Its id is a constant of each hash; Git knows it without having stored it. */
async function emptyTree(git: GitRunner): Promise<string> {
  return (await git.text(['hash-object', '-t', 'tree', '--stdin'], { input: '' })).trim();
}

async function readChanges(
  store: ObjectStore,
  changes: readonly TreeChange[],
): Promise<readonly FileChange[]> {
  const entries = changes.flatMap(({ file, before, after }) =>
    [before, after].flatMap((entry) => (entry === undefined ? [] : [checkFile(file, entry)])),
  );
  const contents = await store.readAll(entries.map(({ id }) => id));
  return changes.map(({ file, before, after }) => ({
    file,
    ...(before === undefined ? {} : { before: { ...before, bytes: contents(before.id) } }),
    ...(after === undefined ? {} : { after: { ...after, bytes: contents(after.id) } }),
  }));
}

function checkFile(file: string, entry: TreeEntry): TreeEntry {
  if (entry.mode.startsWith('100')) return entry;
  const what = entry.mode === '160000' ? 'a submodule' : 'a symbolic link';
  const message = `The revert would change ${what} (${file}): run "git revert" yourself`;
  throw new CommitError('refused', message);
}

function short(commit: string): string {
  return commit.slice(0, 10);
}

function conflict(commit: string, files: readonly string[]): CommitError {
  const message = `${short(commit)} cannot be taken back, since later commits changed the same lines of ${files.join(', ')}: revert those first, or edit the files by hand`;
  return new CommitError('conflict', message);
}

function nothing({ commits, path }: RevertRequest, dropped: number): CommitError {
  const what = commits.map(short).join(', ');
  const why =
    dropped > 0
      ? `${what} changed nothing below ${path}`
      : `what ${what} changed is undone already`;
  return new CommitError('refused', `There is nothing to take back: ${why}`);
}
