import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';

/**
 * A folder that no other running process has claimed: `path`, else `path-2` and so on. It may hold
 * what an earlier one left. The claim ends with this process.
 */
export async function claimFolder(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  for (let number = 1; ; number++) {
    const folder = number === 1 ? path : `${path}-${number}`;
    if (await claim(`${folder}.pid`)) return folder;
  }
}

async function claim(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  const holder = Number(await readFile(file, 'utf8'));
  if (holder !== process.pid && isAlive(holder)) return false;
  await rm(file, { force: true });
  return claim(file);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
