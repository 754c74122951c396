import { describe, expect, it } from 'vitest';
import type { Revision } from '../../../src/engine/repository.ts';
import { unpushedOf, unpushedWords } from '../../../src/ui/unpushedWords.ts';

const ahead = (over: Partial<Revision> = {}): Revision => ({
  ...{ sha: 'a1b2c3d', ref: 'origin/main', head: 'b2c3d4e', branch: 'main', ahead: 1 },
  ...over,
});

describe('what is not pushed', () => {
  it('is said by branch and number, of all that a push would publish', () => {
    expect(unpushedWords(ahead({ unpushed: 1 }))).toBe(
      'main has 1 commit that is not pushed: it counts once it is.',
    );
    expect(unpushedWords(ahead({ ahead: 3, unpushed: 3 }))).toBe(
      'main has 3 commits that are not pushed: they count once they are.',
    );
    expect(unpushedWords(ahead({ unpushed: 6 }))).toBe(
      'main has 6 commits that are not pushed: what they change here counts once they are.',
    );
  });

  it('is nothing that a push would mend where the branch goes elsewhere', () => {
    const fix = ahead({ branch: 'fix/replicas' });
    expect(unpushedOf(fix)).toEqual({ branch: 'fix/replicas', commits: 1 });
    expect(unpushedWords(fix)).toBe('fix/replicas has 1 commit that origin/main lacks.');
    expect(unpushedWords(ahead({ ref: 'release/main', ahead: 2 }))).toBe(
      'main has 2 commits that release/main lacks.',
    );
  });

  it('is nothing where nothing lacks, or HEAD is on no branch', () => {
    const { ahead: _none, ...level } = ahead();
    expect(unpushedWords(level)).toBeUndefined();
    const { branch: _branch, ...detached } = ahead();
    expect(unpushedWords(detached)).toBeUndefined();
    expect(unpushedWords(undefined)).toBeUndefined();
  });
});
