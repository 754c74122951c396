import type { Bench } from './bench.ts';
import { DriftlineCommand } from './driftlineCommand.ts';
import { bestPeer, kubectlDiff } from './kubectlDiff.ts';
import { median } from './median.ts';
import { runProbe } from './runProbe.ts';
import type { LookReport } from './probes/lookProbe.ts';

/** 10,000 objects: `driftline status` beside the best peer, and what each costs in memory. */
export const largeBench: Bench = {
  name: 'large',
  run: async (context, tell) => {
    const fleet = await context.fleet(context.quick ? 1000 : 10_000);
    const size = fleet.fleet.manifests.length;
    const command = new DriftlineCommand(context, fleet.repository, fleet.cluster.kubeconfigPath);
    const first = await command.status({ inSync: size });
    tell({ name: `driftline status, ${size} objects, very first run`, value: first, unit: 'ms' });
    const own: number[] = [];
    const peer: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      for (let run = 0; run < 3; run += 1) own.push(await command.status({ inSync: size }));
      peer.push(await kubectlDiff(context, fleet, bestPeer));
    }
    tell({
      name: `driftline status, ${size} objects, in sync`,
      value: median(own),
      unit: 'ms',
      runs: own,
    });
    tell({
      name: `kubectl diff ${bestPeer.join(' ')}`,
      value: median(peer),
      unit: 'ms',
      runs: peer,
    });
    tell({
      name: 'faster than the best peer',
      value: median(peer) / median(own),
      unit: '×',
      target: { least: 8 },
    });
    const look = await runProbe<LookReport>(context, 'lookProbe.ts', fleet);
    tell({
      name: `heap per watched object at ${size}`,
      value: look.heap / size,
      unit: 'bytes',
      target: { below: 12_000 },
    });
  },
};
