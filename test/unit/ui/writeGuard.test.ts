import { beforeEach, describe, expect, it, vi } from 'vitest';
import { window } from 'vscode';
import { namedButton, WriteGuard } from '../../../src/ui/writeGuard.ts';

const question = { title: 'Apply 2 objects?', detail: 'spec.replicas', button: 'Apply 2' };
const far = { context: 'prod-eu', loopback: false };
const near = { context: 'kind-staging', loopback: true };

/** A person who presses the button, or not, and types what is given. */
function guarded(presses: boolean, typed: string | undefined, globs: readonly string[] = []) {
  const buttons: string[] = [];
  const boxes = vi.spyOn(window, 'showInputBox').mockResolvedValue(typed);
  const confirm = ({ button }: { readonly button: string }) => {
    buttons.push(button);
    return Promise.resolve(presses);
  };
  return { guard: new WriteGuard({ confirm }, () => globs), buttons, boxes };
}

describe('WriteGuard', () => {
  beforeEach(() => vi.restoreAllMocks());

  it('asks once on this machine, with the button as it is', async () => {
    const { guard, buttons, boxes } = guarded(true, undefined);
    expect(await guard.allows(question, near)).toBe(true);
    expect(buttons).toEqual(['Apply 2']);
    expect(boxes).not.toHaveBeenCalled();
  });

  it('names the cluster on the button elsewhere', async () => {
    const { guard, buttons } = guarded(true, undefined);
    expect(await guard.allows(question, far)).toBe(true);
    expect(buttons).toEqual(['Apply 2 to prod-eu']);
  });

  it('has the name of a protected context typed, after the question', async () => {
    const { guard, buttons } = guarded(true, 'prod-eu', ['prod-*']);
    expect(await guard.allows(question, far)).toBe(true);
    expect(buttons).toEqual(['Apply 2 to prod-eu']);
  });

  it.each([[undefined], [''], ['prod']])('writes nothing where %j was typed', async (typed) => {
    const { guard } = guarded(true, typed, ['prod-*']);
    expect(await guard.allows(question, far)).toBe(false);
    expect(await guard.allowsShown('Apply', far)).toBe(false);
  });

  it('does not go on to the name where the question was not agreed to', async () => {
    const { guard, boxes } = guarded(false, 'prod-eu', ['prod-*']);
    expect(await guard.allows(question, far)).toBe(false);
    expect(boxes).not.toHaveBeenCalled();
  });

  it('asks nothing more where the plan was shown and the context is not protected', async () => {
    const { guard, buttons, boxes } = guarded(false, undefined, ['other']);
    expect(await guard.allowsShown('Apply', far)).toBe(true);
    expect(buttons).toEqual([]);
    expect(boxes).not.toHaveBeenCalled();
  });
});

describe('namedButton', () => {
  it('does not name the cluster twice', () => {
    expect(namedButton('Apply 2 to prod-eu', 'prod-eu')).toBe('Apply 2 to prod-eu');
  });
});
