import { existsSync } from 'node:fs';
import { RepositoryError } from '../../engine/repository.ts';
import { GitRepository } from './gitRepository.ts';
import { GitRunner } from './gitRunner.ts';
import { ManifestCache } from './manifestCache.ts';
import { ManifestParser } from './manifestParser.ts';
import { ManifestReader } from './manifestReader.ts';
import { findRepository } from './repositoryPlace.ts';

export interface OpenOptions {
  /** Where parsed manifests are kept; may be shared with other processes. */
  readonly cacheDir: string;
  /** The program, where it is not `git` of the PATH. */
  readonly gitBinary?: string;
  /** The bundle of src/worker.ts; without it all parsing happens in process. */
  readonly workerFile?: string;
}

/** Opens the repository that a folder lies in; throws `RepositoryError`. */
export async function openRepository(dir: string, options: OpenOptions): Promise<GitRepository> {
  if (!existsSync(dir)) {
    throw new RepositoryError('notARepository', `${dir} does not exist: choose another folder`);
  }
  const git = new GitRunner(dir, options.gitBinary);
  const place = await findRepository(git);
  const top = git.in(place.root);
  const cache = new ManifestCache(options.cacheDir, place.commonDir);
  const reader = new ManifestReader(top, cache, new ManifestParser(options.workerFile));
  return new GitRepository(top, place, reader);
}
