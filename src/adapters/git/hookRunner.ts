import { constants } from 'node:fs';
import { access, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CommitError } from '../../engine/committer.ts';
import type { CommitSettings } from './commitSettings.ts';
import { gitFailure, type GitProcess } from './gitProcess.ts';

/** The hooks of `git commit`, in their order. */
const hooks = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'] as const;
export type CommitHook = (typeof hooks)[number];

/** Which hooks the person's own worktree would run, and from where. */
export interface CommitHooks {
  /** Absolute, as the person's own worktree resolves it. */
  readonly folder: string;
  readonly present: ReadonlySet<CommitHook>;
}

/** Finds the hooks of a commit made in `writer`'s folder. */
export async function findHooks(
  writer: GitProcess,
  settings: CommitSettings,
): Promise<CommitHooks> {
  const named = await writer.text(['rev-parse', '--git-path', 'hooks']);
  const folder = path.resolve(writer.folder, named);
  const present = new Set<CommitHook>();
  for (const hook of hooks) {
    if (settings.hooks.has(hook) || (await isHook(path.join(folder, hook)))) present.add(hook);
  }
  return { folder, present };
}

async function isHook(file: string): Promise<boolean> {
  try {
    await access(file, process.platform === 'win32' ? constants.F_OK : constants.X_OK);
    return (await stat(file)).isFile();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR') return false;
    throw error;
  }
}

/** Runs hooks in a worktree as `git commit` would there. */
export class HookRunner {
  readonly #writer: GitProcess;
  readonly #hooks: CommitHooks;
  readonly #gitDir: string;
  readonly #timeout: number;

  /** `writer` stands in the worktree; `gitDir` is the worktree's own. */
  constructor(writer: GitProcess, hooks: CommitHooks, gitDir: string, timeout: number) {
    this.#writer = writer;
    this.#hooks = hooks;
    this.#gitDir = gitDir;
    this.#timeout = timeout;
  }

  /** Throws `CommitError` with what the hook printed, where it refuses. */
  async run(hook: CommitHook, args: readonly string[] = [], signal?: AbortSignal): Promise<void> {
    if (!this.#hooks.present.has(hook)) return;
    const command = await this.#command(hook, args);
    const outcome = await this.#writer.run(command, {
      env: { GIT_INDEX_FILE: path.join(this.#gitDir, 'index') },
      timeout: this.#timeout,
      ...(signal === undefined ? {} : { signal }),
    });
    if (outcome.code === 0) return;
    const { output, ended } = outcome;
    if (ended === 'aborted') throw gitFailure(this.#writer.folder, command, outcome);
    const what = ended === 'timeout' ? 'took too long' : 'refused the commit';
    const message = `The ${hook} hook ${what}, nothing was committed: do what it says, then try again`;
    throw new CommitError('hook', message, { output });
  }

  /** The message after the hooks that may rewrite it. */
  async message(message: string, signal?: AbortSignal): Promise<string> {
    const file = path.join(this.#gitDir, 'COMMIT_EDITMSG');
    await writeFile(file, message);
    await this.run('prepare-commit-msg', [file, 'message'], signal);
    await this.run('commit-msg', [file], signal);
    return readFile(file, 'utf8');
  }

  /** `git hook run` is known since 2.36; a shell alias does the same before that. */
  async #command(hook: CommitHook, args: readonly string[]): Promise<readonly string[]> {
    const folder = ['-c', `core.hooksPath=${this.#hooks.folder}`];
    const [major = 0, minor = 0] = await gitVersion(this.#writer);
    if (major > 2 || minor >= 36) return [...folder, 'hook', 'run', hook, '--', ...args];
    const file = path.join(this.#hooks.folder, hook).replaceAll('\\', '/');
    const alias = `alias.driftline-hook=!'${file.replaceAll("'", `'\\''`)}'`;
    return [...folder, '-c', alias, 'driftline-hook', ...args];
  }
}

/** Major and minor number. */
export async function gitVersion(writer: GitProcess): Promise<readonly number[]> {
  const numbers = /(\d+)\.(\d+)/.exec(await writer.text(['version']));
  return numbers === null ? [] : [Number(numbers[1]), Number(numbers[2])];
}
