// `npm run cluster`: a cluster for people, until Ctrl+C.
import process from 'node:process';
import { endWithParent } from '../../scripts/endWithParent.ts';
import { startCluster } from './startCluster.ts';

const started = performance.now();
const cluster = await startCluster();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`A Kubernetes cluster is running (${seconds} s): ${cluster.server}

  kubeconfig  ${cluster.kubeconfigPath}
  context     ${cluster.context}
  kubectl     ${cluster.kubectlPath}

  export KUBECONFIG=${cluster.kubeconfigPath}

Its nodes are simulated: Pods become ready, but there is no exec and no logs. Ctrl+C ends it.
`);

const alive = setInterval(() => undefined, 60_000);
let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
endWithParent(end);

function end(): void {
  if (isEnding) return;
  isEnding = true;
  clearInterval(alive);
  process.stdout.write('\nStopping the cluster …\n');
  void cluster.stop();
}
