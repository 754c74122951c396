// Looks, then plans a sync of all that drifted, and writes nothing.
import process from 'node:process';
import { nodeEnvironment } from '../../../src/adapters/host/nodeEnvironment.ts';
import { writes } from '../../../src/core/model/plan.ts';
import { Executor } from '../../../src/engine/executor.ts';
import { openEngine, readTask } from './openEngine.ts';

/** What this probe prints. */
export interface PlanReport {
  /** Milliseconds of the planning, after the look. */
  readonly time: number;
  /** Milliseconds of CPU that this process took for it. */
  readonly cpu: number;
  /** Requests of the planning. */
  readonly requests: number;
  /** Steps that would write. */
  readonly steps: number;
}

const task = readTask();
let requests = 0;
const engine = await openEngine(task, () => (requests += 1));
await engine.look();
const { cluster } = engine;
if (cluster === undefined) throw new Error(engine.store.state.message ?? 'no cluster');
const { clock } = nodeEnvironment({
  cacheDir: task.cache,
  log: { info: () => undefined, warn: () => undefined },
});
const executor = new Executor({ cluster, source: engine, clock });
const before = { requests, cpu: process.cpuUsage(), time: performance.now() };
const { plan } = await executor.prepare(engine.store.entries(), { force: false });
const time = performance.now() - before.time;
const { user, system } = process.cpuUsage(before.cpu);
const report: PlanReport = {
  time,
  cpu: (user + system) / 1000,
  requests: requests - before.requests,
  steps: plan.steps.filter(writes).length,
};
process.stdout.write(JSON.stringify(report));
await engine.dispose();
