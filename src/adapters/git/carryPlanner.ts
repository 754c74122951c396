import { CommitError, type EditedText } from '../../engine/committer.ts';
import { editKeepingLineEndings, exactText } from './exactText.ts';
import type { FileChange, StoredFile } from './fileChange.ts';
import type { GitRunner } from './gitRunner.ts';
import type { IndexEntry } from './indexEntries.ts';
import { IndexReader } from './indexReader.ts';
import type { ObjectStore } from './objectStore.ts';
import type { TreeEntry } from './treeReader.ts';
import type { WorkingFile, WorkingTree } from './workingTree.ts';

/** What becomes of one file's index entry and working file; a part that stays is absent. */
export interface CarryStep {
  readonly file: string;
  readonly index?: {
    readonly before?: TreeEntry;
    readonly after?: TreeEntry;
    readonly skipped: boolean;
    readonly assumed: boolean;
  };
  readonly working?: {
    readonly before?: Buffer;
    readonly after?: Buffer;
    readonly executable: boolean;
  };
}

/** One of a person's texts of a file, and what it becomes. */
interface Edited {
  readonly bytes?: Buffer;
}

/**
 * Makes a commit's change anew in the index and the working files, so that staged and unstaged
 * work stays what it was. Writes nothing but blobs that nobody names yet.
 */
export class CarryPlanner {
  readonly #git: GitRunner;
  readonly #store: ObjectStore;
  readonly #tree: WorkingTree;
  readonly #index: IndexReader;

  constructor(git: GitRunner, store: ObjectStore, tree: WorkingTree, gitDir: string) {
    this.#git = git;
    this.#store = store;
    this.#tree = tree;
    this.#index = new IndexReader(git, gitDir);
  }

