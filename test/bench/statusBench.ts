import type { Bench, BenchContext } from './bench.ts';
import { startCountingProxy } from './countingProxy.ts';
import { DriftlineCommand } from './driftlineCommand.ts';
import type { Figure } from './figure.ts';
import type { FleetCluster } from './fleetCluster.ts';
import { bestPeer, kubectlDiff } from './kubectlDiff.ts';
import { median } from './median.ts';

/** Kinds that the fleet is of; requests are held to a multiple of it. */
const kindsOfFleet = 4;

/** `driftline status` as a whole process on 1,000 objects, beside kubectl. */
export const statusBench: Bench = {
  name: 'status',
  run: async (context, tell) => {
    const fleet = await context.fleet(context.quick ? 200 : 1000);
    const size = fleet.fleet.manifests.length;
    const command = new DriftlineCommand(context, fleet.repository, fleet.cluster.kubeconfigPath);
    tell(await measureFirst(context, command, size));
    await measureInSync(context, command, fleet, tell);
    await measureDrifted(context, command, fleet, tell);
    await countRequests(context, fleet, tell);
  },
};

async function measureFirst(
  context: BenchContext,
  command: DriftlineCommand,
  size: number,
): Promise<Figure> {
  const runs: number[] = [];
  for (let run = 0; run < (context.quick ? 1 : 3); run += 1) {
    command.forget();
    runs.push(await command.status({ inSync: size }));
  }
  return { name: `driftline status, ${size} objects, very first run`, ...ms(runs) };
}

/** Driftline and its peers take turns, so that both meet the machine in the same moods. */
async function measureInSync(
  context: BenchContext,
  command: DriftlineCommand,
  fleet: FleetCluster,
  tell: (figure: Figure) => void,
): Promise<void> {
  const size = fleet.fleet.manifests.length;
  await command.status({ inSync: size });
  await kubectlDiff(context, fleet, bestPeer);
  const own: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < (context.quick ? 2 : 5); round += 1) {
    peer.push(await kubectlDiff(context, fleet, bestPeer));
    own.push(await command.status({ inSync: size }));
    own.push(await command.status({ inSync: size }));
  }
  const around = await repeat(2, () => command.status({ inSync: size }));
  context.log('kubectl diff -R -f . runs once, for a minute …');
  const plain = await kubectlDiff(context, fleet, []);
  around.push(...(await repeat(2, () => command.status({ inSync: size }))));
  tell({ name: `driftline status, ${size} objects, in sync`, ...ms(own) });
  tell({ name: 'kubectl diff', ...ms([plain]) });
  tell({ name: `kubectl diff ${bestPeer.join(' ')}`, ...ms(peer) });
  tell({
    name: 'faster than kubectl diff',
    value: plain / median(around),
    unit: '×',
    target: { least: 60 },
  });
  tell({
    name: 'faster than the best peer',
    value: median(peer) / median(own),
    unit: '×',
    target: { least: 4 },
  });
}

/** One object in twenty gets a change that a person made by hand; measured in sync before and after. */
async function measureDrifted(
  context: BenchContext,
  command: DriftlineCommand,
  { fleet, api }: FleetCluster,
  tell: (figure: Figure) => void,
): Promise<void> {
  const size = fleet.manifests.length;
  const changed = fleet.manifests.filter((_, at) => at % 20 === Math.floor(at / 20) % 20);
  const rounds = context.quick ? 2 : 4;
  const before = await repeat(rounds, () => command.status({ inSync: size }));
  await Promise.all(changed.map(({ kind, path }) => api.edit(path, handMade[kind])));
  const expected = { inSync: size - changed.length, drifted: changed.length };
  const runs = await repeat(2 * rounds, () => command.status(expected));
  // Taken back, whoever was asked for it: the managed fields stay, the objects are in sync again.
  await Promise.all(changed.map(({ kind, path }) => api.edit(path, takenBack[kind])));
  await Promise.all(changed.map(({ path, text }) => api.apply(path, text)));
  const after = await repeat(rounds, () => command.status({ inSync: size }));
  tell({ name: `driftline status, ${changed.length} of ${size} drifted`, ...ms(runs) });
  tell({
    name: 'drifted, as a multiple of in sync',
    value: median(runs) / median([...before, ...after]),
    unit: '×',
    target: { below: 3 },
  });
}

async function repeat(times: number, run: () => Promise<number>): Promise<number[]> {
  const found: number[] = [];
  while (found.length < times) found.push(await run());
  return found;
}

const handMade = {
  Deployment: { spec: { replicas: 1, template: { metadata: { annotations: { hotfix: 'yes' } } } } },
  Service: { spec: { sessionAffinity: 'ClientIP' } },
  ConfigMap: { data: { 'feature.flags': 'dark-mode' } },
  ServiceAccount: { metadata: { labels: { owner: 'ann' } } },
} as const;

const takenBack = {
  Deployment: { spec: { replicas: 0, template: { metadata: { annotations: { hotfix: null } } } } },
  Service: { spec: { sessionAffinity: 'None', sessionAffinityConfig: null } },
  ConfigMap: { data: { 'feature.flags': 'dark-mode,retry' } },
  ServiceAccount: { metadata: { labels: { owner: null } } },
} as const;

async function countRequests(
  context: BenchContext,
  fleet: FleetCluster,
  tell: (figure: Figure) => void,
): Promise<void> {
  const size = fleet.fleet.manifests.length;
  const proxy = await startCountingProxy(fleet.cluster);
  try {
    const command = new DriftlineCommand(context, fleet.repository, proxy.kubeconfigPath);
    const counts: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      proxy.requests.length = 0;
      await command.status({ inSync: size });
      counts.push(proxy.requests.length);
    }
    context.log(proxy.requests.map((line) => `    ${line}`).join('\n'));
    const [first = Number.NaN] = counts;
    tell({ name: 'requests of the very first run', value: first, unit: 'requests' });
    tell({
      name: 'requests of a later run (O(kinds))',
      value: Math.max(...counts.slice(1)),
      unit: 'requests',
      target: { below: 8 * kindsOfFleet },
    });
  } finally {
    await proxy.close();
  }
}

function ms(runs: readonly number[]): Pick<Figure, 'value' | 'unit' | 'runs'> {
  return { value: median(runs), unit: 'ms', runs };
}
