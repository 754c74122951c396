import process from 'node:process';
import { SHARED_CLUSTER } from './attachCluster.ts';
import { startCluster } from './startCluster.ts';

/** Vitest's global setup: one cluster for all test files of the run, found by attachCluster(). */
export async function setup(): Promise<() => Promise<void>> {
  if (process.env[SHARED_CLUSTER]) return () => Promise.resolve();
  // Memory is there, time is not: Go's programs, kubectl among them, collect garbage less often.
  process.env['GOGC'] ??= '400';
  const cluster = await startCluster();
  process.env[SHARED_CLUSTER] = cluster.describe();
  return async () => {
    delete process.env[SHARED_CLUSTER];
    await cluster.stop();
  };
}
