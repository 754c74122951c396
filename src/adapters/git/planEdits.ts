import { CommitError, type EditedText, type FileEdit } from '../../engine/committer.ts';
import type { CommitBase } from './branchFacts.ts';
import { exactText } from './exactText.ts';
import type { FileChange, StoredFile } from './fileChange.ts';
import type { GitProcess } from './gitProcess.ts';
import type { GitRunner } from './gitRunner.ts';
import type { ObjectStore } from './objectStore.ts';
import { TreeEditor } from './treeEditor.ts';
import type { TreeEntry, TreeReader } from './treeReader.ts';

/** What changes are worked out with. */
export interface PlanTools {
  readonly git: GitRunner;
  readonly writer: GitProcess;
  readonly store: ObjectStore;
  readonly trees: TreeReader;
}

/** Makes the edits in the parent's texts. Throws `CommitError` where one refuses, or all idle. */
export async function planEdits(
  tools: PlanTools,
  base: CommitBase,
  edits: readonly FileEdit[],
): Promise<readonly FileChange[]> {
  const files = byFile(edits);
  const editor = new TreeEditor(tools.trees, tools.store, base.tree);
  await tools.trees.prefetch(base.tree, [...files.keys()]);
  const entries = new Map<string, TreeEntry | undefined>();
  for (const file of files.keys()) entries.set(file, await editor.find(file));
  const contents = await tools.store.readAll(
    [...entries.values()].flatMap((entry) => (entry === undefined ? [] : [entry.id])),
  );
  const changes = [...files].flatMap(([file, edit]) => {
    const entry = entries.get(file);
    const before = entry && { ...entry, bytes: contents(entry.id) };
    return planEdit(file, edit, before) ?? [];
  });
  if (changes.length > 0) return storeResults(tools.store, changes);
  const message = `There is nothing to commit: ${base.branch} says all of it already`;
  throw new CommitError('refused', message);
}

/** `undefined` where the file says so already. The result has no id yet. */
function planEdit(
  file: string,
  edit: FileEdit['edit'],
  before: StoredFile | undefined,
): FileChange | undefined {
  const text = before && exactText(before.bytes, file);
  const edited = edit(text);
  if ('refused' in edited) throw new CommitError('refused', `${file}: ${edited.refused}`);
  if (edited.text === text) return undefined;
  return {
    file,
    edit,
    ...(before === undefined ? {} : { before }),
    ...(edited.text === undefined ? {} : { after: newFile(edited.text, before) }),
  };
}

async function storeResults(
  store: ObjectStore,
  changes: readonly FileChange[],
): Promise<readonly FileChange[]> {
  const contents = changes.flatMap(({ after }) => (after === undefined ? [] : [after.bytes]));
  const ids = [...(await store.writeAll(contents))];
  return changes.map((change) => {
    const { after } = change;
    return after === undefined ? change : { ...change, after: { ...after, id: ids.shift() ?? '' } };
  });
}

/** Several edits of one file are one after the other. Throws where a path is none. */
function byFile(edits: readonly FileEdit[]): ReadonlyMap<string, FileEdit['edit']> {
  const files = new Map<string, FileEdit['edit']>();
  for (const { file, edit } of edits) {
    checkPath(file);
    const earlier = files.get(file);
    files.set(file, earlier === undefined ? edit : (text) => inTurn(earlier(text), edit));
  }
  return files;
}

function inTurn(first: EditedText, second: FileEdit['edit']): EditedText {
  return 'refused' in first ? first : second(first.text);
}

function checkPath(file: string): void {
  const bad = /^(?:|\.{1,2}|\.git)$/i;
  if (!file.split('/').some((name) => bad.test(name)) && !file.includes('\0')) return;
  const message = `"${file}" is no path in the repository: name it from its root, with "/"`;
  throw new CommitError('refused', message);
}

function newFile(text: string, entry: TreeEntry | undefined): StoredFile {
  return { mode: entry?.mode ?? '100644', id: '', bytes: Buffer.from(text, 'utf8') };
}
