import { CommitError, type Pushed } from '../../engine/committer.ts';
import { gitFailure, type GitProcess } from './gitProcess.ts';
import type { GitRunner } from './gitRunner.ts';
import { readPushPlace } from './pushPlace.ts';
import { reviewLink } from './reviewLink.ts';

/** Plain `git push` of one branch, with the person's own credentials. Throws `CommitError`. */
export async function pushBranch(
  git: GitRunner,
  writer: GitProcess,
  branch: string,
  timeout: number,
): Promise<Pushed> {
  const ref = `refs/heads/${branch}`;
  const known = await git.text(['for-each-ref', '--format=%(refname)', ref]);
  if (known.trim() !== ref)
    throw new CommitError('refused', `There is no branch ${branch} to push`);
  const place = await readPushPlace(git, branch);
  if (place === undefined) {
    const message = `${branch} has no remote to go to: run "git push --set-upstream REMOTE ${branch}" once`;
    throw new CommitError('refused', message);
  }
  const { remote, target } = place;
  const args = ['push', '--porcelain', remote, `${ref}:${target}`];
  const outcome = await writer.run(args, { timeout });
  if (outcome.code !== 0) throw explain(branch, remote, writer, args, outcome);
  const url = (await git.text(['remote', 'get-url', '--push', remote])).split('\n')[0] ?? '';
  const pushed = target.replace(/^refs\/heads\//, '');
  const review = reviewLink(url, pushed) ?? offeredLink(outcome.output);
  return { remote, branch: pushed, ...(review === undefined ? {} : { review }) };
}

/** Servers that we do not know often print such a link themselves. */
function offeredLink(output: string): string | undefined {
  const pattern = /^remote:.*?(https?:\/\/\S*(?:merge_requests|pulls?|compare|pull-requests)\S*)/m;
  return pattern.exec(output)?.[1];
}

function explain(
  branch: string,
  remote: string,
  writer: GitProcess,
  args: readonly string[],
  outcome: Parameters<typeof gitFailure>[2],
): CommitError {
  const { output, ended } = outcome;
  if (ended === 'timeout') {
    const message = `${remote} did not answer in time: check the network, or run "git push" in a terminal`;
    return new CommitError('failed', message, { output });
  }
  if (/\[rejected\]|non-fast-forward|fetch first/i.test(output)) {
    const message = `${remote} has commits on ${branch} that are not here: run "git pull --rebase", then push again`;
    return new CommitError('moved', message, { output });
  }
  if (/\[remote rejected\]|protected branch|pre-receive hook declined/i.test(output)) {
    const message = `${remote} refused ${branch}: push a branch of its own and ask for a review`;
    return new CommitError('refused', message, { output });
  }
  if (
    /could not read (?:Username|Password)|Authentication failed|Permission denied|terminal prompts disabled|Host key verification/i.test(
      output,
    )
  ) {
    const message = `${remote} wants to know who pushes: run "git push" once in a terminal, or check the credentials`;
    return new CommitError('failed', message, { output });
  }
  if (/failed to push some refs/i.test(output) && !/fatal:/.test(output)) {
    const message = `The pre-push hook refused ${branch}: do what it says, then push again`;
    return new CommitError('hook', message, { output });
  }
  return gitFailure(writer.folder, args, outcome);
}
