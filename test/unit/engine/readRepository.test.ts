import { expect, it } from 'vitest';
import { readRepository } from '../../../src/engine/desiredState.ts';
import { RepositoryError, type Repository } from '../../../src/engine/repository.ts';

const target = { name: 'default', path: '', namespace: 'x', revision: 'auto' };
const revision = { sha: 'one', head: 'two', ref: 'origin/main' };

function repositoryWith(countBetween: Repository['countBetween']): Repository {
  const repository: Partial<Repository> = {
    root: '/repository',
    read: () => Promise.resolve(undefined),
    resolve: () => Promise.resolve(revision),
    scan: () => Promise.resolve({ files: [], unrendered: [], problems: [] }),
    ahead: () => Promise.resolve([{ file: 'a.yaml' }]),
    edited: () => Promise.resolve([]),
    countBetween,
  };
  return repository as Repository;
}

it('says how many commits lie ahead, and looks all the same where that cannot be counted', async () => {
  const counted = await readRepository(
    repositoryWith(() => Promise.resolve(3)),
    target,
  );
  expect(counted.revision).toEqual({ ...revision, ahead: 3 });
  const missing = new RepositoryError('failed', 'a tree is missing');
  const uncounted = await readRepository(
    repositoryWith(() => Promise.reject(missing)),
    target,
  );
  expect(uncounted.revision).toEqual(revision);
  expect(uncounted.ahead).toEqual([{ file: 'a.yaml' }]);
  const broken = repositoryWith(() => Promise.reject(new TypeError('a mistake of ours')));
  await expect(readRepository(broken, target)).rejects.toThrow(TypeError);
});
