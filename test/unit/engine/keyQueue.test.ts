import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Clock } from '../../../src/engine/environment.ts';
import { KeyQueue } from '../../../src/engine/keyQueue.ts';

const clock: Clock = {
  now: () => new Date(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return { dispose: () => clearTimeout(timer) };
  },
  yield: () => nextTurn(undefined),
};

test('thousands of keys leave turns of the event loop to others', async () => {
  let time = 0;
  let longest = 0;
  let slice = 0;
  const queue = new KeyQueue({
    work: () => {
      time += 1;
      longest = Math.max(longest, time - slice);
      return Promise.resolve();
    },
    clock: {
      ...clock,
      now: () => new Date(time),
      yield: async () => {
        await nextTurn();
        slice = time;
      },
    },
    parallel: 8,
    onError: (_key, error) => expect.unreachable(String(error)),
  });
  for (let key = 0; key < 1000; key += 1) queue.add(`${key}`);
  await queue.idle();
  expect(time).toBe(1000);
  // Slices of 12 ms, and what had begun by then.
  expect(longest).toBeLessThanOrEqual(12 + 8);
});

test('a key that comes again while it is worked on is worked on again, never twice at once', async () => {
  let running = 0;
  const runs: number[] = [];
  const queue = new KeyQueue({
    work: async () => {
      running += 1;
      runs.push(running);
      if (runs.length === 1) queue.add('key');
      await nextTurn();
      running -= 1;
    },
    clock,
    parallel: 8,
    onError: (_key, error) => expect.unreachable(String(error)),
  });
  queue.add('key');
  queue.add('key');
  await queue.idle();
  expect(runs).toEqual([1, 1]);
});
