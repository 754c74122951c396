import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchContext } from './bench.ts';
import type { Figure } from './figure.ts';
import type { FleetManifest } from './fleet.ts';
import type { FleetCluster } from './fleetCluster.ts';
import { median, percentile } from './median.ts';
import type { LiveLine } from './probes/liveProbe.ts';
import { probeFile, probeTask } from './runProbe.ts';

/** From a change in the cluster to its new status in the store, with everything watched. */
export const liveBench: Bench = {
  name: 'live',
  run: async (context, tell) => {
    const fleet = await context.fleet(context.quick ? 200 : 1000);
    const watcher = await Watcher.start(context, fleet);
    try {
      await measure(context, fleet, watcher, tell);
    } finally {
      await watcher.end();
    }
  },
};

async function measure(
  context: BenchContext,
  fleet: FleetCluster,
  watcher: Watcher,
  tell: (figure: Figure) => void,
): Promise<void> {
  const size = fleet.fleet.manifests.length;
  const configs = fleet.fleet.manifests.filter(({ kind }) => kind === 'ConfigMap');
  const chosen = configs.slice(0, context.quick ? 20 : 100);
  const times: number[] = [];
  const before = watcher.requests;
  for (const manifest of chosen) {
    times.push(await watcher.change(manifest, 'drifted', () => editFlags(fleet, manifest, 'off')));
    times.push(
      await watcher.change(manifest, 'inSync', () => editFlags(fleet, manifest, 'dark-mode,retry')),
    );
  }
  const asked = watcher.requests - before;
  await Promise.all(chosen.map(({ path, text }) => fleet.api.apply(path, text)));
  tell({
    name: `live change → status, ${size} watched, median of ${times.length}`,
    value: median(times),
    unit: 'ms',
    target: { below: 150 },
    runs: times,
  });
  tell({
    name: 'live change → status, p99',
    value: percentile(times, 99),
    unit: 'ms',
    target: { below: 500 },
  });
  tell({
    name: 'requests per event (O(1))',
    value: asked / times.length,
    unit: 'requests',
    target: { below: 3 },
  });
}

function editFlags(
  { api }: FleetCluster,
  { path }: FleetManifest,
  value: string,
): Promise<unknown> {
  return api.edit(path, { data: { 'feature.flags': value } });
}

/** The engine in a process of its own, watching. */
class Watcher {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<string, (line: LiveLine) => void>();
  #requests = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(context: BenchContext, fleet: FleetCluster): Promise<Watcher> {
    const task = JSON.stringify(probeTask(context, fleet));
    const child = spawn(process.execPath, [probeFile('liveProbe.ts'), task], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const watcher = new Watcher(child);
    const lines = createInterface({ input: child.stdout });
    const ready = new Promise<void>((fulfil, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`The watching process ended with ${code}.`)));
      lines.on('line', (text) => {
        const line = JSON.parse(text) as LiveLine;
        if (line.key === undefined) fulfil();
        watcher.#take(line);
      });
    });
    await ready;
    return watcher;
  }

  get requests(): number {
    return this.#requests;
  }

  /** Milliseconds from the moment before the write is sent until the status stands. */
  async change(
    { kind, namespace, name }: FleetManifest,
    status: string,
    write: () => Promise<unknown>,
  ): Promise<number> {
    const id = `/${kind}/${namespace}/${name} ${status}`;
    const stands = new Promise<LiveLine>((fulfil) => this.#waiting.set(id, fulfil));
    const started = performance.timeOrigin + performance.now();
    await write();
    const tooLate = sleep(30_000, undefined, { ref: false }).then(() => {
      throw new Error(`${id} did not come within 30 s`);
    });
    const line = await Promise.race([stands, tooLate]);
    return line.time - started;
  }

  async end(): Promise<void> {
    const ended = new Promise((fulfil) => this.#child.on('close', fulfil));
    if (this.#child.exitCode !== null) return;
    this.#child.stdin?.end();
    await ended;
  }

  #take(line: LiveLine): void {
    this.#requests = line.requests;
    if (line.key === undefined) return;
    const id = `${line.key} ${line.status ?? ''}`;
    this.#waiting.get(id)?.(line);
    this.#waiting.delete(id);
  }
}
