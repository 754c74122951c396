import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';

/** A program that the nest runs, in a process group of its own. */
export interface NestProcess {
  readonly name: string;
  readonly exited: Promise<void>;
  hasExited(): boolean;
  /** Signals the whole group; without effect once it has ended. */
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL, then waits for the end. */
  kill(): Promise<void>;
  /** The last lines it wrote, for error messages. */
  lastWords(): string;
}

/**
 * A watchdog waits for its standard input to end, which happens when this process ends in whatever
 * way, SIGKILL included; then it kills every group that is noted in the run folder and removes it.
 * It looks several times, for a program that was being started in that very moment.
 */
const WATCHDOG = `cat >/dev/null
for look in 1 2 3; do
  for group in "$1"/groups/*; do kill -s KILL -- "-\${group##*/}" 2>/dev/null; done
  rm -rf "$1"
  sleep 0.2
done`;

/** Notes its group before it becomes the program; fails when the run folder is gone. */
const STARTER = ': >"$0/groups/$$" && exec "$@"';

/** Runs programs that can't outlive this process, with their logs in one run folder. */
export class ProcessNest {
  readonly folder: string;
  readonly #running = new Set<NestProcess>();
  readonly #watchdog: ChildProcess;

  /** The folder must exist; it belongs to the nest from now on and goes with it. */
  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(join(folder, 'groups'));
    mkdirSync(join(folder, 'logs'));
    this.#watchdog = spawn('sh', ['-c', WATCHDOG, 'driftline-watchdog', folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#watchdog.unref();
    (this.#watchdog.stdin as Socket).unref();
  }

  /** Starts a program; its output goes to `logs/NAME.log`, after what was there. */
  start(
    name: string,
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): NestProcess {
    const log = join(this.folder, 'logs', `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawn('sh', ['-c', STARTER, this.folder, program, ...args], {
      cwd: this.folder,
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    return this.#watch(name, child, log);
  }

  /** Kills all programs and removes the run folder. */
  async end(): Promise<void> {
    await Promise.all([...this.#running].map((running) => running.kill()));
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
    this.#watchdog.stdin?.end();
  }

  #watch(name: string, child: ChildProcess, log: string): NestProcess {
    const group = child.pid;
    if (group === undefined) throw new Error(`${name} could not be started.`);
    let ended = false;
    const exited = new Promise<void>((fulfil) => {
      child.once('exit', () => {
        ended = true;
        this.#running.delete(running);
        // A number that the system gives to somebody else must not be killed later.
        rmSync(join(this.folder, 'groups', String(group)), { force: true });
        fulfil();
      });
    });
    const signal = (wanted: NodeJS.Signals) => {
      if (!ended) process.kill(-group, wanted);
    };
    const running: NestProcess = {
      name,
      exited,
      hasExited: () => ended,
      signal,
      kill: () => {
        child.ref(); // who waits for the end must live to see it
        signal('SIGKILL');
        return exited;
      },
      lastWords: () => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n'),
    };
    this.#running.add(running);
    child.unref();
    return running;
  }
}
