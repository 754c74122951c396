import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CarryStep } from './carryPlanner.ts';
import type { CommitJournal, JournalEntry } from './commitJournal.ts';
import type { GitProcess } from './gitProcess.ts';
import type { GitRunner } from './gitRunner.ts';
import type { IndexLock } from './indexLock.ts';
import { readIndexEntries } from './indexEntries.ts';
import type { ObjectStore } from './objectStore.ts';
import type { WorkingTree } from './workingTree.ts';

/** What a commit that was cut short is finished with. */
export interface FollowUpParts {
  readonly git: GitRunner;
  readonly writer: GitProcess;
  readonly store: ObjectStore;
  readonly tree: WorkingTree;
  readonly journal: CommitJournal;
  readonly gitDir: string;
}

/**
 * Ends what a killed process began: where its commit is the branch's tip, index and working files
 * follow; where the branch never moved, or moved on since, nothing is left of it. Needs the lock.
 */
export async function followUp(parts: FollowUpParts, lock: IndexLock): Promise<void> {
  const entry = await parts.journal.read();
  if (entry === undefined) return;
  for (const { file } of entry.steps) await parts.tree.removePart(file);
  if (await isTip(parts.git, entry)) {
    const steps = await Promise.all(entry.steps.map((step) => resumed(parts, step)));
    await lock.prepare(steps);
    for (const { file, working } of steps) {
      if (working !== undefined) await parts.tree.write(file, working.after, working.executable);
    }
    await lock.publish(steps.flatMap(({ file, working }) => (working?.after ? [file] : [])));
  }
  await parts.journal.clear();
}

async function isTip(git: GitRunner, entry: JournalEntry): Promise<boolean> {
  const head = await git.text(['symbolic-ref', '--quiet', 'HEAD']);
  const tip = await git.text(['rev-parse', '--verify', '--quiet', 'HEAD']);
  return head.trim() === entry.ref && tip.trim() === entry.commit;
}

/** What is left to do of a step, a person's later work kept. */
async function resumed(parts: FollowUpParts, step: CarryStep): Promise<CarryStep> {
  const index = await resumedIndex(parts, step);
  const working = await resumedWorking(parts, step);
  return {
    file: step.file,
    ...(index === undefined ? {} : { index }),
    ...(working === undefined ? {} : { working }),
  };
}

async function resumedIndex(
  parts: FollowUpParts,
  { file, index }: CarryStep,
): Promise<CarryStep['index']> {
  if (index === undefined) return undefined;
  const entry = (await readIndexEntries(parts.git, [file])).get(file);
  if (entry?.id === index.after?.id) return undefined;
  if (entry?.id === index.before?.id) return index;
  if (entry === undefined || index.before === undefined || index.after === undefined) {
    return undefined;
  }
  const [now, before, after] = await Promise.all(
    [entry.id, index.before.id, index.after.id].map((id) => parts.store.read(id)),
  );
  const merged = await mergeTexts(parts, now, before, after);
  if (merged === undefined) return undefined;
  return { ...index, after: { mode: entry.mode, id: await parts.store.write(merged) } };
}

async function resumedWorking(
  parts: FollowUpParts,
  { file, working }: CarryStep,
): Promise<CarryStep['working']> {
  if (working === undefined) return undefined;
  const now = (await parts.tree.read(file))?.bytes;
  if (isSame(now, working.after)) return undefined;
  if (isSame(now, working.before)) return working;
  const merged = await mergeTexts(parts, now, working.before, working.after);
  return merged === undefined ? undefined : { ...working, after: merged };
}

function isSame(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}

/** The file was edited after the kill: three-way, and left alone where that conflicts. */
async function mergeTexts(
  { writer, gitDir }: FollowUpParts,
  ...versions: readonly (Buffer | undefined)[]
): Promise<Buffer | undefined> {
  const folder = await mkdtemp(path.join(gitDir, `driftline-merge-${process.pid}-`));
  try {
    const names = ['now', 'before', 'after'];
    for (const [at, name] of names.entries()) {
      const bytes = versions[at];
      if (bytes === undefined) return undefined;
      await writeFile(path.join(folder, name), bytes, { mode: 0o600 });
    }
    const files = names.map((name) => path.join(folder, name));
    const outcome = await writer.run(['merge-file', '-p', ...files]);
    return outcome.code === 0 ? outcome.stdout : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
