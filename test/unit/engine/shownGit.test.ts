import { describe, expect, it } from 'vitest';
import { RepositoryError, type Repository, type Revision } from '../../../src/engine/repository.ts';
import { ShownGit } from '../../../src/engine/shownGit.ts';

const main: Revision = { ref: 'HEAD', sha: 'a1b2c3d4', head: 'a1b2c3d4', branch: 'main' };
const target = { name: 'default', path: '', namespace: 'task', revision: 'HEAD' };

function whyMoved(
  revision: Revision,
  resolve: () => Promise<Revision>,
  follows: 'revision' | 'head' = 'revision',
): Promise<string | undefined> {
  const repository = { resolve } as unknown as Repository;
  return new ShownGit(repository, { target, revision }, follows).whyMoved();
}

describe('what was shown of Git', () => {
  it.each<[string, Revision, Revision, string | undefined]>([
    ['stands', main, main, undefined],
    ['has another head alone', main, { ...main, head: 'ffff' }, undefined],
    [
      'has moved on',
      main,
      { ...main, sha: 'e5f6a7b8' },
      'Git has moved on since the plan was made, from HEAD at a1b2c3d to HEAD at e5f6a7b',
    ],
    ['is being rebased', main, { ...main, operation: 'rebase' }, 'a git rebase is under way'],
    [
      'was being rebased already',
      { ...main, operation: 'rebase' },
      { ...main, operation: 'rebase' },
      'a git rebase is under way',
    ],
    [
      'was being rebased then',
      { ...main, operation: 'rebase' },
      main,
      'the git rebase that the plan was made in has ended',
    ],
  ])('%s', async (_, shown, now, why) => {
    expect(await whyMoved(shown, () => Promise.resolve(now))).toBe(why);
  });

  it('names the branch that a commit would stand on', async () => {
    const now = { ...main, branch: 'side' };
    expect(await whyMoved(main, () => Promise.resolve(now), 'head')).toBe(
      'Git has moved on since the plan was made, from main at a1b2c3d to side at a1b2c3d',
    );
  });

  it('may not be written where Git does not answer', async () => {
    const fail = () => Promise.reject(new RepositoryError('failed', 'git is gone.'));
    expect(await whyMoved(main, fail)).toBe('git is gone');
  });
});
