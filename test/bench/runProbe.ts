import { join } from 'node:path';
import process from 'node:process';
import type { BenchContext } from './bench.ts';
import type { FleetCluster } from './fleetCluster.ts';
import { runProcess } from './runProcess.ts';

/** What a probe is told on its command line, as JSON. */
export interface ProbeTask {
  readonly repository: string;
  readonly kubeconfig: string;
  readonly cache: string;
  readonly dist: string;
}

/** Where the probe's file lies. */
export function probeFile(name: string): string {
  return join(import.meta.dirname, 'probes', name);
}

export function probeTask(
  context: BenchContext,
  fleet: Pick<FleetCluster, 'repository' | 'cluster'>,
  cache = 'probes',
): ProbeTask {
  return {
    repository: fleet.repository,
    kubeconfig: fleet.cluster.kubeconfigPath,
    cache: join(context.folder, cache),
    dist: context.dist,
  };
}

/**
 * Runs a probe in a process of its own; it prints one JSON value, its report. With
 * `DRIFTLINE_BENCH_PROFILE` a CPU profile of it is left in that folder.
 */
export async function runProbe<Report>(
  context: BenchContext,
  name: string,
  fleet: Pick<FleetCluster, 'repository' | 'cluster'>,
  cache?: string,
): Promise<Report> {
  const task = JSON.stringify(probeTask(context, fleet, cache));
  const { DRIFTLINE_BENCH_PROFILE: profiles = '' } = process.env;
  const profile = profiles === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const args = ['--expose-gc', ...profile, probeFile(name), task];
  return JSON.parse((await runProcess(process.execPath, args)).stdout) as Report;
}
