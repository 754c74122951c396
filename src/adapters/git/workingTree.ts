import { constants } from 'node:fs';
import {
  access,
  chmod,
  lstat,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  rmdir,
  unlink,
  type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import { CommitError } from '../../engine/committer.ts';

/** A regular file on disk. */
export interface WorkingFile {
  readonly bytes: Buffer;
  readonly executable: boolean;
}

/** The person's own files. A file is exchanged whole or not at all, whenever the process ends. */
export class WorkingTree {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** `undefined` where nothing stands there. Throws `CommitError` where it is no regular file. */
  async read(file: string): Promise<WorkingFile | undefined> {
    await this.#checkFolders(file);
    const absolute = path.join(this.root, file);
    const found = await ifThere(() => lstat(absolute));
    if (found === undefined) return undefined;
    if (!found.isFile()) {
      const what = found.isSymbolicLink() ? 'a symbolic link' : 'no regular file';
      throw new CommitError('conflict', `${file} is ${what} in the working tree: restore it first`);
    }
    return { bytes: await readFile(absolute), executable: (found.mode & 0o100) !== 0 };
  }

  /** Throws `CommitError` where the file could not be exchanged. */
  async checkWritable(file: string): Promise<void> {
    let folder = path.dirname(path.join(this.root, file));
    while ((await ifThere(() => lstat(folder))) === undefined) folder = path.dirname(folder);
    try {
      await access(folder, constants.W_OK);
    } catch (cause) {
      const message = `${file} may not be written: its folder is read-only`;
      throw new CommitError('refused', message, { cause });
    }
  }

  /** Bytes absent: the file is removed, and folders that become empty, as Git does. */
  async write(file: string, bytes: Buffer | undefined, executable: boolean): Promise<void> {
    const absolute = path.join(this.root, file);
    if (bytes === undefined) return this.#remove(absolute);
    await mkdir(path.dirname(absolute), { recursive: true });
    const mode = (await ifThere(() => lstat(absolute)))?.mode;
    const part = this.partOf(file);
    const handle = await open(part, 'w', executable ? 0o777 : 0o666);
    try {
      await writeClosing(handle, bytes);
      if (mode !== undefined) await chmod(part, withExecutable(mode & 0o777, executable));
      await rename(part, absolute);
    } catch (error) {
      await this.removePart(file);
      throw error;
    }
  }

  /** Where the new content stands until it takes the file's place. */
  partOf(file: string): string {
    const absolute = path.join(this.root, file);
    return path.join(path.dirname(absolute), `.${path.basename(absolute)}.driftline-part`);
  }

  /** What a process that was killed may have left. */
  async removePart(file: string): Promise<void> {
    await rm(this.partOf(file), { force: true });
  }

  async #remove(absolute: string): Promise<void> {
    await ifThere(() => unlink(absolute));
    for (let at = path.dirname(absolute); at.length > this.root.length; at = path.dirname(at)) {
      if (!(await removeEmpty(at))) return;
    }
  }

  /** A link on the way would lead the write elsewhere, even out of the repository. */
  async #checkFolders(file: string): Promise<void> {
    const names = file.split('/').slice(0, -1);
    for (let depth = 1; depth <= names.length; depth += 1) {
      const folder = names.slice(0, depth).join('/');
      const found = await ifThere(() => lstat(path.join(this.root, folder)));
      if (found === undefined) return;
      if (found.isDirectory()) continue;
      const message = `${file} cannot be reached: ${folder} is no folder in the working tree; restore it first`;
      throw new CommitError('conflict', message);
    }
  }
}

async function writeClosing(handle: FileHandle, bytes: Buffer): Promise<void> {
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whoever may read the file may run it, or nobody. */
function withExecutable(mode: number, executable: boolean): number {
  return executable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111;
}

async function removeEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EBUSY' || code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}

async function ifThere<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
