import { describe, expect, it } from 'vitest';
import { behindText } from '../../../src/cli/behindText.ts';
import { nextStepTexts } from '../../../src/cli/nextStepText.ts';

const commitOn = (branch: string) => ({ commit: 'abc', branch, subject: 's', files: [] });
const shared = { current: 'main', offersNewBranch: true, remote: 'origin' };

describe('what is left to do after a commit', () => {
  it('is to push a new branch and to open a pull request', () => {
    expect(nextStepTexts(commitOn('fix/it'), shared, 'origin/main')).toEqual([
      'next: git push -u origin fix/it',
      '      then open a pull request',
      '      until origin/main has it, status says "captured in fix/it"',
    ]);
  });

  it('is to push the current branch where the target follows the remote', () => {
    expect(nextStepTexts(commitOn('main'), shared, 'origin/main')).toEqual([
      'next: git push origin main',
      '      until origin/main has it, status says "captured in main"',
    ]);
  });

  it('is to merge where there is no remote', () => {
    const alone = { current: 'main', offersNewBranch: false };
    expect(nextStepTexts(commitOn('fix/it'), alone, 'HEAD')[0]).toBe(
      'next: merge fix/it into main',
    );
  });

  it('is nothing where the target follows the branch here', () => {
    for (const ref of ['HEAD', 'main']) {
      expect(nextStepTexts(commitOn('main'), shared, ref)).toEqual([]);
    }
  });
});

it('says of a branch by how much it is behind', () => {
  const behind = { upstream: 'origin/main', commits: 3 };
  expect(behindText({ ...shared, behind })).toMatch(
    /^main is 3 commits behind origin\/main, as last/,
  );
  expect(behindText({ ...shared, behind: { ...behind, commits: 1 } })).toContain(
    'is 1 commit behind',
  );
  expect(behindText(shared)).toBeUndefined();
});
