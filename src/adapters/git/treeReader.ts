import type { GitRunner } from './gitRunner.ts';

/** A file as a tree or the index names it. */
export interface TreeEntry {
  /** Six digits: `100644`, `100755`, `120000` a link, `160000` a submodule. */
  readonly mode: string;
  readonly id: string;
}

/** An entry as it stands in a tree. */
export interface RawEntry extends TreeEntry {
  /** Its bytes, one a character: a name need not be UTF-8. */
  readonly name: string;
}

/** Reads trees, each once: what an id names never changes. */
export class TreeReader {
  readonly #git: GitRunner;
  readonly #known = new Map<string, readonly RawEntry[]>();

  constructor(git: GitRunner) {
    this.#git = git;
  }

  async read(id: string): Promise<readonly RawEntry[]> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const entries = parseTree(await this.#git.catFile(['tree', id]), id.length / 2);
    this.#known.set(id, entries);
    return entries;
  }

  /** Reads the folders that lead to files with one process, instead of one for each. */
  async prefetch(root: string, files: readonly string[]): Promise<void> {
    const named = new Set(files.flatMap(foldersOf));
    const folders = [...named].filter((folder) => !/[\n\0]/.test(folder));
    if (this.#known.has(root) || folders.length < 2) return;
    const input = folders.map((folder) => `${root}:${folder}\n`).join('');
    const output = await this.#git.catFile(['--batch'], { input });
    for (const [id, bytes] of treesIn(output)) {
      this.#known.set(id, parseTree(bytes, id.length / 2));
    }
  }
}

/** `a/b/c.yaml` lies in the root, in `a` and in `a/b`. */
function foldersOf(file: string): readonly string[] {
  const names = file.split('/').slice(0, -1);
  return ['', ...names.map((_, depth) => names.slice(0, depth + 1).join('/'))];
}

/** Output is `<id> <type> <size> LF <bytes> LF` for each, or `<question> missing LF`. */
function* treesIn(output: Buffer): Generator<readonly [id: string, bytes: Buffer]> {
  for (let at = 0; at < output.length;) {
    const newline = output.indexOf(10, at);
    if (newline < 0) return;
    const header = output.toString('latin1', at, newline);
    at = newline + 1;
    const [, id, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(header) ?? [];
    if (id === undefined) continue;
    const end = at + Number(size);
    if (type === 'tree') yield [id, output.subarray(at, end)];
    at = end + 1;
  }
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
