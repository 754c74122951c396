import { CommitError } from '../../engine/committer.ts';
import { objectId } from './objectId.ts';
import type { ObjectStore } from './objectStore.ts';
import type { RawEntry, TreeEntry, TreeReader } from './treeReader.ts';

const folderMode = '040000';

/**
 * Makes a tree from another by exchanging some of its files. Only the folders on their way are
 * read and written, so the size of the repository does not matter.
 */
export class TreeEditor {
  readonly #trees: TreeReader;
  readonly #store: ObjectStore;
  readonly #root: string;

  /** `root` is the id of a tree. */
  constructor(trees: TreeReader, store: ObjectStore, root: string) {
    this.#trees = trees;
    this.#store = store;
    this.#root = root;
  }

  /** Throws `CommitError` where the path leads into a submodule or through a link. */
  async find(file: string): Promise<TreeEntry | undefined> {
    const names = bytesOf(file).split('/');
    let folder = this.#root;
    for (const [depth, name] of names.entries()) {
      const entry = (await this.#trees.read(folder)).find((one) => one.name === name);
      if (entry === undefined) return undefined;
      if (depth === names.length - 1) return checkRegular(file, entry);
      if (entry.mode !== folderMode) throw notBelow(file, entry, names.slice(0, depth + 1));
      folder = entry.id;
    }
    return undefined;
  }

  /** Id of the new tree; `undefined` for a file removes it, and folders that become empty. */
  async write(files: ReadonlyMap<string, TreeEntry | undefined>): Promise<string> {
    const named = new Map([...files].map(([file, entry]) => [bytesOf(file), entry]));
    await this.#trees.prefetch(this.#root, [...files.keys()]);
    const made = new Map<string, Buffer>();
    const root = (await this.#rebuild(this.#root, named, made)) ?? this.#make([], made);
    const stored = await this.#store.writeAll([...made.values()], 'tree');
    if (stored.includes(root)) return root;
    throw new CommitError('failed', `Git stored another tree than ${root}: nothing was committed`);
  }

  /** Trees that it makes are added to `made`, by id; `undefined` where the folder is empty. */
  async #rebuild(
    folder: string | undefined,
    files: ReadonlyMap<string, TreeEntry | undefined>,
    made: Map<string, Buffer>,
  ): Promise<string | undefined> {
    const entries = new Map(
      (folder === undefined ? [] : await this.#trees.read(folder)).map((one) => [one.name, one]),
    );
    const below = new Map<string, Map<string, TreeEntry | undefined>>();
    for (const [file, entry] of files) {
      const slash = file.indexOf('/');
      if (slash >= 0) within(below, file.slice(0, slash)).set(file.slice(slash + 1), entry);
      else if (entry === undefined) entries.delete(file);
      else entries.set(file, { ...entry, name: file });
    }
    for (const [name, inner] of below) {
      const old = entries.get(name);
      const id = await this.#rebuild(old?.mode === folderMode ? old.id : undefined, inner, made);
      if (id === undefined) entries.delete(name);
      else entries.set(name, { name, mode: folderMode, id });
    }
    return entries.size === 0 ? undefined : this.#make([...entries.values()], made);
  }

  #make(entries: readonly RawEntry[], made: Map<string, Buffer>): string {
    const bytes = formatTree(entries);
    const id = objectId('tree', bytes, this.#root.length);
    made.set(id, bytes);
    return id;
  }
}

function formatTree(entries: readonly RawEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return Buffer.concat(
    sorted.flatMap(({ mode, name, id }) => [
      Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`, 'latin1'),
      Buffer.from(id, 'hex'),
    ]),
  );
}

function within<T>(groups: Map<string, Map<string, T>>, name: string): Map<string, T> {
  const group = groups.get(name) ?? new Map<string, T>();
  groups.set(name, group);
  return group;
}

function bytesOf(file: string): string {
  return Buffer.from(file, 'utf8').toString('latin1');
}

/** Git orders a folder as if its name ended with a slash. */
function sortKey({ name, mode }: RawEntry): string {
  return mode === folderMode ? `${name}/` : name;
}

function checkRegular(file: string, entry: TreeEntry): TreeEntry {
  if (entry.mode.startsWith('100')) return { mode: entry.mode, id: entry.id };
  const what = { '120000': 'a symbolic link', '160000': 'a submodule' }[entry.mode] ?? 'a folder';
  throw new CommitError('refused', `${file} is ${what}: change the file that it leads to`);
}

function notBelow(file: string, entry: RawEntry, names: readonly string[]): CommitError {
  const at = Buffer.from(names.join('/'), 'latin1').toString('utf8');
  const what = entry.mode === '160000' ? 'submodule' : 'link or file';
  const next = entry.mode === '160000' ? 'commit in that repository' : 'name the file itself';
  return new CommitError('refused', `${file} lies below the ${what} ${at}: ${next}`);
}
