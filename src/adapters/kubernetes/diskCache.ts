import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** An entry that is older than this is removed: schemas of clusters long gone. */
const keptMs = 60 * 24 * 3_600_000;

/**
 * JSON documents below one folder, each under a key. A cache: what cannot be read or written is
 * as if it were not there, and two processes never see half a file.
 */
export class DiskCache {
  readonly #folder: string;
  readonly #log: (line: string) => void;
  #isSwept = false;

  constructor(folder: string, log: (line: string) => void) {
    this.#folder = folder;
    this.#log = log;
  }

  async read(key: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(this.#file(key), 'utf8')) as unknown;
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!missing) this.#log(`The cache entry ${key} is not readable: ${String(error)}`);
      return undefined;
    }
  }

  async write(key: string, value: unknown): Promise<void> {
    const file = this.#file(key);
    const draft = `${file}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(draft, JSON.stringify(value), { mode: 0o600 });
      await rename(draft, file);
      if (!this.#isSwept) await this.#sweep();
    } catch (error) {
      await rm(draft, { force: true });
      this.#log(`The cache entry ${key} was not written: ${String(error)}`);
    }
  }

  async #sweep(): Promise<void> {
    this.#isSwept = true;
    for (const name of await readdir(this.#folder)) {
      const file = path.join(this.#folder, name);
      const { mtimeMs } = await stat(file);
      if (Date.now() - mtimeMs > keptMs) await rm(file, { force: true });
    }
  }

  #file(key: string): string {
    const plain = key.replace(/[^A-Za-z0-9.-]+/g, '_').slice(0, 60);
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 24);
    return path.join(this.#folder, `${plain}-${hash}.json`);
  }
}
