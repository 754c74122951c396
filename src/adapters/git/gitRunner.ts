import { simpleGit, type SimpleGit } from 'simple-git';
import { RepositoryError } from '../../engine/repository.ts';

export interface RunOptions {
  /** Sent to the process's standard input. */
  readonly input?: string;
  readonly signal?: AbortSignal;
}

/**
 * Set for every process. No lock is taken beside the user's own work, nothing is ever fetched
 * (older Git knows no GIT_NO_LAZY_FETCH, so no protocol is allowed either), nobody is asked for a
 * password, and paths are never patterns. Messages come in English, since some are looked at.
 */
const environment: Readonly<Record<string, string>> = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LITERAL_PATHSPECS: '1',
  LC_ALL: 'C',
};

/** What Git needs of the ambient environment. An editor, a pager or a GIT_DIR is none of it. */
const inherited =
  /^(?:PATH|HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|XDG_CONFIG_HOME|SYSTEMROOT|SYSTEMDRIVE|WINDIR|PATHEXT|COMSPEC|TEMP|TMP|TMPDIR|APPDATA|LOCALAPPDATA|PROGRAMDATA|LD_LIBRARY_PATH)$/i;

/**
 * Runs Git for background reads in one folder. A repository's own configuration cannot make it run
 * programs: no fsmonitor, no signature check, no hook; callers use plumbing, which knows no text
 * conversion. User text is never passed as an option: callers check it and put `--` before paths.
 */
export class GitRunner {
  readonly folder: string;
  readonly #binary: string;

  constructor(folder: string, binary = 'git') {
    this.folder = folder;
    this.#binary = binary;
  }

  in(folder: string): GitRunner {
    return new GitRunner(folder, this.#binary);
  }

  /** Standard output as text. A failure without a message on standard error gives what came. */
  async text(args: readonly string[], options: RunOptions = {}): Promise<string> {
    return this.#translate(() => this.#git(options).raw([...args]));
  }

  /** `git cat-file` with its output as bytes, the only command whose output is not text. */
  async catFile(args: readonly string[], options: RunOptions = {}): Promise<Buffer> {
    const output = await this.#translate(() => this.#git(options).binaryCatFile([...args]));
    return output as Buffer;
  }

  /**
   * A fresh instance for each process: simple-git runs the calls of one instance one after the
   * other, and an aborted instance never works again. `onExit: false`, since large output may
   * still be on its way when the process has ended.
   */
  #git(options: RunOptions): SimpleGit {
    const { input, signal } = options;
    return simpleGit({
      baseDir: this.folder,
      binary: this.#binary,
      trimmed: false,
      completion: { onClose: true, onExit: false },
      config: ['core.fsmonitor=false', 'log.showSignature=false', 'core.hooksPath=/dev/null'],
      allowEnvironment: Object.keys(environment),
      unsafe: {
        allowUnsafeFsMonitor: true,
        allowUnsafeHooksPath: true,
        allowUnsafeCustomBinary: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeFilter: true,
      },
      ...(input === undefined ? {} : { input: () => Buffer.from(input) }),
      ...(signal === undefined ? {} : { abort: signal }),
    })
      .env({ ...ambient(), ...environment })
      .outputHandler((_command, stdout) => {
        // simple-git waits 50 ms more for the output of a process that printed nothing.
        stdout.once('end', () => stdout.emit('data', Buffer.alloc(0)));
      });
  }

  async #translate<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw translateError(error, this.folder, this.#binary);
    }
  }
}

function ambient(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => inherited.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

function translateError(error: unknown, folder: string, binary: string): RepositoryError {
  const text = error instanceof Error ? error.message.trim() : String(error);
  const options = { cause: error };
  if (/\bENOENT\b/.test(text)) {
    const message = `Git was not found as "${binary}": install Git, or name it in the setting git.path`;
    return new RepositoryError('failed', message, options);
  }
  if (/not a git repository/i.test(text)) {
    const message = `${folder} is not in a Git repository: run "git init" there, or choose another folder`;
    return new RepositoryError('notARepository', message, options);
  }
  if (/dubious ownership/i.test(text)) {
    const message = `Git refuses ${folder}, since another user owns it: run "git config --global --add safe.directory ${folder}" if you trust it`;
    return new RepositoryError('failed', message, options);
  }
  if (/lazy fetching disabled|could not fetch|transport '.*' not allowed/i.test(text)) {
    const message = `${folder} is a partial clone that lacks an object: run "git fetch --refetch" to have all of them`;
    return new RepositoryError('missingObject', message, options);
  }
  const line = text.split('\n').find((part) => /^(?:fatal|error):/.test(part)) ?? text;
  return new RepositoryError('failed', `Git failed in ${folder}: ${line}`, options);
}
