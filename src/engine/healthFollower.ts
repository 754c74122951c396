import type { HealthVerdict } from '../core/health/healthVerdict.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { ClusterError } from './cluster.ts';
import type { Clock } from './environment.ts';

/** Milliseconds between two looks. */
const interval = 1000;
/** Looks in a row that find an object degraded, until that is believed. */
const degradedLooks = 3;

/** Whose health is looked at, and how. */
export interface HealthSource {
  lookAgain(keys: readonly ObjectKey[]): Promise<ReadonlyMap<ObjectKey, ObjectStatus>>;
  /** As of the latest look; `undefined` where that could not tell. */
  health(key: ObjectKey): HealthVerdict | undefined;
}

/** How the health of one object ended. */
export interface FollowedHealth {
  readonly key: ObjectKey;
  readonly verdict: HealthVerdict;
  readonly settled: 'well' | 'degraded' | 'timedOut' | 'stopped';
  readonly status?: ObjectStatus;
}

/** How a follower is watched and ended. */
export interface FollowControl {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  /** After each look, of those that have not settled yet. */
  readonly onProgress?: (waiting: ReadonlyMap<ObjectKey, HealthVerdict>) => void;
}

/**
 * Looks at the objects again until each is healthy, or degraded for good, or the time is over. An
 * API server that is away for a while is waited out as well.
 */
export async function followHealth(
  source: HealthSource,
  keys: readonly ObjectKey[],
  control: FollowControl,
): Promise<readonly FollowedHealth[]> {
  const { clock, timeout, signal } = control;
  const until = clock.now().getTime() + timeout;
  const waiting = new Map(keys.map((key) => [key, { verdict: notSeen, bad: 0 }]));
  const ended = new Map<ObjectKey, FollowedHealth>();
  while (waiting.size > 0) {
    const statuses = await lookAgain(source, [...waiting.keys()]);
    for (const [key, { bad }] of [...waiting]) {
      const status = statuses?.get(key);
      const verdict = (statuses && source.health(key)) ?? notSeen;
      const now = { verdict, bad: verdict.health === 'degraded' ? bad + 1 : 0 };
      waiting.set(key, now);
      const settled = settledAs(now);
      if (settled === undefined) continue;
      waiting.delete(key);
      ended.set(key, { key, verdict, settled, ...(status === undefined ? {} : { status }) });
    }
    const open = new Map([...waiting].map(([key, { verdict }]) => [key, verdict]));
    if (open.size > 0) control.onProgress?.(open);
    const stopped = signal?.aborted === true;
    if (stopped || clock.now().getTime() >= until) {
      const settled = stopped ? 'stopped' : 'timedOut';
      for (const [key, verdict] of open) ended.set(key, { key, verdict, settled });
      break;
    }
    if (open.size > 0) await wait(clock, Math.min(interval, until - clock.now().getTime()), signal);
  }
  return keys.flatMap((key) => ended.get(key) ?? []);
}

const notSeen: HealthVerdict = { health: 'unknown', reason: 'The cluster does not answer.' };

function settledAs(now: {
  readonly verdict: HealthVerdict;
  readonly bad: number;
}): 'well' | 'degraded' | undefined {
  switch (now.verdict.health) {
    case 'healthy':
    case 'suspended':
      return 'well';
    case 'degraded':
      return now.bad >= degradedLooks ? 'degraded' : undefined;
    case 'unknown':
      return now.verdict === notSeen ? undefined : 'well';
    case 'progressing':
    case 'missing':
      return undefined;
  }
}

/** `undefined` while the cluster does not answer. */
async function lookAgain(
  source: HealthSource,
  keys: readonly ObjectKey[],
): Promise<ReadonlyMap<ObjectKey, ObjectStatus> | undefined> {
  try {
    return await source.lookAgain(keys);
  } catch (error) {
    if (error instanceof ClusterError) return undefined;
    throw error;
  }
}

function wait(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      timer.dispose();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.after(milliseconds, end);
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted === true) end();
  });
}
