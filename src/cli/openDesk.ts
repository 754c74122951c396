import { CommitDesk } from '../engine/commitDesk.ts';
import type { Committer } from '../engine/committer.ts';
import type { CommandParts, OpenTarget } from './command.ts';

/** The desk that drafts, commits and notes, on the target's repository. Throws `CommitError`. */
export async function openDesk(
  { audit, state, environment }: CommandParts,
  { engine, git, openCommitter }: OpenTarget,
): Promise<{ readonly desk: CommitDesk; readonly committer: Committer }> {
  const committer = await openCommitter();
  const { clock } = environment;
  const desk = new CommitDesk({ engine, repository: git, committer, audit, state, clock });
  return { desk, committer };
}