  /** Throws `CommitError` where the change meets uncommitted work of the same lines. */
  async plan(changes: readonly FileChange[]): Promise<readonly CarryStep[]> {
    const files = changes.map(({ file }) => file);
    const [entries, filtered] = await Promise.all([this.#index.read(files), this.#filtered(files)]);
    const staged: { change: FileChange; entry: IndexEntry | undefined; result: Edited }[] = [];
    for (const change of changes) {
      const entry = entries.get(change.file);
      staged.push({ change, entry, result: await this.#stage(change, entry) });
    }
    const written = staged.flatMap(({ result }) =>
      result.bytes === undefined ? [] : [result.bytes],
    );
    const ids = [...(await this.#store.writeAll(written))];
    const steps: CarryStep[] = [];
    for (const { change, entry, result } of staged) {
      const id = result.bytes === undefined ? undefined : ids.shift();
      const mode = entry?.mode ?? change.after?.mode ?? '100644';
      const after = id === undefined ? undefined : { mode: modeAfter(change, mode), id };
      const working = await this.#work(change, entry, after, filtered.has(change.file));
      steps.push(makeStep(change.file, entry, after, working));
    }
    return steps;
  }

  /** The file's bytes in the index afterwards. */
  async #stage(change: FileChange, entry: IndexEntry | undefined): Promise<Edited> {
    const { file, before, after, edit } = change;
    if (entry?.intended === true) {
      const message = `${file} is marked by "git add -N": stage it, or run "git reset -- ${file}"`;
      throw new CommitError('conflict', message);
    }
    if (entry !== undefined && !entry.mode.startsWith('100')) {
      throw new CommitError('conflict', `${file} is staged as a link or a submodule: unstage it`);
    }
    if (entry?.id === before?.id) return contentOf(after);
    if (edit === undefined) throw uncommitted(file, 'staged');
    const text = entry && exactText(await this.#store.read(entry.id), file);
    return this.#edited(file, 'staged', edit(text));
  }

  async #work(
    change: FileChange,
    entry: IndexEntry | undefined,
    staged: TreeEntry | undefined,
    filtered: boolean,
  ): Promise<CarryStep['working']> {
    const { file } = change;
    const found = await this.#tree.read(file);
    if (found === undefined && entry?.skipped === true) return undefined;
    const result = await this.#workingBytes(change, entry, staged, found, filtered);
    if (found === undefined && result.bytes === undefined) return undefined;
    const modeChanged = change.before?.mode !== change.after?.mode;
    const executable =
      found === undefined || modeChanged ? change.after?.mode === '100755' : found.executable;
    return {
      ...(found === undefined ? {} : { before: found.bytes }),
      ...(result.bytes === undefined ? {} : { after: result.bytes }),
      executable,
    };
  }

  async #workingBytes(
    change: FileChange,
    entry: IndexEntry | undefined,
    staged: TreeEntry | undefined,
    found: WorkingFile | undefined,
    filtered: boolean,
  ): Promise<Edited> {
    const { file, before, after, edit } = change;
    if (edit === undefined || filtered) {
      if (await this.#isClean(file, entry, found)) return this.#checkout(file, staged);
      if (edit === undefined) throw uncommitted(file, 'changed');
    }
    if (found === undefined) {
      if (before === undefined) return this.#checkout(file, staged);
      return this.#edited(file, 'changed', edit(undefined));
    }
    if (before?.bytes.equals(found.bytes) === true) return contentOf(after);
    const committed = before && exactText(before.bytes, file);
    const text = exactText(found.bytes, file);
    return this.#edited(file, 'changed', editKeepingLineEndings(text, committed, edit));
  }

  async #checkout(file: string, staged: TreeEntry | undefined): Promise<Edited> {
    return staged === undefined ? {} : { bytes: await this.#store.smudged(staged.id, file) };
  }

  async #isClean(
    file: string,
    entry: IndexEntry | undefined,
    found: WorkingFile | undefined,
  ): Promise<boolean> {
    if (found === undefined || entry === undefined) return found === entry;
    return (await this.#store.cleaned(found.bytes, file)) === entry.id;
  }

  #edited(file: string, where: 'staged' | 'changed', edited: EditedText): Edited {
    if (!('refused' in edited)) {
      return edited.text === undefined ? {} : { bytes: Buffer.from(edited.text, 'utf8') };
    }
    const work = where === 'staged' ? 'what is staged of it' : 'its uncommitted changes';
    const message = `${file} cannot take the change beside ${work} (${edited.refused}): commit or undo that first`;
    throw new CommitError('conflict', message);
  }

  /** Files that a program or an encoding stands between for: their bytes are not the blob's. */
  async #filtered(files: readonly string[]): Promise<ReadonlySet<string>> {
    const attributes = ['filter', 'ident', 'working-tree-encoding'];
    const args = ['check-attr', '-z', ...attributes, '--', ...files];
    const parts = (await this.#git.text(args)).split('\0');
    const filtered = new Set<string>();
    for (let at = 0; at + 2 < parts.length; at += 3) {
      const [file = '', , value = ''] = parts.slice(at, at + 3);
      if (value !== 'unspecified' && value !== 'unset') filtered.add(file);
    }
    return filtered;
  }
}

function contentOf(file: StoredFile | undefined): Edited {
  return file === undefined ? {} : { bytes: file.bytes };
}

/** A commit that changes the mode does so in the index too; a staged mode stays otherwise. */
function modeAfter(change: FileChange, staged: string): string {
  const { before, after } = change;
  return after !== undefined && before?.mode !== after.mode ? after.mode : staged;
}

function makeStep(
  file: string,
  entry: IndexEntry | undefined,
  after: TreeEntry | undefined,
  working: CarryStep['working'],
): CarryStep {
  const index = {
    ...(entry === undefined ? {} : { before: { mode: entry.mode, id: entry.id } }),
    ...(after === undefined ? {} : { after }),
    skipped: entry?.skipped ?? false,
    assumed: entry?.assumed ?? false,
  };
  return { file, index, ...(working === undefined ? {} : { working }) };
}

function uncommitted(file: string, how: 'staged' | 'changed'): CommitError {
  const what = how === 'staged' ? 'staged changes' : 'uncommitted changes';
  return new CommitError('conflict', `${file} has ${what}: commit or undo them first`);
}
