// Watches, and prints a line whenever a status changes, with the time at which it stood in the store.
import process from 'node:process';
import type { Engine } from '../../../src/engine/engine.ts';
import { openEngine, readTask } from './openEngine.ts';

/** One line of this probe's output. The first one, without a key, says that everything is watched. */
export interface LiveLine {
  readonly key?: string;
  readonly status?: string;
  /** Milliseconds since 1970, with fractions. */
  readonly time: number;
  /** Requests that went out so far. */
  readonly requests: number;
}

let requests = 0;
const engine: Engine = await openEngine(readTask(), () => (requests += 1));
await engine.start();
await engine.idle();
engine.store.onDidChange(({ keys }) => {
  for (const key of keys) {
    const status = engine.store.get(key)?.status;
    print({ key, time: now(), requests, ...(status === undefined ? {} : { status }) });
  }
});
print({ time: now(), requests });
process.stdin.resume();
process.stdin.on('end', () => void engine.dispose());

function now(): number {
  return performance.timeOrigin + performance.now();
}

function print(line: LiveLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
