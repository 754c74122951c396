import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { BUILT_DIST, buildDist } from './buildExtension.ts';

/** Vitest's global setup: one production build for all test files of the run. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'dldist-'));
  await buildDist(folder);
  process.env[BUILT_DIST] = folder;
  return async () => {
    delete process.env[BUILT_DIST];
    await rm(folder, { recursive: true, force: true });
  };
}
