import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { CarryStep } from './carryPlanner.ts';

/** What is to be done once the branch has moved, so that a killed process can be followed up. */
export interface JournalEntry {
  /** `refs/heads/…`, the branch of HEAD. */
  readonly ref: string;
  readonly parent: string;
  readonly commit: string;
  readonly steps: readonly CarryStep[];
}

/** Bytes as base64; the file lies in Git's own folder and lives for milliseconds. */
interface StoredStep extends Omit<CarryStep, 'working'> {
  readonly working?: {
    readonly before?: string;
    readonly after?: string;
    readonly executable: boolean;
  };
}

interface StoredEntry extends Omit<JournalEntry, 'steps'> {
  readonly steps: readonly StoredStep[];
}

/**
 * Keeps one entry, on disk before the branch moves and until index and working files followed.
 * Read and written by whoever holds the index lock.
 */
export class CommitJournal {
  readonly #file: string;

  constructor(gitDir: string) {
    this.#file = path.join(gitDir, 'driftline-commit.json');
  }

  async write(entry: JournalEntry): Promise<void> {
    const part = `${this.#file}.part`;
    const handle = await open(part, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify({ ...entry, steps: entry.steps.map(store) }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, this.#file);
  }

  async read(): Promise<JournalEntry | undefined> {
    try {
      const entry = JSON.parse(await readFile(this.#file, 'utf8')) as StoredEntry;
      return { ...entry, steps: entry.steps.map(restore) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async clear(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

function store({ working, ...step }: CarryStep): StoredStep {
  if (working === undefined) return step;
  const { before, after, executable } = working;
  const bytes = {
    ...(before === undefined ? {} : { before: before.toString('base64') }),
    ...(after === undefined ? {} : { after: after.toString('base64') }),
  };
  return { ...step, working: { ...bytes, executable } };
}

function restore({ working, ...step }: StoredStep): CarryStep {
  if (working === undefined) return step;
  const { before, after, executable } = working;
  const bytes = {
    ...(before === undefined ? {} : { before: Buffer.from(before, 'base64') }),
    ...(after === undefined ? {} : { after: Buffer.from(after, 'base64') }),
  };
  return { ...step, working: { ...bytes, executable } };
}
