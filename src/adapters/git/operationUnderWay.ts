import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Revision } from '../../engine/repository.ts';

/** In this order: a rebase picks commits, so its own marks come first. */
const operations: readonly (readonly [
  file: string,
  operation: NonNullable<Revision['operation']>,
])[] = [
  ['rebase-merge', 'rebase'],
  [path.join('rebase-apply', 'applying'), 'am'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

/** What Git waits for a person to go on with, told by the marks in this worktree's own folder. */
export function operationUnderWay(gitDir: string): Revision['operation'] {
  return operations.find(([file]) => existsSync(path.join(gitDir, file)))?.[1];
}
