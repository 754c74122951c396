// Looks once and stays watching: how long the event loop was held up, and what it keeps in memory.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { openEngine, readTask } from './openEngine.ts';

/** What this probe prints. */
export interface LookReport {
  /** Longest time for which the event loop was held up, in milliseconds. */
  readonly blocked: number;
  /** Longest work in one turn of the event loop, in milliseconds of this thread's CPU. */
  readonly busy: number;
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
const turns = measureTurns();
const started = performance.now();
const engine = await openEngine(task);
await engine.start();
await engine.idle();
const time = performance.now() - started;
delay.disable();
const busy = turns.end();
const report: LookReport = {
  blocked: delay.max / 1e6,
  busy,
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

/** Unlike the delay, it does not count what other processes take from this one. */
function measureTurns(): { end(): number } {
  let longest = 0;
  let before = cpuTime();
  let next = setImmediate(turn);
  function turn(): void {
    const now = cpuTime();
    longest = Math.max(longest, now - before);
    before = now;
    next = setImmediate(turn);
  }
  return {
    end: () => {
      clearImmediate(next);
      return longest;
    },
  };
}

function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
