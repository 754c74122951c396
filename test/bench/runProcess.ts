import { spawn } from 'node:child_process';
import process from 'node:process';

/** How a whole process went, from its start to its end. */
export interface ProcessRun {
  /** Milliseconds. */
  readonly time: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are no failure; 0 alone unless told. */
  readonly expected?: readonly number[];
  readonly input?: string;
}

/** Runs a program to its end; throws where it ends otherwise than expected. */
export function runProcess(
  file: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessRun> {
  const started = performance.now();
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // It may end before it has read everything; its exit code tells.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return new Promise((fulfil, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const run: ProcessRun = {
        time: performance.now() - started,
        exitCode: code ?? -1,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      };
      if ((options.expected ?? [0]).includes(run.exitCode)) fulfil(run);
      else reject(new Error(`${file} ${args.join(' ')} ended with ${run.exitCode}: ${tail(run)}`));
    });
  });
}

function tail({ stderr, stdout }: ProcessRun): string {
  return (stderr.trim() || stdout.trim()).slice(-2000);
}
