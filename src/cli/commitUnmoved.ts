import type { CommitDraft } from '../engine/commitDesk.ts';
import { CommitError, type Commit } from '../engine/committer.ts';

/** Makes the commit; a sentence where Git has moved on since it was shown, and nothing was written. */
export async function commitUnmoved(
  draft: CommitDraft,
  choice: Parameters<CommitDraft['commit']>[0],
  stop: AbortSignal,
): Promise<Commit | string> {
  try {
    return await draft.commit(choice, stop);
  } catch (error) {
    if (error instanceof CommitError && error.reason === 'moved') return error.message;
    throw error;
  }
}
