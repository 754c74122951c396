import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { FolderTreeWatcher } from './folderTreeWatcher.ts';
import type { RepositoryPlace } from './repositoryPlace.ts';

/** What one operation of Git writes comes within this many milliseconds, and is told once. */
const quiet = 100;
/** A long operation is told about this often while it lasts. */
const longest = 1000;
/** Milliseconds after which a folder that was not there, or could not be watched, is tried again. */
const retry = 2000;

/** Files and folders whose change may move a revision, or the index. Objects and logs are not. */
const interesting =
  /^(?:HEAD|ORIG_HEAD|FETCH_HEAD|MERGE_HEAD|CHERRY_PICK_HEAD|REVERT_HEAD|BISECT_LOG|packed-refs|index|config|rebase-merge|rebase-apply)$/;

/**
 * Fires after commits, checkouts, merges, fetches and index changes, coalesced. Watches the
 * working tree's own Git folder and the common one. A repository that is deleted fires once and is
 * taken up again when it comes back.
 */
export class GitWatcher {
  readonly #place: RepositoryPlace;
  readonly #listener: () => void;
  #watchers: { close(): void }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #firstChange: number | undefined;
  #disposed = false;

  constructor(place: RepositoryPlace, listener: () => void) {
    this.#place = place;
    this.#listener = listener;
    this.#start();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.#stop();
  }

  #start(): void {
    const { gitDir, commonDir } = this.#place;
    if (!existsSync(gitDir) || !existsSync(commonDir)) return this.#startLater();
    const tops = new Set([gitDir, commonDir]);
    for (const folder of tops) this.#watch(folder, (name) => interesting.test(name));
    const refs = new Set([...tops].map((folder) => path.join(folder, 'refs')));
    for (const folder of refs) if (existsSync(folder)) this.#watchTree(folder);
    for (const folder of tops) {
      const reftable = path.join(folder, 'reftable');
      if (existsSync(reftable)) this.#watch(reftable, () => true);
    }
  }

  #watch(folder: string, counts: (name: string) => boolean): void {
    this.#add(() => {
      const options = { persistent: false };
      const watcher = watch(folder, options, (_event, name) => this.#hear(folder, name, counts));
      return watcher.on('error', () => this.#lost());
    });
  }

  /** Where the system itself watches trees, folders of their own would be held against deletion. */
  #watchTree(folder: string): void {
    const hear = (name: string | null): void => this.#hear(folder, name, () => true);
    this.#add(() => {
      if (process.platform === 'linux') return new FolderTreeWatcher(folder, hear);
      const options = { recursive: true, persistent: false };
      const watcher = watch(folder, options, (_event, name) => hear(name));
      return watcher.on('error', () => this.#lost());
    });
  }

  #add(start: () => { close(): void }): void {
    try {
      this.#watchers.push(start());
    } catch {
      // The folder went away meanwhile, or the system has no watch left: looked at again later.
      this.#startLater();
    }
  }

  /** Lock files are an operation's beginning; its end renames them. */
  #hear(folder: string, name: string | null, counts: (name: string) => boolean): void {
    if (name === null) return this.#changed();
    if (!name.endsWith('.lock') && counts(name)) this.#changed();
    if (!existsSync(folder)) this.#lost();
  }

  #lost(): void {
    this.#stop();
    this.#changed();
    this.#startLater();
  }

  #startLater(): void {
    if (this.#disposed || this.#retry !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#stop();
      this.#start();
      if (this.#watchers.length > 0) this.#changed();
    }, retry);
    this.#retry.unref();
  }

  #stop(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  #changed(): void {
    if (this.#disposed) return;
    const now = performance.now();
    this.#firstChange ??= now;
    clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(quiet, this.#firstChange + longest - now));
    this.#timer = setTimeout(() => {
      this.#firstChange = undefined;
      this.#listener();
    }, wait);
    this.#timer.unref();
  }
}
