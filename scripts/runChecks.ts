import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFiles } from './hashFiles.ts';
import { ROOT, runStageBeside } from './runStage.ts';

const LINTED = /\.(ts|js|mjs|cjs|json)$/;

const TSCONFIGS = [
  'tsconfig.json',
  'src/core/tsconfig.json',
  'webview/tsconfig.json',
  'test/unit/webview/tsconfig.json',
  'test/e2e/tsconfig.json',
  'test/bench/tsconfig.json',
];

/** How many checks held and how many did not. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Types, lint and format; one that fails does not keep the others from running. */
export async function runChecks(): Promise<Count> {
  process.stdout.write('\n▶ types, lint and format\n');
  // Lint takes as long as all the others together.
  const lanes = await Promise.all([checkWithLint(), checkTypesAndFormat()]);
  const results = lanes.flat();
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed, skipped: 0 };
}

async function checkWithLint(): Promise<readonly boolean[]> {
  const caches = join(ROOT, '.cache', 'eslint');
  // All that lint reads: a rule that asks for types may object to a file that did not change.
  const hash = await hashFiles(ROOT, (name) => LINTED.test(name));
  await removeOthers(caches, hash);
  const cache = join(caches, hash);
  const cached = ['--cache', '--cache-strategy', 'content', '--cache-location', cache];
  return [await runStageBeside('lint', 'eslint', ['.', '--max-warnings=0', ...cached])];
}

async function checkTypesAndFormat(): Promise<readonly boolean[]> {
  const results: boolean[] = [];
  for (const file of TSCONFIGS)
    results.push(await runStageBeside(`types (${file})`, 'tsc', ['--noEmit', '-p', file]));
  const cache = join(ROOT, '.cache', 'prettier');
  const cached = ['--cache', '--cache-strategy', 'content', '--cache-location', cache];
  const args = ['--check', '--log-level=warn', ...cached, '.'];
  results.push(await runStageBeside('format', 'prettier', args));
  return results;
}

async function removeOthers(folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const others = (await readdir(folder)).filter((one) => one !== name);
  await Promise.all(others.map((one) => rm(join(folder, one), { force: true })));
}
