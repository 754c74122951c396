import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { BenchContext } from './bench.ts';
import { startFleetCluster, type FleetCluster } from './fleetCluster.ts';
import { runProcess } from './runProcess.ts';

const root = join(import.meta.dirname, '..', '..');

/** One run of the benchmark: its folder, its build and its clusters, all gone after `end`. */
export class BenchRun implements BenchContext {
  readonly quick: boolean;
  readonly log: (line: string) => void;
  readonly folder: string;
  readonly dist: string;
  readonly #fleets = new Map<number, Promise<FleetCluster>>();

  private constructor(folder: string, quick: boolean, log: (line: string) => void) {
    this.folder = folder;
    this.dist = join(folder, 'dist');
    this.quick = quick;
    this.log = log;
  }

  static async start(quick: boolean, log: (line: string) => void): Promise<BenchRun> {
    const folder = await mkdtemp(join(tmpdir(), 'driftline-bench-'));
    const run = new BenchRun(folder, quick, log);
    log('Building for production …');
    const script = join(root, 'scripts', 'build.mjs');
    await runProcess(process.execPath, [script, '--production', '--outdir', run.dist]);
    return run;
  }

  fleet(size: number): Promise<FleetCluster> {
    const known = this.#fleets.get(size);
    if (known !== undefined) return known;
    const started = startFleetCluster(size, this.folder, this.log);
    this.#fleets.set(size, started);
    return started;
  }

  /** Ends the clusters alone, so that what is measured next has the machine to itself. */
  async endFleets(): Promise<void> {
    for (const started of [...this.#fleets.values()]) {
      const fleet = await started.catch(() => undefined);
      await fleet?.stop();
    }
    this.#fleets.clear();
  }

  async end(): Promise<void> {
    await this.endFleets();
    await rm(this.folder, { recursive: true, force: true });
  }
}
