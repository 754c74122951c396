import { spawnSync } from 'node:child_process';
import { clusterPrograms } from './clusterPrograms.ts';

/** The kubectl on PATH, else the one that the testbed builds. */
export async function findKubectl(log?: (line: string) => void): Promise<string> {
  const isInstalled = spawnSync('kubectl', ['version', '--client']).status === 0;
  return isInstalled ? 'kubectl' : (await clusterPrograms(log)).kubectl;
}
