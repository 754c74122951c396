import type { Bench } from './bench.ts';
import { changeByHand } from './handMade.ts';
import { median } from './median.ts';
import type { PlanReport } from './probes/planProbe.ts';
import { runProbe } from './runProbe.ts';

/** Planning a sync of 1,000 drifted objects, beside the same requests without any planning. */
export const planBench: Bench = {
  name: 'plan',
  run: async (context, tell) => {
    const fleet = await context.fleet(context.quick ? 200 : 1000);
    const { manifests } = fleet.fleet;
    await changeByHand(fleet.api, manifests);
    try {
      const report = await runProbe<PlanReport>(context, 'planProbe.ts', fleet);
      check(report, manifests.length);
      const walls = report.plans.map(({ time }) => time);
      const alone = report.replays.map(({ time }) => time);
      const name = `planning ${manifests.length} drifted objects`;
      tell({ name, value: median(walls), unit: 'ms', runs: walls });
      tell({ name: 'the same requests alone', value: median(alone), unit: 'ms', runs: alone });
      const cpu = beside(report, ({ cpu: used }) => used);
      tell({ name: "planning's own CPU", value: median(cpu), unit: 'ms', runs: cpu });
      const runs = beside(report, ({ time }) => time);
      const target = { below: 2000 };
      tell({ name: "planning beside the server's", value: median(runs), unit: 'ms', runs, target });
    } finally {
      await Promise.all(manifests.map(({ path, text }) => fleet.api.apply(path, text)));
    }
  },
};

/** Each plan without what the requests right before and after it took. */
function beside(
  { plans, replays }: PlanReport,
  of: (turn: PlanReport['plans'][number]) => number,
): readonly number[] {
  return plans.map((plan, at) => {
    const around = replays.slice(at, at + 2).map(of);
    return of(plan) - around.reduce((sum, one) => sum + one, 0) / around.length;
  });
}

/** What is compared are the same requests, for all of the objects. */
function check({ plans, replays, steps }: PlanReport, size: number): void {
  if (steps !== size) throw new Error(`It planned ${steps} writes, not ${size}`);
  const counts = new Set([...plans, ...replays].map(({ requests }) => requests));
  if (counts.size !== 1) throw new Error(`Not the same requests: ${[...counts].join(', ')}`);
}
