import pLimit from 'p-limit';
import type { Bench, BenchContext } from './bench.ts';
import type { FleetManifest } from './fleet.ts';
import type { FleetCluster } from './fleetCluster.ts';
import { changeByHand, handMade } from './handMade.ts';
import { median } from './median.ts';
import type { PlanReport } from './probes/planProbe.ts';
import { runProbe } from './runProbe.ts';

/** Objects that an executor reads and rehearses at once. */
const atOnce = 6;

/** Planning a sync of 1,000 drifted objects, beside what the server takes for the same requests. */
export const planBench: Bench = {
  name: 'plan',
  run: async (context, tell) => {
    const fleet = await context.fleet(context.quick ? 200 : 1000);
    const { manifests } = fleet.fleet;
    await changeByHand(fleet.api, manifests);
    try {
      const reports: PlanReport[] = [];
      const servers: number[] = [];
      for (let round = 0; round < (context.quick ? 1 : 3); round += 1) {
        servers.push(await replay(fleet));
        reports.push(await plan(context, fleet));
      }
      servers.push(await replay(fleet));
      const walls = reports.map(({ time }) => time);
      const server = median(servers);
      const runs = walls.map((wall) => wall - server);
      const name = `planning ${manifests.length} drifted objects`;
      tell({ name, value: median(walls), unit: 'ms', runs: walls });
      tell({ name: 'the same requests alone', value: server, unit: 'ms', runs: servers });
      const cpu = reports.map((report) => report.cpu);
      tell({ name: "Driftline's own CPU of it", value: median(cpu), unit: 'ms', runs: cpu });
      const target = { below: 2000 };
      tell({ name: "planning beside the server's", value: median(runs), unit: 'ms', runs, target });
    } finally {
      await Promise.all(manifests.map(({ path, text }) => fleet.api.apply(path, text)));
    }
  },
};

async function plan(context: BenchContext, fleet: FleetCluster): Promise<PlanReport> {
  const report = await runProbe<PlanReport>(context, 'planProbe.ts', fleet);
  const size = fleet.fleet.manifests.length;
  if (report.steps !== size) throw new Error(`It planned ${report.steps} writes, not ${size}`);
  // Else the requests that are replayed are not the same.
  if (report.requests !== 3 * size) throw new Error(`${report.requests} requests for ${size}`);
  return report;
}

/** Milliseconds of the planning's requests by a client that does nothing with the answers. */
async function replay({ api, fleet }: FleetCluster): Promise<number> {
  const limit = pLimit(atOnce);
  const started = performance.now();
  await Promise.all(fleet.manifests.map((manifest) => limit(() => askAbout(api, manifest))));
  return performance.now() - started;
}

/** A get, a dry run of the apply, which conflicts with the hand, and one of the patch. */
async function askAbout(
  api: FleetCluster['api'],
  { path, text, kind }: FleetManifest,
): Promise<void> {
  const json = 'application/json';
  await api.write({ method: 'GET', path, contentType: json, body: '' });
  const apply = { contentType: 'application/apply-patch+yaml', body: text };
  await api
    .write({ method: 'PATCH', path: `${path}?fieldManager=driftline&dryRun=All`, ...apply })
    .then(
      () => Promise.reject(new Error(`${path} did not conflict`)),
      (error: unknown) => {
        if (!String(error).includes(': 409 ')) throw error;
      },
    );
  await api.write({
    method: 'PATCH',
    path: `${path}?fieldManager=driftline&dryRun=All`,
    contentType: 'application/merge-patch+json',
    body: JSON.stringify(handMade[kind]),
  });
}
