import { CommitError } from '../../engine/committer.ts';
import type { GitProcess } from './gitProcess.ts';
import type { GitRunner } from './gitRunner.ts';

/** A file as a tree or the index names it. */
export interface TreeEntry {
  /** Six digits: `100644`, `100755`, `120000` a link, `160000` a submodule. */
  readonly mode: string;
  readonly id: string;
}

interface RawEntry extends TreeEntry {
  /** Its bytes, one a character: a name need not be UTF-8. */
  readonly name: string;
}

const folderMode = '040000';

/**
 * Makes a tree from another by exchanging some of its files. Only the folders on their way are
 * read and written, so the size of the repository does not matter.
 */
export class TreeEditor {
  readonly #git: GitRunner;
  readonly #writer: GitProcess;
  readonly #root: string;
  readonly #folders = new Map<string, readonly RawEntry[]>();

  /** `root` is the id of a tree. */
  constructor(git: GitRunner, writer: GitProcess, root: string) {
    this.#git = git;
    this.#writer = writer;
    this.#root = root;
  }

  /** Throws `CommitError` where the path leads into a submodule or through a link. */
  async find(file: string): Promise<TreeEntry | undefined> {
    const names = bytesOf(file).split('/');
    let folder = this.#root;
    for (const [depth, name] of names.entries()) {
      const entry = (await this.#read(folder)).find((one) => one.name === name);
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
    return (await this.#rebuild(this.#root, named)) ?? this.#store([]);
  }

  async #rebuild(
    folder: string | undefined,
    files: ReadonlyMap<string, TreeEntry | undefined>,
  ): Promise<string | undefined> {
    const entries = new Map(
      (folder === undefined ? [] : await this.#read(folder)).map((entry) => [entry.name, entry]),
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
      const id = await this.#rebuild(old?.mode === folderMode ? old.id : undefined, inner);
      if (id === undefined) entries.delete(name);
      else entries.set(name, { name, mode: folderMode, id });
    }
    return entries.size === 0 ? undefined : this.#store([...entries.values()]);
  }

  async #read(folder: string): Promise<readonly RawEntry[]> {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const bytes = await this.#git.catFile(['tree', folder]);
    const entries = parseTree(bytes, folder.length / 2);
    this.#folders.set(folder, entries);
    return entries;
  }

  #store(entries: readonly RawEntry[]): Promise<string> {
    const sorted = [...entries].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    const input = Buffer.concat(
      sorted.flatMap(({ mode, name, id }) => [
        Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`, 'latin1'),
        Buffer.from(id, 'hex'),
      ]),
    );
    return this.#writer.text(['hash-object', '-t', 'tree', '-w', '--stdin'], { input });
  }
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

/** Entries are `<mode> SP <name> NUL <id as bytes>`. */
function parseTree(bytes: Buffer, idLength: number): readonly RawEntry[] {
  const entries: RawEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space);
    entries.push({
      mode: bytes.toString('latin1', at, space).padStart(6, '0'),
      name: bytes.toString('latin1', space + 1, end),
      id: bytes.toString('hex', end + 1, end + 1 + idLength),
    });
    at = end + 1 + idLength;
  }
  return entries;
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
