import { join, resolve } from 'node:path';
import process from 'node:process';

/** Where the testbed keeps what it builds: `DRIFTLINE_TEST_CACHE`, else the ignored `.cache/`. */
export function cacheFolder(): string {
  const chosen = process.env['DRIFTLINE_TEST_CACHE'];
  return chosen ? resolve(chosen) : join(import.meta.dirname, '..', '..', '.cache');
}
