import { randomUUID } from 'node:crypto';
import { copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommitError } from '../../engine/committer.ts';
import type { CarryStep } from './carryPlanner.ts';
import type { GitProcess } from './gitProcess.ts';
import { isAlive } from './isAlive.ts';

const mark = 'driftline ';
const pause = 50;

/**
 * Git's own lock on the index: while it is held nobody stages, commits or checks out. The new
 * index is made beside the old one and takes its place in one step.
 */
export class IndexLock {
  readonly #gitDir: string;
  readonly #writer: GitProcess;

  private constructor(gitDir: string, writer: GitProcess) {
    this.#gitDir = gitDir;
    this.#writer = writer;
  }

  /** Waits `patience` milliseconds for another Git; throws `CommitError` after that. */
  static async take(gitDir: string, writer: GitProcess, patience: number): Promise<IndexLock> {
    const file = path.join(gitDir, 'index.lock');
    for (const start = Date.now(); ; await sleep(pause)) {
      if (await create(file)) return new IndexLock(gitDir, writer);
      if (await isAbandoned(file)) await rm(file, { force: true });
      else if (Date.now() - start > patience) throw locked(file);
    }
  }

  /** A killed process of ours left it: the next one takes it over. */
  static isAbandoned(gitDir: string): Promise<boolean> {
    return isAbandoned(path.join(gitDir, 'index.lock'));
  }

  /** Makes the new index; nobody sees it until `publish`. */
  async prepare(steps: readonly CarryStep[]): Promise<void> {
    await copyIfThere(path.join(this.#gitDir, 'index'), this.#next);
    const lines = steps.flatMap(({ file, index }) => (index ? [indexLine(file, index)] : []));
    await this.#update(['--add', '-z', '--index-info'], lines.join(''));
    const kept = (flag: 'skipped' | 'assumed') =>
      steps.filter(({ index }) => index?.[flag] === true && index.after !== undefined);
    await this.#mark('--skip-worktree', kept('skipped'));
    await this.#mark('--assume-unchanged', kept('assumed'));
  }

  /** Remembers size and times of files that were written, so that they are not read again. */
  async publish(files: readonly string[]): Promise<void> {
    const env = { GIT_INDEX_FILE: this.#next, GIT_LITERAL_PATHSPECS: '1' };
    // Best effort: without it Git compares their contents at its next look.
    if (files.length > 0) {
      await this.#writer.run([...quiet, 'add', '--refresh', '--', ...files], { env });
    }
    await rename(this.#next, path.join(this.#gitDir, 'index'));
  }

  async release(): Promise<void> {
    await rm(this.#next, { force: true });
    await rm(`${this.#next}.lock`, { force: true });
    await rm(path.join(this.#gitDir, 'index.lock'), { force: true });
  }

  get #next(): string {
    return path.join(this.#gitDir, 'driftline-index');
  }

  #mark(flag: string, steps: readonly CarryStep[]): Promise<void> {
    if (steps.length === 0) return Promise.resolve();
    const names = steps.map(({ file }) => `${file}\0`).join('');
    return this.#update([flag, '-z', '--stdin'], names);
  }

  async #update(args: readonly string[], input: string): Promise<void> {
    const env = { GIT_INDEX_FILE: this.#next };
    await this.#writer.text([...quiet, ...whole, 'update-index', ...args], { env, input });
  }
}

/** No program that the repository names is asked about changed files. */
const quiet = ['-c', 'core.fsmonitor=false'];
/** Git 2.39 adds a second entry where a sparse index holds the file's folder only. */
const whole = ['-c', 'index.sparse=false'];

/** Mode 0 removes the entry. */
function indexLine(file: string, index: NonNullable<CarryStep['index']>): string {
  const { before, after } = index;
  if (after !== undefined) return `${after.mode} ${after.id}\t${file}\0`;
  return before === undefined ? '' : `0 ${'0'.repeat(before.id.length)}\t${file}\0`;
}

/** A link to a file that names us already: no moment is there at which the lock is nobody's. */
async function create(file: string): Promise<boolean> {
  const own = `${file}.${process.pid}.${randomUUID()}`;
  try {
    await writeFile(own, `${mark}${process.pid}\n`);
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw notLocked(file, error);
  } finally {
    await rm(own, { force: true });
  }
}

/** One of ours, whose process was killed. */
async function isAbandoned(file: string): Promise<boolean> {
  try {
    const content = await readFile(file, 'latin1');
    return content.startsWith(mark) && !isAlive(Number(content.slice(mark.length)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await rm(to, { force: true });
  }
}

function locked(file: string): CommitError {
  const message = `The index is locked by another Git: try again when it has ended, or remove ${file} if none runs`;
  return new CommitError('busy', message);
}

function notLocked(file: string, cause: unknown): CommitError {
  const message = `The index could not be locked (${file}): check that its folder is writable`;
  return new CommitError('failed', message, { cause });
}
