// Looks, then plans a sync of all that drifted, and sends the same requests without planning, in
// turns. Writes nothing.
import pLimit from 'p-limit';
import process from 'node:process';
import { nodeEnvironment } from '../../../src/adapters/host/nodeEnvironment.ts';
import { writes } from '../../../src/core/model/plan.ts';
import { appliedObject } from '../../../src/core/plan/appliedObject.ts';
import { revertPatch } from '../../../src/core/plan/revertPatch.ts';
import { ClusterError, type Cluster } from '../../../src/engine/cluster.ts';
import { Executor, type PreparedSync } from '../../../src/engine/executor.ts';
import { openEngine, readTask } from './openEngine.ts';

/** What one turn took. */
export interface Turn {
  /** Milliseconds. */
  readonly time: number;
  /** Milliseconds of CPU that this process took for it. */
  readonly cpu: number;
  readonly requests: number;
}

/** What this probe prints. */
export interface PlanReport {
  readonly plans: readonly Turn[];
  /** One more than plans: before, between and after them. */
  readonly replays: readonly Turn[];
  /** Steps that would write. */
  readonly steps: number;
}

/** As many as an executor reads and rehearses at once. */
const atOnce = 6;
const rounds = 5;

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
const plan = (): Promise<PreparedSync> =>
  executor.prepare(engine.store.entries(), { force: false });
const prepared = await plan();
const questions = questionsOf(cluster, prepared);
const plans: Turn[] = [];
const replays: Turn[] = [await measured(() => replay(questions))];
for (let round = 0; round < rounds; round += 1) {
  plans.push(await measured(plan));
  replays.push(await measured(() => replay(questions)));
}
const steps = prepared.plan.steps.filter(writes).length;
const report: PlanReport = { plans, replays, steps };
process.stdout.write(JSON.stringify(report));
await engine.dispose();

async function measured(work: () => Promise<unknown>): Promise<Turn> {
  const before = { requests, cpu: process.cpuUsage(), time: performance.now() };
  await work();
  const time = performance.now() - before.time;
  const { user, system } = process.cpuUsage(before.cpu);
  return { time, cpu: (user + system) / 1000, requests: requests - before.requests };
}

/** What is asked about each object, with its bodies made beforehand. */
function questionsOf(of: Cluster, { acts }: PreparedSync): readonly (() => Promise<void>)[] {
  return [...acts.values()].map((act) => {
    if (!('rehearsal' in act)) throw new Error('An object was not rehearsed.');
    const { facts, acted, carried } = act;
    const { kind, live, status } = facts;
    if (kind === undefined || live === undefined) throw new Error('An object is not there.');
    const { ref } = status;
    const object = appliedObject(facts, carried);
    const operations = revertPatch({ ...facts, live }, acted, object).slice(1);
    return async () => {
      await of.get(kind, ref.namespace, ref.name);
      await of.apply(kind, object, { dryRun: true, force: false }).catch(expectConflict);
      await of.patch(kind, ref, operations, { dryRun: true });
    };
  });
}

function expectConflict(error: unknown): void {
  if (!(error instanceof ClusterError) || error.reason !== 'conflict') throw error;
}

async function replay(all: readonly (() => Promise<void>)[]): Promise<void> {
  const limit = pLimit(atOnce);
  await Promise.all(all.map((ask) => limit(ask)));
}
