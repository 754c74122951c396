import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeldPress } from '../../../webview/diff/heldPress.ts';
import { shownText } from '../../../webview/diff/livePreview.ts';
import type { StepFace } from '../../../webview/diff/stepsView.ts';

const words = {
  pressWaits: 'waits',
  pressChanged: 'changed',
  pressUnseen: 'look first',
  pressEnded: 'too long',
};
const looking: StepFace = { count: 1, why: 'wait', isLooking: true };
const ready: StepFace = { count: 1, isLooking: false };

function held() {
  const did: string[] = [];
  const press = new HeldPress({
    words,
    take: (step) => did.push(`take ${step}`),
    say: (sentence) => did.push(sentence),
  });
  const settle = (face: StepFace, seen: string | undefined) => {
    press.settle(
      () => face,
      () => seen,
    );
  };
  return { press, settle, did };
}

describe('a press on a step that rests', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('waits for the preview, and counts where that is what was seen', () => {
    const { press, settle, did } = held();
    press.press('apply', looking, 'replicas 5 → 3');
    settle(looking, 'replicas 5 → 3');
    expect(did).toEqual(['waits']);
    settle(ready, 'replicas 5 → 3');
    expect(did).toEqual(['waits', '', 'take apply']);
    settle(ready, 'replicas 5 → 3');
    expect(did).toHaveLength(3);
  });

  it('takes nothing that was not seen, and says so', () => {
    const other = held();
    other.press.press('commit', looking, 'replicas 5 → 3');
    other.settle(ready, 'replicas 7 → 3');
    expect(other.did).toEqual(['waits', 'changed']);
    const first = held();
    first.press.press('commit', looking, undefined);
    first.settle(ready, 'replicas 5 → 3');
    expect(first.did).toEqual(['wait', 'look first']);
  });

  it('is told why where it does not wait, or can’t be taken after all', () => {
    const { press, settle, did } = held();
    press.press('apply', { count: 0, why: 'choose first', isLooking: false }, 'seen');
    settle(ready, 'seen');
    expect(did).toEqual(['choose first']);
    press.press('apply', looking, 'seen');
    settle({ count: 1, why: 'the cluster is away', isLooking: false }, 'seen');
    expect(did.slice(1)).toEqual(['waits', 'the cluster is away']);
  });

  it('ends after a while: nobody may be there any more', () => {
    const { press, settle, did } = held();
    press.press('apply', looking, 'seen');
    vi.advanceTimersByTime(14_000);
    press.press('apply', looking, 'seen');
    vi.advanceTimersByTime(14_000);
    expect(did).toEqual(['waits', 'waits']);
    vi.advanceTimersByTime(1_000);
    expect(did.slice(2)).toEqual(['too long']);
    expect(press.waits).toBe(false);
    settle(ready, 'seen');
    press.press('apply', looking, 'seen');
    settle(ready, 'seen');
    vi.advanceTimersByTime(60_000);
    expect(did.slice(3)).toEqual(['waits', '', 'take apply']);
  });

  it('is taken back', () => {
    const { press, settle, did } = held();
    press.press('apply', looking, 'seen');
    expect(press.waits).toBe(true);
    press.forget();
    settle(ready, 'seen');
    expect(did).toEqual(['waits', '']);
  });
});

describe('what is shown of a preview', () => {
  const value = (token: string, writes = 1) => ({ token, writes });
  const here = {
    place: { folder: 'file:///shop' },
    ...{ context: 'staging', namespace: 'task', target: 'apps', revision: 'main@a1b2c3d' },
  };

  it('is the same for another asking with the same answer, and stays while that is looked for', () => {
    const first = shownText({ kind: 'known', value: value('1') }, here);
    expect(shownText({ kind: 'known', value: value('2') }, here)).toBe(first);
    const looking = { kind: 'looking' as const, isSlow: false };
    expect(shownText({ ...looking, before: value('1') }, here)).toBe(first);
    expect(shownText({ kind: 'known', value: value('1', 2) }, here)).not.toBe(first);
    expect(shownText(looking, here)).toBeUndefined();
  });

  it.each<Partial<typeof here>>([
    { place: { folder: 'file:///other' } },
    { context: 'prod' },
    { namespace: 'other' },
    { target: 'other' },
    { revision: 'main@b2c3d4e' },
  ])('is another one beside %o', (over) => {
    const known = { kind: 'known' as const, value: value('1') };
    expect(shownText(known, { ...here, ...over })).not.toBe(shownText(known, here));
  });

  it('is the same while only the moment of the live values moves, but not of another cluster', () => {
    const known = (trailers: string, context = 'staging') => {
      const value = { token: '1', trailers, cluster: { context } };
      return shownText({ kind: 'known', value }, here);
    };
    expect(known('Live-Version: 8')).toBe(known('Live-Version: 7'));
    expect(known('', 'prod')).not.toBe(known('', 'staging'));
  });
});
