import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { GitRunner } from './gitRunner.ts';
import { readIndexEntries, type IndexEntry } from './indexEntries.ts';

type Entries = ReadonlyMap<string, IndexEntry>;

/**
 * Reads files' entries, and reads them again only where the index was replaced: Git writes it
 * anew beside the old one and renames it, so that its inode and times tell. An index of a large
 * repository is long to read.
 */
export class IndexReader {
  readonly #git: GitRunner;
  readonly #file: string;
  #known: { readonly stamp: string; readonly files: string; readonly entries: Entries } | undefined;

  constructor(git: GitRunner, gitDir: string) {
    this.#git = git;
    this.#file = path.join(gitDir, 'index');
  }

  /** Throws `CommitError` where one has conflicts. */
  async read(files: readonly string[]): Promise<Entries> {
    const names = files.join('\0');
    const stamp = await stampOf(this.#file);
    const known = this.#known;
    if (stamp !== undefined && known?.stamp === stamp && known.files === names) {
      return known.entries;
    }
    const entries = await readIndexEntries(this.#git, files);
    // Where it was replaced while it was read, nobody knows which one that was.
    const isSame = stamp !== undefined && (await stampOf(this.#file)) === stamp;
    this.#known = isSame ? { stamp, files: names, entries } : undefined;
    return entries;
  }
}

/** `undefined` where there is no index. */
async function stampOf(file: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
