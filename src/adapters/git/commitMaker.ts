import { CommitError } from '../../engine/committer.ts';
import type { CommitSettings } from './commitSettings.ts';
import { gitFailure, type GitOutcome, type GitProcess } from './gitProcess.ts';

/** What a commit object is made of. */
export interface CommitDraft {
  readonly tree: string;
  readonly parent: string;
  readonly message: string;
}

/** Longest waits, in milliseconds. */
export interface CommitPatience {
  /** For whoever holds the index. */
  readonly lock: number;
  readonly hook: number;
  /** For a person who unlocks a key in a window of its own. */
  readonly signing: number;
  readonly push: number;
}

/**
 * Stores a commit that no branch names yet. Throws `CommitError`.
 */
export async function makeCommit(
  writer: GitProcess,
  draft: CommitDraft,
  patience: CommitPatience,
  signs: boolean,
  signal?: AbortSignal,
): Promise<string> {
  const args = [
    '-c',
    'i18n.commitEncoding=UTF-8',
    'commit-tree',
    ...(signs ? ['-S'] : []),
    ...['-p', draft.parent, '-F', '-', draft.tree],
  ];
  const outcome = await writer.run(args, {
    input: draft.message,
    ...(signs ? { timeout: patience.signing } : {}),
    ...(signal === undefined ? {} : { signal }),
  });
  const id = outcome.stdout.toString('latin1').trim();
  if (outcome.code === 0 && id !== '') return id;
  throw explain(writer, args, outcome, signs);
}

/** The message as `git commit -F` would keep it. */
export async function cleanMessage(
  writer: GitProcess,
  message: string,
  { cleanup }: CommitSettings,
): Promise<string> {
  if (cleanup === 'verbatim') return message;
  const options = cleanup === 'strip' ? ['--strip-comments'] : [];
  const output = await writer.run(['stripspace', ...options], { input: message });
  return output.stdout.toString('utf8');
}

function explain(
  writer: GitProcess,
  args: readonly string[],
  outcome: GitOutcome,
  signs: boolean,
): CommitError {
  const { output, ended } = outcome;
  if (/identity unknown|tell me who you are|empty ident|auto-detect email/i.test(output)) {
    return unknownIdentity(output);
  }
  if (!signs || ended === 'aborted') return gitFailure(writer.folder, args, outcome);
  const how = ended === 'timeout' ? 'signing took too long' : 'it could not be signed';
  const message = `Nothing was committed: ${how}. Unlock the key (a passphrase cannot be asked for here) or check user.signingKey and gpg.format, then try again`;
  return new CommitError('signing', message, { output });
}

/** Git has no name or e-mail for a commit. */
export function unknownIdentity(output: string): CommitError {
  const message =
    'Git does not know who commits: run "git config user.name" and "git config user.email" with yours';
  return new CommitError('identity', message, { output });
}
