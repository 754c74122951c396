import { RepositoryError, type Revision } from '../../engine/repository.ts';
import type { GitRunner } from './gitRunner.ts';
import { operationUnderWay } from './operationUnderWay.ts';
import type { RepositoryPlace } from './repositoryPlace.ts';

/**
 * `auto` is the remote's default branch as last fetched, or HEAD where there is none; `HEAD`,
 * `upstream` (of the current branch), or whatever names a commit. Throws `RepositoryError`.
 */
export async function resolveRevision(
  git: GitRunner,
  place: RepositoryPlace,
  spec: string,
): Promise<Revision> {
  const [head, remotes] = await Promise.all([
    readHead(git),
    spec === 'auto' ? readRemotes(git) : undefined,
  ]);
  const { ref, sha } = await resolveSpec(git, head, remotes, spec);
  const operation = operationUnderWay(place.gitDir);
  return {
    ref,
    ...(sha === undefined ? {} : { sha }),
    ...(head.sha === undefined ? {} : { head: head.sha }),
    ...(head.branch === undefined ? {} : { branch: head.branch }),
    ...(operation === undefined ? {} : { operation }),
  };
}

interface Head {
  readonly sha: string | undefined;
  readonly branch: string | undefined;
}

interface Named {
  readonly ref: string;
  readonly sha: string | undefined;
}

/** One process where HEAD names a commit. */
async function readHead(git: GitRunner): Promise<Head> {
  try {
    const args = ['rev-parse', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD'];
    const [sha, symbolic = ''] = (await git.text(args)).split('\n');
    return { sha, branch: branchOf(symbolic) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return {
      sha: undefined,
      branch: branchOf(await git.text(['symbolic-ref', '--quiet', 'HEAD'])),
    };
  }
}

function branchOf(symbolic: string): string | undefined {
  return /^refs\/heads\/(.+)$/.exec(symbolic.trim())?.[1];
}

/** The commit that HEAD names; `undefined` before the first one. */
export function headCommit(git: GitRunner): Promise<string | undefined> {
  return commitOf(git, 'HEAD');
}

async function commitOf(git: GitRunner, spec: string): Promise<string | undefined> {
  try {
    const output = await git.text(['rev-parse', '--verify', '--quiet', `${spec}^{commit}`]);
    return /^[0-9a-f]{40,64}$/.exec(output.trim())?.[0];
  } catch (error) {
    // What is no commit, or too short a name for one, is an unknown revision, not a failure.
    if (isFailure(error)) return undefined;
    throw error;
  }
}

function isFailure(error: unknown): boolean {
  return error instanceof RepositoryError && error.reason === 'failed';
}

async function resolveSpec(
  git: GitRunner,
  head: Head,
  remotes: Remotes | undefined,
  spec: string,
): Promise<Named> {
  const own = { ref: 'HEAD', sha: head.sha };
  if (remotes !== undefined) return (await remoteDefault(git, head, remotes)) ?? own;
  if (spec === 'HEAD') return own;
  return spec === 'upstream' ? resolveUpstream(git, head) : resolveNamed(git, spec);
}

async function resolveNamed(git: GitRunner, spec: string): Promise<Named> {
  const sha = isSafeSpec(spec) ? await commitOf(git, spec) : undefined;
  if (sha !== undefined) return { ref: spec, sha };
  throw new RepositoryError(
    'unknownRevision',
    `"${spec}" names no commit in ${git.folder}: choose a branch, a tag or a commit that was fetched`,
  );
}

/** It can be taken neither for an option nor for two words. */
function isSafeSpec(spec: string): boolean {
  return spec !== '' && !spec.startsWith('-') && !/[\s\0]/.test(spec);
}

async function resolveUpstream(git: GitRunner, head: Head): Promise<Named> {
  if (head.branch === undefined) {
    throw new RepositoryError(
      'unknownRevision',
      `HEAD of ${git.folder} is on no branch, so it has no upstream: check out a branch, or name a revision`,
    );
  }
  const format = '%(upstream:short)%00%(upstream)';
  const output = await git.text([
    'for-each-ref',
    `--format=${format}`,
    `refs/heads/${head.branch}`,
  ]);
  const [ref = '', full = ''] = output.trim().split('\0');
  const sha = full === '' ? undefined : await commitOf(git, full);
  if (sha !== undefined) return { ref, sha };
  throw new RepositoryError(
    'unknownRevision',
    `branch ${head.branch} has no upstream that was fetched: run "git branch --set-upstream-to", or name a revision`,
  );
}

interface RemoteRef {
  /** Without `refs/remotes/`. */
  readonly name: string;
  readonly sha: string;
  /** Where it points, for `<remote>/HEAD`; without `refs/remotes/`. */
  readonly symbolic: string;
}

interface Remotes {
  readonly names: readonly string[];
  readonly refs: readonly RemoteRef[];
}

async function readRemotes(git: GitRunner): Promise<Remotes> {
  const [names, refs] = await Promise.all([remoteNames(git), remoteRefs(git)]);
  return { names, refs };
}

async function remoteDefault(
  git: GitRunner,
  head: Head,
  { names, refs }: Remotes,
): Promise<Named | undefined> {
  const [first] = names;
  const remote = names.includes('origin') ? 'origin' : names.length === 1 ? first : undefined;
  const chosen = remote === undefined ? undefined : defaultBranchOf(remote, refs);
  if (chosen !== undefined) return { ref: chosen.name, sha: chosen.sha };
  return refs.length === 0 ? undefined : upstreamOrOnly(git, head, refs);
}

async function remoteRefs(git: GitRunner): Promise<readonly RemoteRef[]> {
  const format = '%(refname)%00%(objectname)%00%(symref)';
  const output = await git.text(['for-each-ref', `--format=${format}`, 'refs/remotes/']);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', sha = '', symbolic = ''] = line.split('\0');
      return { name: shortName(name), sha, symbolic: shortName(symbolic) };
    });
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/remotes\//, '');
}

async function remoteNames(git: GitRunner): Promise<readonly string[]> {
  return (await git.text(['remote'])).split('\n').filter((name) => name !== '');
}

function defaultBranchOf(remote: string, refs: readonly RemoteRef[]): RemoteRef | undefined {
  const named = (name: string): RemoteRef | undefined => refs.find((ref) => ref.name === name);
  const symbolic = named(`${remote}/HEAD`)?.symbolic;
  const candidates = [symbolic, `${remote}/main`, `${remote}/master`];
  for (const candidate of candidates) {
    const found = candidate === undefined ? undefined : named(candidate);
    if (found !== undefined) return found;
  }
  const own = refs.filter((ref) => ref.name.startsWith(`${remote}/`) && ref.symbolic === '');
  return own.length === 1 ? own[0] : undefined;
}

/** Where no remote stands out: what the current branch follows. */
async function upstreamOrOnly(
  git: GitRunner,
  head: Head,
  refs: readonly RemoteRef[],
): Promise<Named | undefined> {
  if (head.branch !== undefined) {
    const format = '--format=%(upstream)';
    const upstream = await git.text(['for-each-ref', format, `refs/heads/${head.branch}`]);
    const found = refs.find((ref) => ref.name === shortName(upstream.trim()));
    if (found !== undefined) return { ref: found.name, sha: found.sha };
  }
  const plain = refs.filter((ref) => ref.symbolic === '');
  const [only] = plain;
  return plain.length === 1 && only !== undefined ? { ref: only.name, sha: only.sha } : undefined;
}
