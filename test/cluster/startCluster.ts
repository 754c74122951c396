import process from 'node:process';
import { ControlPlane, type ControlPlaneOptions } from './controlPlane.ts';
import { openExternalCluster } from './externalCluster.ts';
import type { TestCluster } from './testCluster.ts';

/**
 * Starts a cluster of the caller's own, which `stop()` ends; it can't outlive this process. Takes
 * 3 s without controllers, 5 s with them, and minutes once a machine, to build the programs.
 * With `DRIFTLINE_TEST_KUBECONFIG` it is that cluster instead, whose API server can't be killed.
 */
export async function startCluster(options: ControlPlaneOptions = {}): Promise<TestCluster> {
  const external = process.env['DRIFTLINE_TEST_KUBECONFIG'];
  if (external) return openExternalCluster(external, options.log);
  return ControlPlane.start(options);
}
