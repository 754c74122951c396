import { describe, expect, it } from 'vitest';
import type { Revision } from '../../../src/engine/repository.ts';
import { unpushedOf, unpushedWords } from '../../../src/ui/unpushedWords.ts';

const ahead = (over: Partial<Revision> = {}): Revision => ({
  ...{ sha: 'a1b2c3d', ref: 'origin/main', head: 'b2c3d4e', branch: 'main', ahead: 1 },
  ...over,
});

describe('what is not pushed', () => {
  it('is said by branch and number', () => {
    expect(unpushedWords(ahead())).toBe(
      'main has 1 commit that is not pushed: it counts once it is.',
    );
    expect(unpushedWords(ahead({ ahead: 3 }))).toMatch(/^main has 3 commits that are not pushed/);
  });

  it('is another thing than a branch of its own', () => {
    const fix = ahead({ branch: 'fix/replicas' });
    expect(unpushedOf(fix)?.isOwn).toBe(false);
    expect(unpushedWords(fix)).toBe('fix/replicas has 1 commit that origin/main lacks.');
    expect(unpushedOf(ahead({ ref: 'main', branch: 'main' }))?.isOwn).toBe(false);
    expect(unpushedOf(ahead({ ref: 'origin/fix/a', branch: 'fix/a' }))?.isOwn).toBe(true);
  });

  it('is nothing where nothing lacks, or HEAD is on no branch', () => {
    const { ahead: _none, ...level } = ahead();
    expect(unpushedWords(level)).toBeUndefined();
    const { branch: _branch, ...detached } = ahead();
    expect(unpushedWords(detached)).toBeUndefined();
    expect(unpushedWords(undefined)).toBeUndefined();
  });
});
