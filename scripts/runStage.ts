import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

/** The repository's root folder. */
export const ROOT = join(import.meta.dirname, '..');

const running = new Set<() => void>();
const failed: string[] = [];

/** Ends what runStage() is running, so that nothing outlives the script. */
export function endStages(): void {
  for (const end of running) end();
}

/** The titles of the stages that failed so far. */
export function failedStages(): readonly string[] {
  return failed;
}

/**
 * Announces a stage, runs it with its output on this terminal, and says how long it took. `node`
 * and the commands of the packages are on PATH, since run.mjs put them there.
 */
export async function runStage(
  title: string,
  command: string,
  args: readonly string[],
): Promise<boolean> {
  process.stdout.write(`\n▶ ${title}\n`);
  const started = performance.now();
  const { code } = await run(command, args, 'inherit');
  return conclude(title, code, started);
}

/** The same for stages that run beside each other: the output comes in one piece at the end. */
export async function runStageBeside(
  title: string,
  command: string,
  args: readonly string[],
): Promise<boolean> {
  const started = performance.now();
  const { code, output } = await run(command, args, 'pipe');
  process.stdout.write(output);
  return conclude(title, code, started);
}

function conclude(title: string, code: number, started: number): boolean {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code !== 0) failed.push(title);
  process.stdout.write(`${code === 0 ? '✔' : '✘'} ${title}: ${seconds} s\n`);
  return code === 0;
}

function run(
  command: string,
  args: readonly string[],
  output: 'inherit' | 'pipe',
): Promise<{ readonly code: number; readonly output: string }> {
  const shell = process.platform === 'win32';
  const child = spawn(command, args, { cwd: ROOT, shell, stdio: ['ignore', output, output] });
  const end = () => void child.kill('SIGTERM');
  running.add(end);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => (text += part));
  return new Promise((fulfil, reject) => {
    child.on('error', (error) => reject(new Error(`${command} can't be run: ${error.message}`)));
    child.on('close', (code) => {
      running.delete(end);
      fulfil({ code: code ?? 1, output: text });
    });
  });
}
