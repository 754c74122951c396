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
  const code = await run(command, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code !== 0) failed.push(title);
  process.stdout.write(`${code === 0 ? '✔' : '✘'} ${title}: ${seconds} s\n`);
  return code === 0;
}

function run(command: string, args: readonly string[]): Promise<number> {
  const shell = process.platform === 'win32';
  const child = spawn(command, args, { cwd: ROOT, shell, stdio: ['ignore', 'inherit', 'inherit'] });
  const end = () => void child.kill('SIGTERM');
  running.add(end);
  return new Promise((fulfil, reject) => {
    child.on('error', (error) => reject(new Error(`${command} can't be run: ${error.message}`)));
    child.on('close', (code) => {
      running.delete(end);
      fulfil(code ?? 1);
    });
  });
}
