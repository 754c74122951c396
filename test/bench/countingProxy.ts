import { startMeddlingProxy } from '../cluster/meddlingProxy.ts';
import type { TestCluster } from '../cluster/testCluster.ts';

/** A proxy in front of a cluster that writes down what is asked. */
export interface CountingProxy {
  /** The administrator's, by way of the proxy. */
  readonly kubeconfigPath: string;
  /** `METHOD /path?query`, in the order of arrival. */
  readonly requests: string[];
  close(): Promise<void>;
}

export async function startCountingProxy(cluster: TestCluster): Promise<CountingProxy> {
  const requests: string[] = [];
  const proxy = await startMeddlingProxy(cluster, {
    before: ({ method, url }) => {
      requests.push(`${method} ${url}`);
      return 'pass';
    },
  });
  return { ...proxy, requests };
}
