import { describe, expect, it } from 'vitest';
import type { HealthVerdict } from '../../../src/core/health/healthVerdict.ts';
import type { Health } from '../../../src/core/model/objectStatus.ts';
import { ClusterError } from '../../../src/engine/cluster.ts';
import type { Clock } from '../../../src/engine/environment.ts';
import { followHealth, type HealthSource } from '../../../src/engine/healthFollower.ts';

/** Time runs only while somebody waits. */
class SteppingClock implements Clock {
  time = 0;
  now(): Date {
    return new Date(this.time);
  }
  after(milliseconds: number, callback: () => void): { dispose(): void } {
    let disposed = false;
    void Promise.resolve().then(() => {
      if (disposed) return;
      this.time += milliseconds;
      callback();
    });
    return { dispose: () => void (disposed = true) };
  }
  yield(): Promise<void> {
    return Promise.resolve();
  }
}

/** Each look shows the next health of the list; `away` does not answer. */
function source(...healths: readonly (Health | 'away')[]): HealthSource & { looks: number } {
  const verdict = (health: Health): HealthVerdict => ({ health, reason: `It is ${health}.` });
  return {
    looks: 0,
    lookAgain() {
      this.looks += 1;
      if (this.now() === 'away') return Promise.reject(new ClusterError('unreachable', 'Away.'));
      return Promise.resolve(new Map());
    },
    health() {
      const now = this.now();
      return now === 'away' ? undefined : verdict(now);
    },
    now() {
      return healths[Math.min(this.looks, healths.length) - 1] ?? 'unknown';
    },
  } as HealthSource & { looks: number; now(): Health | 'away' };
}

describe('followHealth', () => {
  it.each([
    [['healthy'], 'well', 1],
    [['progressing', 'missing', 'healthy'], 'well', 3],
    [['suspended'], 'well', 1],
    [['degraded', 'progressing', 'degraded', 'healthy'], 'well', 4],
    [['progressing', 'degraded', 'degraded', 'degraded'], 'degraded', 4],
    [['away', 'away', 'healthy'], 'well', 3],
    [['progressing'], 'timedOut', 11],
    [['away'], 'timedOut', 11],
  ] as const)('%j ends %s after %d looks', async (healths, settled, looks) => {
    const from = source(...healths);
    const found = await followHealth(from, ['a'], { clock: new SteppingClock(), timeout: 10_000 });
    expect(found.map((one) => one.settled)).toEqual([settled]);
    expect(from.looks).toBe(looks);
  });

  it('stops when told, and says what was still under way', async () => {
    const stop = new AbortController();
    const said: string[] = [];
    const found = await followHealth(source('progressing'), ['a'], {
      clock: new SteppingClock(),
      timeout: 10_000,
      signal: stop.signal,
      onProgress: (open) => {
        said.push(...[...open.values()].map(({ reason }) => reason));
        if (said.length === 2) stop.abort();
      },
    });
    expect(found).toMatchObject([{ settled: 'stopped', verdict: { health: 'progressing' } }]);
    expect(said).toEqual(['It is progressing.', 'It is progressing.']);
  });
});
