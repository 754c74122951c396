import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runStage } from './runStage.ts';

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
  const results: boolean[] = [];
  for (const file of TSCONFIGS) {
    if (!existsSync(join(ROOT, file))) continue;
    results.push(await runStage(`types (${file})`, 'tsc', ['--noEmit', '-p', file]));
  }
  results.push(await runStage('lint', 'eslint', ['.', '--max-warnings=0']));
  results.push(await runStage('format', 'prettier', ['--check', '--log-level=warn', '.']));
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed, skipped: 0 };
}
