import { join } from 'node:path';
import type { Bench, BenchContext } from './bench.ts';
import { DriftlineCommand } from './driftlineCommand.ts';
import type { FleetKind, FleetManifest } from './fleet.ts';
import type { FleetCluster } from './fleetCluster.ts';
import { changeByHand } from './handMade.ts';
import { median } from './median.ts';
import { runProcess } from './runProcess.ts';

/** In the order of a sync: what others need comes first. */
const order: readonly FleetKind[] = ['ServiceAccount', 'ConfigMap', 'Service', 'Deployment'];

/** `driftline sync` of 100 drifted objects, beside kubectl's apply of their files one by one. */
export const syncBench: Bench = {
  name: 'sync',
  run: async (context, tell) => {
    const fleet = await context.fleet(context.quick ? 200 : 1000);
    const { manifests } = fleet.fleet;
    const some = manifests.slice(0, context.quick ? 20 : 100);
    const command = new DriftlineCommand(context, fleet.repository, fleet.cluster.kubeconfigPath);
    const check = (): Promise<number> => command.status({ inSync: manifests.length });
    const own: number[] = [];
    const peer: number[] = [];
    await syncAll(command, fleet, some);
    for (let round = 0; round < (context.quick ? 1 : 3); round += 1) {
      peer.push(await applyEach(context, fleet, some));
      await check();
      own.push(await syncAll(command, fleet, some));
      await check();
    }
    const size = some.length;
    tell({ name: `driftline sync, ${size} drifted of ${manifests.length}`, ...ms(own) });
    tell({ name: `kubectl apply --server-side, ${size} files`, ...ms(peer) });
    const value = median(peer) / median(own);
    tell({ name: 'faster than kubectl apply', value, unit: '×', target: { least: 3 } });
  },
};

/** Milliseconds of the whole process; throws where the order was not kept. */
async function syncAll(
  command: DriftlineCommand,
  { api }: FleetCluster,
  manifests: readonly FleetManifest[],
): Promise<number> {
  await changeByHand(api, manifests);
  const { time } = await command.run(['sync', '--yes']);
  await expectOrder(api, manifests);
  return time;
}

/** Milliseconds of all processes, one after the other, the same order kept. */
async function applyEach(
  context: BenchContext,
  { api, cluster, repository }: FleetCluster,
  manifests: readonly FleetManifest[],
): Promise<number> {
  await changeByHand(api, manifests);
  const env = {
    KUBECONFIG: cluster.kubeconfigPath,
    KUBECACHEDIR: join(context.folder, 'kubectl-cache'),
  };
  const sorted = manifests.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  let sum = 0;
  for (const { file } of sorted) {
    const args = ['apply', '--server-side', '--force-conflicts', '-f', join(repository, file)];
    sum += (await runProcess(cluster.kubectlPath, args, { env })).time;
  }
  return sum;
}

/** The server counts its writes up: no object of a kind was written before the kind before it. */
async function expectOrder(
  api: FleetCluster['api'],
  manifests: readonly FleetManifest[],
): Promise<void> {
  const versions = new Map<FleetKind, number[]>(order.map((kind) => [kind, []]));
  for (const { kind, path } of manifests) {
    const read = { method: 'GET', path, contentType: 'application/json', body: '' } as const;
    const object = JSON.parse(await api.write(read)) as { metadata: { resourceVersion: string } };
    versions.get(kind)?.push(Number(object.metadata.resourceVersion));
  }
  let last = 0;
  for (const kind of order) {
    const of = versions.get(kind) ?? [];
    if (Math.min(...of) <= last) throw new Error(`A ${kind} was written out of order.`);
    last = Math.max(...of);
  }
}

function ms(runs: readonly number[]): {
  readonly value: number;
  readonly unit: 'ms';
  readonly runs: readonly number[];
} {
  return { value: median(runs), unit: 'ms', runs };
}
