import { CommitError } from '../../engine/committer.ts';
import { RepositoryError } from '../../engine/repository.ts';
import type { CommitPatience } from './commitMaker.ts';
import { GitCommitter } from './gitCommitter.ts';
import { GitProcess } from './gitProcess.ts';
import { GitRunner } from './gitRunner.ts';
import { findRepository, type RepositoryPlace } from './repositoryPlace.ts';
import { sweepGitFolder } from './sweepGitFolder.ts';
import { removeLeftovers } from './throwAwayWorktree.ts';

export interface CommitterOptions {
  /** The program, where it is not `git` of the PATH. */
  readonly gitBinary?: string;
  /** Longest waits, in milliseconds, where they differ from the usual. */
  readonly patience?: Partial<CommitPatience>;
}

const usual: CommitPatience = { lock: 3000, hook: 600_000, signing: 60_000, push: 120_000 };

/**
 * Opens a repository for commits, and ends what an earlier process of ours was killed over. Throws
 * `CommitError`.
 */
export async function openCommitter(
  repositoryRoot: string,
  options: CommitterOptions = {},
): Promise<GitCommitter> {
  const place = await find(new GitRunner(repositoryRoot, options.gitBinary));
  const git = new GitRunner(place.root, options.gitBinary);
  const writer = new GitProcess(place.root, options.gitBinary);
  const committer = new GitCommitter(git, writer, place, { ...usual, ...options.patience });
  await removeLeftovers(writer, place);
  await sweepGitFolder(place.gitDir);
  await committer.finishInterrupted();
  return committer;
}

async function find(git: GitRunner): Promise<RepositoryPlace> {
  try {
    return await findRepository(git);
  } catch (error) {
    if (!(error instanceof RepositoryError)) throw error;
    throw new CommitError('refused', error.message, { cause: error });
  }
}
