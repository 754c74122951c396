import { CommitError, type BranchState, type CommitRequest } from '../../engine/committer.ts';
import type { GitRunner } from './gitRunner.ts';
import { operationUnderWay } from './operationUnderWay.ts';

/** Where a commit goes. */
export interface CommitBase {
  /** Its parent. */
  readonly tip: string;
  /** The parent's tree. */
  readonly tree: string;
  readonly branch: string;
  readonly ref: string;
  /** Branch of HEAD: index and working files follow. Otherwise it is made by the commit. */
  readonly isCurrent: boolean;
}

/** Branches that people protect by habit; Git itself knows none. */
const usuallyProtected = /^(?:main|master|production|prod|trunk|release)$/;

/** Checks that a commit may be made there. Throws `CommitError`. */
export async function findBase(
  git: GitRunner,
  gitDir: string,
  branch: CommitRequest['branch'],
): Promise<CommitBase> {
  checkNothingUnderWay(git, gitDir);
  const [{ tip, current }] = await Promise.all([
    readTip(git),
    'name' in branch ? checkNewBranch(git, branch.name) : undefined,
  ]);
  const tree = (await git.text(['rev-parse', '--verify', `${tip}^{tree}`])).trim();
  if ('name' in branch) return baseOf(branch.name, tip, tree, false);
  if (current !== undefined) return baseOf(current, tip, tree, true);
  const message = `HEAD of ${git.folder} is on no branch: check one out, or name a new branch for the commit`;
  throw new CommitError('detached', message);
}

/** Throws `CommitError` in the middle of a rebase, a merge or the like. */
export function checkNothingUnderWay(git: GitRunner, gitDir: string): void {
  const operation = operationUnderWay(gitDir);
  if (operation === undefined) return;
  const message = `A ${operation} is under way in ${git.folder}: finish or abort it first`;
  throw new CommitError('busy', message);
}

/** HEAD's commit, and its branch unless it is detached; one process where there is a commit. */
export async function readTip(
  git: GitRunner,
): Promise<{ readonly tip: string; readonly current: string | undefined }> {
  try {
    const output = await git.text(['rev-parse', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD']);
    const [tip = '', symbolic = ''] = output.split('\n');
    return { tip, current: branchOf(symbolic) };
  } catch (error) {
    const tip = (await git.text(['rev-parse', '--verify', '--quiet', 'HEAD'])).trim();
    throw tip === '' ? unborn(git.folder) : error;
  }
}

function branchOf(symbolic: string): string | undefined {
  return /^refs\/heads\/(.+)$/.exec(symbolic.trim())?.[1];
}

function baseOf(branch: string, tip: string, tree: string, isCurrent: boolean): CommitBase {
  return { tip, tree, branch, ref: `refs/heads/${branch}`, isCurrent };
}

function unborn(folder: string): CommitError {
  return new CommitError('refused', `${folder} has no commit yet: make the first commit yourself`);
}

/** `undefined` where HEAD is detached. */
export async function currentBranch(git: GitRunner): Promise<string | undefined> {
  return branchOf(await git.text(['symbolic-ref', '--quiet', 'HEAD']));
}

async function checkNewBranch(git: GitRunner, name: string): Promise<void> {
  const ref = `refs/heads/${name}`;
  if (name === 'HEAD' || name.startsWith('-') || !(await isRefName(git, ref))) {
    throw new CommitError('refused', `"${name}" is no name for a branch: choose another`);
  }
  const taken = await git.text(['for-each-ref', '--format=%(refname)', 'refs/heads/']);
  const refs = taken.split('\n');
  if (refs.includes(ref)) {
    throw new CommitError('refused', `The branch ${name} exists already: choose another name`);
  }
  const clash = refs.find((one) => one.startsWith(`${ref}/`) || ref.startsWith(`${one}/`));
  if (clash === undefined || clash === '') return;
  const other = clash.replace('refs/heads/', '');
  const message = `The branch ${name} cannot be beside ${other}, as a file cannot be beside a folder of its name: choose another name`;
  throw new CommitError('refused', message);
}

/** The command prints the name where it is one, and nothing otherwise. */
async function isRefName(git: GitRunner, ref: string): Promise<boolean> {
  if (/[\0\n]/.test(ref)) return false;
  return (await git.text(['check-ref-format', '--normalize', ref])).trim() === ref;
}

/** Facts about the current branch and its remote. */
export async function readBranchState(git: GitRunner): Promise<BranchState> {
  const current = await currentBranch(git);
  const remote = await remoteOf(git, current);
  const found = {
    ...(current === undefined ? {} : { current }),
    ...(remote === undefined ? {} : { remote }),
  };
  if (current === undefined || remote === undefined) return { ...found, offersNewBranch: false };
  const { upstream, ...track } = await readUpstream(git, current);
  if (upstream === '') return { ...found, offersNewBranch: false };
  const head = await git.text(['symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`]);
  const offersNewBranch = usuallyProtected.test(current) || head.trim() === upstream;
  return { ...found, ...track, offersNewBranch };
}

/** A branch's upstream, `''` for none, and by how much the branch is behind what was fetched of it. */
async function readUpstream(
  git: GitRunner,
  branch: string,
): Promise<{ readonly upstream: string } & Pick<BranchState, 'behind'>> {
  const format = '--format=%(upstream)%00%(upstream:short)%00%(upstream:track,nobracket)';
  const line = (await git.text(['for-each-ref', format, `refs/heads/${branch}`])).trim();
  const [upstream = '', short = '', track = ''] = line.split('\0');
  const commits = Number(/\bbehind (\d+)/.exec(track)?.[1] ?? 0);
  return { upstream, ...(commits === 0 ? {} : { behind: { upstream: short, commits } }) };
}

/** The branch's own remote, the only one, or `origin`. */
export async function remoteOf(
  git: GitRunner,
  branch: string | undefined,
): Promise<string | undefined> {
  const remotes = (await git.text(['remote'])).split('\n').filter((name) => name !== '');
  const names = branch === undefined ? [] : [`branch.${branch}.pushRemote`];
  names.push('remote.pushDefault');
  if (branch !== undefined) names.push(`branch.${branch}.remote`);
  for (const name of names) {
    const value = (await git.text(['config', '--get', name])).trim();
    if (remotes.includes(value)) return value;
  }
  const [only] = remotes;
  if (remotes.length === 1) return only;
  return remotes.includes('origin') ? 'origin' : undefined;
}
