import { expect, it } from 'vitest';
import { behindWords } from '../../../src/ui/behindWords.ts';

it('says of a branch by how much it is behind, and nothing of one that is not', () => {
  const state = { current: 'main', offersNewBranch: false, remote: 'origin' };
  const behind = { upstream: 'origin/main', commits: 3 };
  expect(behindWords({ ...state, behind })).toBe(
    'main is 3 commits behind origin/main: pull first.',
  );
  expect(behindWords({ ...state, behind: { ...behind, commits: 1 } })).toContain('1 commit behind');
  expect(behindWords(state)).toBeUndefined();
  expect(behindWords({ offersNewBranch: false, behind })).toBeUndefined();
});
