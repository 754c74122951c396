import { beforeEach, describe, expect, it } from 'vitest';
import type { HealState } from '../../../src/engine/healingDesk.ts';
import { Sleeper, type Watched } from '../../../src/ui/sleeper.ts';

const MINUTE = 60_000;

describe('a session', () => {
  let now: number;
  let told: string[];
  let sleeper: Sleeper;

  beforeEach(() => {
    now = 0;
    told = [];
    sleeper = new Sleeper(
      () => now,
      (error) => told.push(String(error)),
    );
  });

  function sessionOf(state: HealState = { kind: 'off' }): Watched['session'] {
    return {
      rest: () => Promise.resolve(void told.push('rest')),
      wake: () => Promise.resolve(void told.push('wake')),
      healing: { state } as Watched['session']['healing'],
    };
  }

  /** Checks once at each of those minutes. */
  function check(session: Watched['session'], minutes: readonly number[], isSeen: boolean): void {
    for (const minute of minutes) {
      now = minute * MINUTE;
      sleeper.check([{ session, isSeen }]);
    }
  }

  it('rests when nobody has seen it for ten minutes, and wakes at once', () => {
    const session = sessionOf();
    check(session, [0, 9.9], false);
    expect(told).toEqual([]);
    check(session, [10], false);
    expect(told).toEqual(['rest']);
    check(session, [10.1], true);
    expect(told).toEqual(['rest', 'wake']);
    told = [];
    check(session, [20], false);
    expect(told).toEqual([]);
    check(session, [20.1], false);
    expect(told).toEqual(['rest']);
  });

  it('never rests while it is seen', () => {
    check(sessionOf(), [0, 11, 22, 60], true);
    expect(told).not.toContain('rest');
  });

  it.each<readonly [HealState, boolean]>([
    [{ kind: 'on' } as HealState, false],
    [{ kind: 'paused', until: '2026-01-01T00:00:00Z' } as HealState, false],
    [{ kind: 'held', why: 'a rebase' } as HealState, false],
    [{ kind: 'needsConsent' } as HealState, true],
  ])('rests with self-heal %j: %s', (state, rests) => {
    check(sessionOf(state), [0, 11], false);
    expect(told).toEqual(rests ? ['rest'] : []);
  });

  it('has its failures told, and others go on', async () => {
    const bad = { ...sessionOf(), wake: () => Promise.reject(new Error('gone')) };
    sleeper.check([
      { session: bad, isSeen: true },
      { session: sessionOf(), isSeen: true },
    ]);
    await Promise.resolve();
    expect(told.sort()).toEqual(['Error: gone', 'wake']);
  });
});
