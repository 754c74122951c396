import { existsSync, readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';

/**
 * Watches a folder and all below it, each folder by itself. Node's own recursive watch follows
 * files by their inode where the system has none: the first time that Git renames a lock over a ref
 * it is heard, and never again (https://github.com/nodejs/node/pull/52879).
 */
export class FolderTreeWatcher {
  readonly #root: string;
  readonly #heard: (name: string | null) => void;
  readonly #watchers = new Map<string, FSWatcher>();

  /**
   * Throws where the system has no watch left.
   *
   * @param heard with the name of what was written, without its folder; also where the root is gone.
   */
  constructor(root: string, heard: (name: string | null) => void) {
    this.#root = root;
    this.#heard = heard;
    try {
      this.#watch(root);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#drop(this.#root);
  }

  #watch(folder: string): void {
    const watcher = watch(folder, { persistent: false }, (event, name) => {
      if (event === 'rename' && name !== null) this.#follow(folder, path.join(folder, name));
      this.#heard(name);
    });
    watcher.on('error', () => {
      this.#drop(folder);
      this.#heard(null);
    });
    this.#watchers.set(folder, watcher);
    for (const below of readdirSync(folder, { withFileTypes: true })) {
      if (below.isDirectory()) this.#watch(path.join(folder, below.name));
    }
  }

  /** Something came, or went, or was put in the place of another. */
  #follow(folder: string, child: string): void {
    if (!existsSync(folder)) return this.#drop(folder);
    this.#drop(child);
    try {
      if (statSync(child, { throwIfNoEntry: false })?.isDirectory()) this.#watch(child);
    } catch {
      // It went again while it was looked at: its folder tells of that.
      this.#drop(child);
    }
  }

  /** With all below it. */
  #drop(folder: string): void {
    for (const [watched, watcher] of this.#watchers) {
      if (watched !== folder && !watched.startsWith(`${folder}${path.sep}`)) continue;
      watcher.close();
      this.#watchers.delete(watched);
    }
  }
}
