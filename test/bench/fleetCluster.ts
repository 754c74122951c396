import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster } from '../cluster/startCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { ApiClient } from './apiClient.ts';
import { makeFleet, type Fleet } from './fleet.ts';
import { runProcess } from './runProcess.ts';

/** A cluster in which every object of a fleet is as its repository says. */
export interface FleetCluster {
  readonly cluster: TestCluster;
  readonly fleet: Fleet;
  /** The repository's folder, committed and clean. */
  readonly repository: string;
  readonly api: ApiClient;
  stop(): Promise<void>;
}

/** Starts a cluster of its own, with controllers, and waits until they have come to rest. */
export async function startFleetCluster(
  size: number,
  folder: string,
  log: (line: string) => void,
): Promise<FleetCluster> {
  log(`Starting a cluster with ${size} objects …`);
  const fleet = makeFleet(size);
  const repository = join(folder, `fleet-${size}`);
  await writeRepository(repository, fleet);
  const cluster = await startCluster({ log });
  const api = await ApiClient.open(cluster);
  const stop = async (): Promise<void> => {
    api.close();
    await cluster.stop();
  };
  try {
    await seed(api, fleet);
    await settle(cluster, fleet);
    return { cluster, fleet, repository, api, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeRepository(folder: string, fleet: Fleet): Promise<void> {
  for (const { file, text } of fleet.manifests) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  await commitAll(folder);
}

/** Makes a repository of what lies in a folder, by nobody's Git settings. */
export async function commitAll(folder: string): Promise<void> {
  const env = {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann Example',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann Example',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
  };
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    ['commit', '--quiet', '-m', 'Run the fleet'],
  ]) {
    await runProcess('git', args, { cwd: folder, env });
  }
}

async function seed(api: ApiClient, { namespaces, manifests }: Fleet): Promise<void> {
  await Promise.all(
    namespaces.map((name) =>
      api.apply(
        `/api/v1/namespaces/${name}`,
        `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}}}`,
      ),
    ),
  );
  await Promise.all(manifests.map(({ path, text }) => api.apply(path, text)));
}

interface DeploymentList {
  readonly items: readonly {
    readonly metadata: { readonly generation?: number };
    readonly status?: { readonly observedGeneration?: number; readonly conditions?: unknown };
  }[];
}

/** Until the controllers have seen every Deployment: their writes would disturb the measuring. */
async function settle(cluster: TestCluster, fleet: Fleet): Promise<void> {
  const wanted = fleet.manifests.filter(({ kind }) => kind === 'Deployment').length;
  for (let tries = 0; tries < 600; tries += 1) {
    const { body } = await cluster.request('/apis/apps/v1/deployments');
    const seen = (body as DeploymentList).items.filter(
      ({ metadata, status }) => status?.observedGeneration === metadata.generation,
    );
    if (seen.length >= wanted) return sleep(3000);
    await sleep(500);
  }
  throw new Error('The controllers did not come to rest within five minutes.');
}
