import { CommitError } from '../../engine/committer.ts';
import type { GitRunner } from './gitRunner.ts';
import type { TreeEntry } from './treeReader.ts';

/** A file as the index has it, with what Git was told about it. */
export interface IndexEntry extends TreeEntry {
  /** Left out of the working tree: by a sparse checkout, or by hand. */
  readonly skipped: boolean;
  /** "Assume unchanged": Git does not look at the working file. */
  readonly assumed: boolean;
  /** Named by `git add -N`: nothing of it is staged. */
  readonly intended: boolean;
}

/** `CE_INTENT_TO_ADD` of Git's cache.h. */
const intendedFlag = 0x20000000;

/** Reads some files' entries; throws `CommitError` where one has conflicts. */
export async function readIndexEntries(
  git: GitRunner,
  files: readonly string[],
): Promise<ReadonlyMap<string, IndexEntry>> {
  const args = ['ls-files', '-z', '-v', '--stage', '--debug', '--', ...files];
  const entries = new Map<string, IndexEntry>();
  for (const [, tag, mode, id, stage, file, flags] of (await git.text(args)).matchAll(pattern)) {
    if (tag === undefined || mode === undefined || id === undefined || file === undefined) continue;
    if (!files.includes(file)) continue;
    if (stage !== '0') {
      throw new CommitError('busy', `${file} has conflicts: resolve them with "git add" first`);
    }
    entries.set(file, {
      mode,
      id,
      skipped: tag.toUpperCase() === 'S',
      assumed: tag !== tag.toUpperCase(),
      intended: (Number.parseInt(flags ?? '0', 16) & intendedFlag) !== 0,
    });
  }
  return entries;
}

/**
 * `<tag> <mode> <id> <stage> TAB <path> NUL`, then lines of stat data that end with the flags. Git
 * promises no form for those lines: where they differ, only "intended" goes unseen.
 */
const pattern =
  /([A-Za-z]) (\d{6}) ([0-9a-f]{40,64}) (\d)\t([^\0]+)\0(?:(?: {2}[^\n]*\n)*? {2}size: \d+\tflags: ([0-9a-f]+)\n)?/g;
