import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Environment, Log } from '../../engine/environment.ts';
import { FileCache } from './fileCache.ts';

/** No digits: a Service's name may not begin with one. */
const letters = 'abcdefghijklmnopqrstuvwxyz';

/** The engine's surroundings in a Node process. `cacheDir` may be shared with other processes. */
export function nodeEnvironment(options: {
  readonly cacheDir: string;
  readonly log: Log;
}): Environment {
  // A key of this process alone: digests that leak tell nothing.
  const key = randomBytes(32);
  return {
    clock: systemClock,
    cache: new FileCache(options.cacheDir, options.log),
    log: options.log,
    digest: (value) => createHmac('sha256', key).update(value).digest('base64'),
    hash: (value) => createHash('sha256').update(value).digest('base64url'),
    randomName: (length) =>
      Array.from({ length }, () => letters[randomInt(letters.length)]).join(''),
  };
}

const systemClock: Clock = {
  now: () => new Date(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return { dispose: () => clearTimeout(timer) };
  },
  yield: () => nextTurn(undefined),
};
