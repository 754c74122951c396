import process from 'node:process';
import { BorrowedCluster } from './borrowedCluster.ts';
import type { ClusterConnection } from './clusterClient.ts';
import { startCluster } from './startCluster.ts';
import type { TestCluster } from './testCluster.ts';

/** Where the global setup leaves the shared cluster's connection, as JSON. */
export const SHARED_CLUSTER = 'DRIFTLINE_SHARED_CLUSTER';

const WHY = 'it is shared between test files. Start one of your own with startCluster().';

/**
 * The cluster that all test files of a run share; make namespaces of your own in it. Where no run
 * provides one, it is a new one. Call `stop()` in the end either way.
 */
export async function attachCluster(): Promise<TestCluster> {
  const shared = process.env[SHARED_CLUSTER];
  if (!shared) return startCluster();
  return new BorrowedCluster(JSON.parse(shared) as ClusterConnection, WHY);
}
