import type { GitRunner } from './gitRunner.ts';
import type { TreeEntry } from './treeReader.ts';

/** One path that two trees differ in. */
export interface TreeChange {
  readonly file: string;
  readonly before?: TreeEntry;
  readonly after?: TreeEntry;
}

/** Compares whole trees by their ids; no content is read, and a rename is a removal and a file. */
export async function diffTrees(
  git: GitRunner,
  from: string,
  to: string,
): Promise<readonly TreeChange[]> {
  if (from === to) return [];
  const parts = (await git.text(['diff-tree', '-r', '-z', '--no-renames', from, to])).split('\0');
  const changes: TreeChange[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [oldMode = '', newMode = '', oldId = '', newId = ''] = (parts[at] ?? '')
      .slice(1)
      .split(' ');
    changes.push({
      file: parts[at + 1] ?? '',
      ...(oldMode === '000000' ? {} : { before: { mode: oldMode, id: oldId } }),
      ...(newMode === '000000' ? {} : { after: { mode: newMode, id: newId } }),
    });
  }
  return changes;
}
