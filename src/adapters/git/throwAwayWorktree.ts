import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withoutFetch, type GitProcess } from './gitProcess.ts';
import { isAlive } from './isAlive.ts';
import type { RepositoryPlace } from './repositoryPlace.ts';

const prefix = 'driftline-commit-';
/** Neither the repository's hooks nor its file watcher run for a checkout that nobody asked for. */
const quiet = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'];

/** A worktree of its own for one commit: hooks see the change there, and nothing else. */
export class ThrowAwayWorktree {
  readonly folder: string;
  /** Its own folder of Git's: HEAD, index. */
  readonly gitDir: string;
  readonly #owner: GitProcess;

  private constructor(folder: string, gitDir: string, owner: GitProcess) {
    this.folder = folder;
    this.gitDir = gitDir;
    this.#owner = owner;
  }

  /** `tree` is checked out on top of `parent`. Throws `CommitError`. */
  static async create(
    owner: GitProcess,
    parent: string,
    tree: string,
    signal?: AbortSignal,
  ): Promise<ThrowAwayWorktree> {
    const call = { env: withoutFetch, ...(signal === undefined ? {} : { signal }) };
    const temporary = await realpath(tmpdir());
    const folder = await mkdtemp(path.join(temporary, `${prefix}${process.pid}-`));
    try {
      const add = ['worktree', 'add', '--quiet', '--detach', '--no-checkout', folder, parent];
      await owner.text([...quiet, ...add], call);
      const inside = owner.in(folder);
      const gitDir = await inside.text(['rev-parse', '--absolute-git-dir']);
      await inside.text([...quiet, 'read-tree', '--reset', '-u', tree], call);
      return new ThrowAwayWorktree(folder, path.resolve(gitDir), owner);
    } catch (error) {
      await discard(owner, folder);
      throw error;
    }
  }

  /** Puts HEAD on a branch, which may be checked out elsewhere. */
  async attach(ref: string): Promise<void> {
    await this.#owner.in(this.folder).text([...quiet, 'symbolic-ref', 'HEAD', ref]);
  }

  /** Never fails: what cannot go now, `removeLeftovers` takes later. */
  async remove(): Promise<void> {
    await Promise.allSettled([discard(this.#owner, this.folder)]);
  }
}

/** Removes what killed processes left of this repository's throw-away worktrees. */
export async function removeLeftovers(owner: GitProcess, place: RepositoryPlace): Promise<void> {
  const administrative = path.join(place.commonDir, 'worktrees');
  for (const name of (await entriesOf(administrative)).filter(isLeftover)) {
    await discard(owner, await folderOf(path.join(administrative, name)));
  }
}

/** Git notes the path of the worktree's `.git` file; it may not have come to that. */
async function folderOf(note: string): Promise<string> {
  try {
    return path.dirname((await readFile(path.join(note, 'gitdir'), 'utf8')).trim());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return path.join(await realpath(tmpdir()), path.basename(note));
  }
}

function isLeftover(name: string): boolean {
  if (!name.startsWith(prefix)) return false;
  return !isAlive(Number.parseInt(name.slice(prefix.length), 10));
}

async function discard(owner: GitProcess, folder: string): Promise<void> {
  // Git refuses where it was stopped half-way; the folder and Git's note of it go all the same.
  const outcome = await owner.run([...quiet, 'worktree', 'remove', '--force', '--force', folder]);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  if (outcome.code === 0) return;
  const common = await owner.text(['rev-parse', '--git-common-dir']);
  const note = path.resolve(owner.folder, common, 'worktrees', path.basename(folder));
  await rm(note, { recursive: true, force: true });
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
