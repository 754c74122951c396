import { expect, test } from 'vitest';
import { PastRevisions } from '../../../src/engine/pastRevisions.ts';
import { RepositoryError, type Repository } from '../../../src/engine/repository.ts';

test('history that cannot be read fails whoever asks for it, and nobody else', async () => {
  const repository = {
    history: () => Promise.reject(new RepositoryError('failed', 'git was killed')),
  } as unknown as Repository;
  const past = new PastRevisions(repository, 'sha', () => {
    throw new Error('There is no document');
  });
  // An unhandled rejection of the other file's promise would fail this run.
  past.prefetch(['asked.yaml', 'other.yaml']);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(past.of('key', 'asked.yaml')).rejects.toThrow('git was killed');
});
