import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

/**
 * A hash of names and texts of the repository's files, committed or not, that are `read`; ignored
 * ones don't count. Where Git can't list them, it is another one each time.
 */
export async function hashFiles(root: string, read: (name: string) => boolean): Promise<string> {
  const names = await filesOf(root);
  if (names === undefined) return randomUUID();
  const hash = createHash('sha256').update(`${process.version} ${process.platform}`);
  for (const name of names.filter(read).sort()) {
    hash.update(`${name}\0`).update(await contentOf(join(root, name)));
  }
  return hash.digest('hex');
}

async function filesOf(root: string): Promise<readonly string[] | undefined> {
  const git = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  try {
    const run = promisify(execFile);
    const { stdout } = await run('git', git, { cwd: root, maxBuffer: 1 << 26 });
    return stdout.split('\0').filter((name) => name !== '');
  } catch {
    // Unpacked from an archive: not a repository.
    return undefined;
  }
}

/** A file that is deleted but still in the index counts as one without text. */
async function contentOf(file: string): Promise<string | Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') return readlink(file).catch(() => 'folder');
    if (code === 'ENOENT') return 'gone';
    throw error;
  }
}
