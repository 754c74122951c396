import { CommitError } from '../../engine/committer.ts';
import type { CommitBase } from './branchFacts.ts';
import type { CarryStep } from './carryPlanner.ts';
import type { CommitJournal } from './commitJournal.ts';
import { gitFailure, type GitProcess } from './gitProcess.ts';
import type { IndexLock } from './indexLock.ts';
import type { WorkingTree } from './workingTree.ts';

interface PublishParts {
  readonly writer: GitProcess;
  readonly tree: WorkingTree;
  readonly journal: CommitJournal;
}

interface Target {
  readonly base: CommitBase;
  readonly commit: string;
  readonly subject: string;
}

interface Carried {
  readonly steps: readonly CarryStep[];
  readonly lock: IndexLock;
}

/**
 * Moves the branch to a commit, then index and working files. The branch moves in one step, if it
 * still is where the commit began; whatever fails after that is taken back. Throws `CommitError`.
 */
export async function publishCommit(
  parts: PublishParts,
  target: Target,
  carried?: Carried,
): Promise<void> {
  if (carried === undefined) return moveBranch(parts.writer, target);
  const { base, commit } = target;
  const { steps, lock } = carried;
  await lock.prepare(steps);
  await parts.journal.write({ ref: base.ref, parent: base.tip, commit, steps });
  try {
    await moveBranch(parts.writer, target);
  } catch (error) {
    await parts.journal.clear();
    throw error;
  }
  await carry(parts, target, carried);
  await parts.journal.clear();
}

async function carry(parts: PublishParts, target: Target, { steps, lock }: Carried): Promise<void> {
  const written: CarryStep[] = [];
  try {
    for (const step of steps) {
      if (step.working === undefined) continue;
      await parts.tree.write(step.file, step.working.after, step.working.executable);
      written.push(step);
    }
    await lock.publish(steps.flatMap(({ file, working }) => (working?.after ? [file] : [])));
  } catch (cause) {
    await takeBack(parts, target, written);
    const message = `The working files could not follow, so the commit was taken back: ${String(cause)}`;
    throw new CommitError('failed', message, { cause });
  }
}

async function takeBack(
  parts: PublishParts,
  { base, commit }: Target,
  written: readonly CarryStep[],
): Promise<void> {
  await parts.writer.text(['update-ref', '-m', 'driftline: take back', base.ref, base.tip, commit]);
  for (const { file, working } of written) {
    if (working !== undefined) await parts.tree.write(file, working.before, working.executable);
  }
  await parts.journal.clear();
}

async function moveBranch(writer: GitProcess, { base, commit, subject }: Target): Promise<void> {
  const expected = base.isCurrent ? base.tip : '0'.repeat(commit.length);
  const message = base.isCurrent ? `commit: ${subject}` : `branch: Created from ${base.tip}`;
  const args = ['update-ref', '--create-reflog', '-m', message, base.ref, commit, expected];
  const outcome = await writer.run(args);
  if (outcome.code === 0) return;
  const { output } = outcome;
  if (/but expected|reference already exists|unable to resolve reference/i.test(output)) {
    throw moved(base);
  }
  if (/aborted by hook|hook declined/i.test(output)) {
    throw new CommitError('hook', `A hook refused to move ${base.branch}`, { output });
  }
  if (/\.lock': File exists/i.test(output)) {
    const text = `${base.branch} is locked by another Git: try again when it has ended`;
    throw new CommitError('busy', text, { output });
  }
  throw gitFailure(writer.folder, args, outcome);
}

function moved({ branch }: CommitBase): CommitError {
  return new CommitError('moved', `${branch} moved meanwhile, nothing was written: try again`);
}
