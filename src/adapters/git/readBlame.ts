import { RepositoryError, type LineBlame } from '../../engine/repository.ts';
import type { GitRunner } from './gitRunner.ts';

/**
 * Who wrote each line of a file in a commit, the first line first. No text conversion runs. Empty
 * where Git itself can blame nothing here, since its list of revisions to pass over is not there.
 */
export async function readBlame(
  git: GitRunner,
  sha: string,
  file: string,
): Promise<readonly LineBlame[]> {
  try {
    return parseBlame(await git.text(['blame', '--porcelain', '--no-textconv', sha, '--', file]));
  } catch (error) {
    const isListGone = /object name list/.test(error instanceof Error ? error.message : '');
    if (error instanceof RepositoryError && isListGone) return [];
    throw error;
  }
}

const head = /^([0-9a-f]{40,64}) \d+ (\d+)/;

/** Each commit tells of itself before its first line only. */
function parseBlame(output: string): readonly LineBlame[] {
  const commits = new Map<string, { author: string; time: string; subject: string }>();
  const lines: LineBlame[] = [];
  let commit = '';
  let place = 0;
  for (const row of output.split('\n')) {
    const found = head.exec(row);
    const known = commits.get(commit);
    if (row.startsWith('\t')) {
      if (known !== undefined) lines[place - 1] = { commit, ...known };
    } else if (found !== null) {
      commit = found[1] ?? '';
      place = Number(found[2]);
      if (!commits.has(commit)) commits.set(commit, { author: '', time: '', subject: '' });
    } else if (known !== undefined) {
      takeFact(known, row);
    }
  }
  return lines;
}

function takeFact(known: { author: string; time: string; subject: string }, row: string): void {
  const space = row.indexOf(' ');
  const value = row.slice(space + 1);
  switch (row.slice(0, space)) {
    case 'author':
      known.author = value;
      break;
    case 'committer-time':
      known.time = new Date(Number(value) * 1000).toISOString().replace('.000Z', 'Z');
      break;
    case 'summary':
      known.subject = value;
      break;
  }
}
