import type { Revision } from '../../engine/repository.ts';
import { remoteOf } from './branchFacts.ts';
import type { GitRunner } from './gitRunner.ts';

/** Where a push of a branch goes. */
export interface PushPlace {
  readonly remote: string;
  /** The branch there, `refs/heads/…`. */
  readonly target: string;
  /** What was fetched of it last, `refs/remotes/…`, as clones name it. */
  readonly fetched: string;
}

/** To the branch's upstream, where that is on the remote it is pushed to; else under its own name. */
export async function readPushPlace(
  git: GitRunner,
  branch: string,
): Promise<PushPlace | undefined> {
  const remote = await remoteOf(git, branch);
  if (remote === undefined) return undefined;
  const ref = `refs/heads/${branch}`;
  const format = '--format=%(upstream:remotename)%00%(upstream:remoteref)%00%(upstream)';
  const [upstreamRemote = '', target = '', fetched = ''] = (
    await git.text(['for-each-ref', format, ref])
  )
    .trim()
    .split('\0');
  if (remote === upstreamRemote && target !== '') return { remote, target, fetched };
  return { remote, target: ref, fetched: `refs/remotes/${remote}/${branch}` };
}

/**
 * Commits that a push of HEAD's branch would publish, whatever they change; `undefined` where the
 * revision is not what was fetched of the branch that it would go to.
 */
export async function countUnpushed(
  git: GitRunner,
  { ref, sha, head, branch }: Revision,
): Promise<number | undefined> {
  if (sha === undefined || head === undefined || branch === undefined) return undefined;
  const fetched = (await readPushPlace(git, branch))?.fetched ?? '';
  if (fetched === '' || shortName(fetched) !== shortName(ref)) return undefined;
  // A local branch may have a remote one's short name.
  const known = await git.text(['for-each-ref', '--format=%(refname)%00%(objectname)', fetched]);
  if (known.trim() !== `${fetched}\0${sha}`) return undefined;
  const count = await git.text(['rev-list', '--count', `${sha}..${head}`, '--']);
  return Number(count.trim());
}

function shortName(ref: string): string {
  return ref.replace(/^(?:refs\/)?remotes\//, '');
}
