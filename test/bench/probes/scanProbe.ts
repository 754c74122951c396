// Reads what Git declares, as a look does, in a fresh process.
import process from 'node:process';
import { join } from 'node:path';
import { openRepository } from '../../../src/adapters/git/openRepository.ts';
import { readRepository } from '../../../src/engine/desiredState.ts';
import { readTask } from './openEngine.ts';

/** What this probe prints. */
export interface ScanReport {
  /** Milliseconds until the whole picture was there, edits in the work tree included. */
  readonly time: number;
  readonly documents: number;
}

const task = readTask();
const started = performance.now();
const repository = await openRepository(task.repository, {
  cacheDir: task.cache,
  workerFile: join(task.dist, 'worker.cjs'),
});
const target = { name: 'default', path: '', namespace: 'default', revision: 'auto' };
const { scan } = await readRepository(repository, target, new Set());
const report: ScanReport = {
  time: performance.now() - started,
  documents: scan.files.reduce((sum, { documents }) => sum + documents.length, 0),
};
process.stdout.write(JSON.stringify(report));
