// Looks once and stays watching: how long the event loop was held up, and what it keeps in memory.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { openEngine, readTask } from './openEngine.ts';

/** What this probe prints. */
export interface LookReport {
  /** Longest time for which the event loop was held up, in milliseconds. */
  readonly blocked: number;
  /** Until all statuses stood in the store, in milliseconds. */
  readonly time: number;
  /** Bytes that the heap grew by, garbage aside, with everything watched. */
  readonly heap: number;
  readonly objects: number;
}

const task = readTask();
const before = usedHeap();
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const started = performance.now();
const engine = await openEngine(task);
await engine.start();
await engine.idle();
const time = performance.now() - started;
delay.disable();
const report: LookReport = {
  blocked: delay.max / 1e6,
  time,
  heap: usedHeap() - before,
  objects: engine.store.summary().inSync,
};
process.stdout.write(JSON.stringify(report));
await engine.dispose();

function usedHeap(): number {
  for (let times = 0; times < 3; times += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
