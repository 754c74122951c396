import { describe, expect, it } from 'vitest';
import { HeldPress } from '../../../webview/diff/heldPress.ts';
import { shownText } from '../../../webview/diff/livePreview.ts';
import type { StepFace } from '../../../webview/diff/stepsView.ts';

const words = { pressWaits: 'waits', pressChanged: 'changed' };
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
    expect(first.did).toEqual(['wait', 'changed']);
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
  it('is the same for another asking with the same answer, and stays while that is looked for', () => {
    const value = (token: string, writes = 1) => ({ token, writes });
    const first = shownText({ kind: 'known', value: value('1') });
    expect(shownText({ kind: 'known', value: value('2') })).toBe(first);
    expect(shownText({ kind: 'looking', isSlow: false, before: value('1') })).toBe(first);
    expect(shownText({ kind: 'known', value: value('1', 2) })).not.toBe(first);
    expect(shownText({ kind: 'looking', isSlow: false })).toBeUndefined();
  });
});
