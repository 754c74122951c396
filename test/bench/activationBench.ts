import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Bench, BenchContext } from './bench.ts';
import type { Figure } from './figure.ts';
import { median } from './median.ts';
import type { ActivateReport } from './probes/activateProbe.ts';
import type { LookReport } from './probes/lookProbe.ts';
import { probeFile, runProbe } from './runProbe.ts';
import { runProcess } from './runProcess.ts';

/** What the extension costs its host: to load, to activate, and while it looks. */
export const activationBench: Bench = {
  name: 'activation',
  run: async (context, tell) => {
    await measureActivation(context, tell);
    const fleet = await context.fleet(context.quick ? 200 : 1000);
    const size = fleet.fleet.manifests.length;
    const rounds = Array.from({ length: context.quick ? 2 : 5 }, (_, at) => at);
    const first: LookReport[] = [];
    const later: LookReport[] = [];
    for (const round of rounds) {
      const cache = `look-${round}`;
      first.push(await runProbe<LookReport>(context, 'lookProbe.ts', fleet, cache));
      later.push(await runProbe<LookReport>(context, 'lookProbe.ts', fleet, cache));
    }
    for (const [what, reports] of [
      ['the very first look', first],
      ['a later look', later],
    ] as const) {
      tell({
        name: `event loop held up at most, ${what} at ${size}`,
        ...ms(reports.map(({ blocked }) => blocked)),
        target: { below: 50 },
      });
      // Unlike the figure above, this one leaves out what other processes took.
      tell({
        name: `longest turn in CPU time, ${what}`,
        ...ms(reports.map(({ busy }) => busy)),
        target: { below: 50 },
      });
      tell({ name: `${what} at ${size}`, ...ms(reports.map(({ time }) => time)) });
    }
  },
};

async function measureActivation(
  context: BenchContext,
  tell: (figure: Figure) => void,
): Promise<void> {
  const { size } = await stat(join(context.dist, 'extension.cjs'));
  tell({
    name: 'bundle loaded at activation',
    value: size,
    unit: 'bytes',
    target: { below: 300_000 },
  });
  const reports: ActivateReport[] = [];
  for (let round = 0; round < (context.quick ? 3 : 9); round += 1) {
    const task = JSON.stringify({ dist: context.dist });
    const run = await runProcess(process.execPath, [probeFile('activateProbe.ts'), task]);
    reports.push(JSON.parse(run.stdout) as ActivateReport);
  }
  tell({
    name: 'activation: load and activate',
    ...ms(reports.map(({ load, activate }) => load + activate)),
    target: { below: 100 },
  });
  tell({
    name: 'load of the engine (later), longest turn',
    ...ms(reports.map(({ loadEngine }) => loadEngine)),
    target: { below: 50 },
  });
}

function ms(runs: readonly number[]): Pick<Figure, 'value' | 'unit' | 'runs'> {
  return { value: median(runs), unit: 'ms', runs };
}
