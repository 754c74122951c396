import { expect, it } from 'vitest';
import { GitRepository } from '../../../../src/adapters/git/gitRepository.ts';
import type { GitRunner } from '../../../../src/adapters/git/gitRunner.ts';
import type { ManifestReader } from '../../../../src/adapters/git/manifestReader.ts';
import { RepositoryError } from '../../../../src/engine/repository.ts';

it('counts commits between two others once for each path, and again where that failed', async () => {
  const asked: string[] = [];
  let failure: RepositoryError | undefined = new RepositoryError('failed', 'a tree is missing');
  const git: Partial<GitRunner> = {
    text: async (args) => {
      asked.push(`${args[2]} ${args[4]}`);
      await Promise.resolve();
      if (failure !== undefined) throw failure;
      return `${asked.length}\n`;
    },
  };
  const place = { root: '/r', gitDir: '/r/.git', commonDir: '/r/.git' };
  const repository = new GitRepository(git as GitRunner, place, {} as ManifestReader);
  await expect(repository.countBetween('one', 'two', 'a')).rejects.toThrow('a tree is missing');
  failure = undefined;
  expect(await repository.countBetween('one', 'two', 'a')).toBe(2);
  expect(await repository.countBetween('one', 'two', 'a')).toBe(2);
  expect(await repository.countBetween('one', 'two', 'b')).toBe(3);
  expect(await repository.countBetween('one', 'three', 'a')).toBe(4);
  expect(asked).toEqual(['one..two a', 'one..two a', 'one..two b', 'one..three a']);
});
