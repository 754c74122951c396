import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { KubeCluster } from '../../../src/adapters/kubernetes/kubeCluster.ts';
import {
  openCluster,
  type OpenClusterOptions,
} from '../../../src/adapters/kubernetes/openCluster.ts';
import type { ResourceKind } from '../../../src/engine/cluster.ts';

/** Connects with an empty cache, removed after the test, and no environment but the path. */
export async function connect(
  kubeconfig: string,
  options: Partial<OpenClusterOptions> = {},
): Promise<KubeCluster> {
  const cacheDir = await mkdtemp(path.join(tmpdir(), 'dl-cache-'));
  onTestFinished(() => rm(cacheDir, { recursive: true, force: true }));
  return openCluster({
    kubeconfig,
    env: { PATH: process.env['PATH'] },
    cacheDir,
    allowExec: true,
    ...options,
  });
}

/** A kind by name, and group where it is not the core one. */
export async function kindOf(
  cluster: KubeCluster,
  kind: string,
  group = '',
): Promise<ResourceKind> {
  const found = (await cluster.discover()).find(
    (candidate) => candidate.kind === kind && candidate.group === group,
  );
  if (found === undefined) throw new Error(`${kind}.${group} is not served.`);
  return found;
}

export const configMaps: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  namespaced: true,
  verbs: ['get', 'list', 'watch'],
  subresources: [],
};
