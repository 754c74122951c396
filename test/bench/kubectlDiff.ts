import { join } from 'node:path';
import type { BenchContext } from './bench.ts';
import type { FleetCluster } from './fleetCluster.ts';
import { runProcess } from './runProcess.ts';

/** The best peer: what a person would run instead. */
export const bestPeer: readonly string[] = ['--server-side', '--concurrency=8'];

/** Milliseconds of a whole `kubectl diff -R -f .`; throws where it finds a difference. */
export async function kubectlDiff(
  context: BenchContext,
  { cluster, repository }: FleetCluster,
  options: readonly string[],
): Promise<number> {
  const env = {
    KUBECONFIG: cluster.kubeconfigPath,
    KUBECACHEDIR: join(context.folder, 'kubectl-cache'),
  };
  const args = ['diff', ...options, '-R', '-f', '.'];
  const run = await runProcess(cluster.kubectlPath, args, { cwd: repository, env });
  return run.time;
}
