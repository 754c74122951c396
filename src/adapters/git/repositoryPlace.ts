import path from 'node:path';
import { RepositoryError } from '../../engine/repository.ts';
import type { GitRunner } from './gitRunner.ts';

/** Where a working copy keeps its parts; all absolute. */
export interface RepositoryPlace {
  /** Top level of the working tree. */
  readonly root: string;
  /** This working tree's own folder: HEAD, index, what is under way. */
  readonly gitDir: string;
  /** Shared by all worktrees: objects, refs, packed-refs. */
  readonly commonDir: string;
}

/** Finds the repository that a folder lies in; throws `RepositoryError`. */
export async function findRepository(git: GitRunner): Promise<RepositoryPlace> {
  const [root = '', gitDir = '', commonDir = ''] = await readPlace(git);
  return {
    root: path.resolve(root),
    gitDir: path.resolve(gitDir),
    commonDir: path.resolve(git.folder, commonDir),
  };
}

const parts = ['--show-toplevel', '--absolute-git-dir', '--git-common-dir'];

async function readPlace(git: GitRunner): Promise<readonly string[]> {
  try {
    return (await git.text(['rev-parse', ...parts])).split('\n');
  } catch (error) {
    // Without a working tree there is no top level; whatever else is wrong is told by the question.
    const shape = await git.text(['rev-parse', '--is-bare-repository', '--is-inside-git-dir']);
    if (!shape.includes('true')) throw error;
    throw new RepositoryError(
      'notARepository',
      `${git.folder} has no working files (a bare repository): clone it, and open the clone`,
    );
  }
}
