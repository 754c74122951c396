import { expect, it } from 'vitest';
import { readRepository } from '../../../src/engine/desiredState.ts';
import { RepositoryError, type Repository } from '../../../src/engine/repository.ts';

const target = { name: 'default', path: '', namespace: 'x', revision: 'auto' };
const revision = { sha: 'one', head: 'two', ref: 'origin/main' };

function repositoryWith(
  countBetween: Repository['countBetween'],
  unpushed: Repository['unpushed'] = () => Promise.resolve(undefined),
): Repository {
  const repository: Partial<Repository> = {
    root: '/repository',
    read: () => Promise.resolve(undefined),
    resolve: () => Promise.resolve(revision),
    scan: () => Promise.resolve({ files: [], unrendered: [], problems: [] }),
    ahead: () => Promise.resolve([{ file: 'a.yaml' }]),
    edited: () => Promise.resolve([]),
    ...{ countBetween, unpushed },
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

it('says what a push would publish, where something lies ahead and that can be told', async () => {
  const revisionOf = async (ahead: number, unpushed: Repository['unpushed']) => {
    const repository = repositoryWith(() => Promise.resolve(ahead), unpushed);
    return (await readRepository(repository, target)).revision;
  };
  const six = () => Promise.resolve(6);
  expect(await revisionOf(3, six)).toEqual({ ...revision, ahead: 3, unpushed: 6 });
  expect(await revisionOf(0, six)).toEqual(revision);
  const failing = () => Promise.reject(new RepositoryError('failed', 'no configuration'));
  expect(await revisionOf(3, failing)).toEqual({ ...revision, ahead: 3 });
});
