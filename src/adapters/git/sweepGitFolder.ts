import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from './isAlive.ts';

/** Scratch of ours, with the process that it belongs to. */
const scratch = /^(?:driftline-(?:blobs|merge)-|index\.lock\.)(\d+)[.-]/;

/** Removes scratch that killed processes left in a worktree's own folder of Git's. */
export async function sweepGitFolder(gitDir: string): Promise<void> {
  for (const name of await readdir(gitDir)) {
    const owner = scratch.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(path.join(gitDir, name), { recursive: true, force: true });
  }
}
