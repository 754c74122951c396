import { spawn, type ChildProcess } from 'node:child_process';
import { CommitError } from '../../engine/committer.ts';

export interface GitCall {
  /** Sent to the process's standard input, which is closed otherwise. */
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Milliseconds, after which the process and its children are ended. */
  readonly timeout?: number;
}

/** How a process ended; a failure is an answer here, not an error. */
export interface GitOutcome {
  readonly code: number;
  readonly stdout: Buffer;
  /** Both outputs as they came, without Git's own colours. */
  readonly output: string;
  readonly ended: 'itself' | 'timeout' | 'aborted';
}

/** Where an ambient variable would point Git at another repository, or at a terminal. */
const dropped =
  /^(?:GIT_(?:DIR|WORK_TREE|INDEX_FILE|INDEX_VERSION|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|GRAFT_FILE|SHALLOW_FILE|REPLACE_REF_BASE|QUARANTINE_PATH|INTERNAL_SUPER_PREFIX|IMPLICIT_WORK_TREE|CONFIG|EDITOR|SEQUENCE_EDITOR|REFLOG_ACTION|LITERAL_PATHSPECS|GLOB_PATHSPECS|NOGLOB_PATHSPECS|ICASE_PATHSPECS|OPTIONAL_LOCKS|DEFAULT_HASH)|GPG_TTY)$/;

/** English messages, since some are looked at; `LANGUAGE` leaves the hooks' encoding alone. */
const added: Readonly<Record<string, string>> = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_EDITOR: ':',
  LANGUAGE: 'en',
};

/** Nothing that a partial clone lacks is fetched; older Git knows no GIT_NO_LAZY_FETCH. */
export const withoutFetch: Readonly<Record<string, string>> = {
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_LFS_SKIP_SMUDGE: '1',
};

/** Output beyond this is of no use to a person. */
const longestOutput = 64 * 1024;
/** A hook's background process may hold the pipe open after Git has ended. */
const pipeGrace = 500;
const killGrace = 2000;

/**
 * Runs Git as the person themselves would: their whole environment, configuration, hooks,
 * signing and credentials, but without a terminal (a session of its own), so that whatever asks
 * for a passphrase fails instead of waiting. simple-git has neither sessions, binary output nor
 * exit codes; background reads stay with `GitRunner`.
 */
export class GitProcess {
  readonly folder: string;
  readonly #binary: string;

  constructor(folder: string, binary = 'git') {
    this.folder = folder;
    this.#binary = binary;
  }

  in(folder: string): GitProcess {
    return new GitProcess(folder, this.#binary);
  }

  /** Throws `CommitError` only where Git itself is not found. */
  run(args: readonly string[], call: GitCall = {}): Promise<GitOutcome> {
    const child = spawn(this.#binary, [...args], {
      cwd: this.folder,
      env: { ...ambient(), ...added, ...call.env },
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: [call.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    return new Promise((resolve, reject) => {
      follow(child, call, resolve);
      child.once('error', (cause) => reject(notStarted(this.#binary, cause)));
    });
  }

  /** Standard output without the last line break. Throws `CommitError` where Git fails. */
  async text(args: readonly string[], call: GitCall = {}): Promise<string> {
    const outcome = await this.run(args, call);
    if (outcome.code === 0) return outcome.stdout.toString('utf8').replace(/\n$/, '');
    throw gitFailure(this.folder, args, outcome);
  }
}

/** Tells what Git said, where nothing better is known about it. */
export function gitFailure(
  folder: string,
  args: readonly string[],
  outcome: GitOutcome,
): CommitError {
  const { output } = outcome;
  if (outcome.ended === 'aborted') return new CommitError('failed', 'Stopped: nothing was written');
  if (/lazy fetching disabled|could not fetch|transport '.*' not allowed/i.test(output)) {
    const message = `${folder} is a partial clone that lacks an object: run "git fetch --refetch", then try again`;
    return new CommitError('failed', message, { output });
  }
  const line = output.split('\n').find((part) => /^(?:fatal|error):/.test(part)) ?? output.trim();
  const verb = args.find((arg) => /^[a-z]+(?:-[a-z]+)*$/.test(arg)) ?? '';
  const how = outcome.ended === 'timeout' ? 'took too long' : `failed: ${line}`;
  return new CommitError('failed', `"git ${verb}" in ${folder} ${how}`, { output });
}

function ambient(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !dropped.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

function notStarted(binary: string, cause: unknown): CommitError {
  const message = `Git was not found as "${binary}": install Git, or name it in the setting git.path`;
  return new CommitError('failed', message, { cause });
}

function follow(child: ChildProcess, call: GitCall, done: (outcome: GitOutcome) => void): void {
  const stdout: Buffer[] = [];
  const output: Buffer[] = [];
  let ended: GitOutcome['ended'] = 'itself';
  const end = (how: 'timeout' | 'aborted') => {
    ended = how;
    killTree(child);
  };
  const abort = () => end('aborted');
  const timer = call.timeout === undefined ? undefined : setTimeout(end, call.timeout, 'timeout');
  const finish = (code: number | null) => {
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', abort);
    child.stdout?.destroy();
    child.stderr?.destroy();
    done({
      code: ended === 'itself' ? (code ?? 128) : 128,
      stdout: Buffer.concat(stdout),
      output: readable(Buffer.concat(output)),
      ended,
    });
  };
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    output.push(chunk.subarray(0, longestOutput));
  });
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  child.once('exit', (code) => setTimeout(finish, pipeGrace, code).unref());
  child.once('close', finish);
  // A process that ends without reading its input is told by its exit code.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(call.input);
  if (call.signal?.aborted === true) abort();
  call.signal?.addEventListener('abort', abort, { once: true });
}

function readable(output: Buffer): string {
  const text = output.subarray(-longestOutput).toString('utf8');
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}

/** The whole group, since Git's hooks and signers are children of their own. */
function killTree(child: ChildProcess): void {
  signalGroup(child, 'SIGTERM');
  setTimeout(() => signalGroup(child, 'SIGKILL'), killGrace).unref();
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || process.platform === 'win32') {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
