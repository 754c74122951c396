import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../../core/model/json.ts';
import type { Cache, Log } from '../../engine/environment.ts';

/**
 * JSON files in one folder, one an entry. A file that cannot be read or written is a cache that
 * is empty: said in the log, nothing fails.
 */
export class DiskCache implements Cache {
  readonly #folder: string;
  readonly #log: Log;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  async read(name: string): Promise<Json | undefined> {
    const file = this.#fileOf(name);
    try {
      return JSON.parse(await readFile(file, 'utf8')) as Json;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#log.warn(`Cannot read ${file}: ${String(error)}`);
      }
      return undefined;
    }
  }

  async write(name: string, value: Json): Promise<void> {
    const file = this.#fileOf(name);
    const draft = `${file}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(draft, JSON.stringify(value), { mode: 0o600 });
      await rename(draft, file);
    } catch (error) {
      this.#log.warn(`Cannot write ${file}: ${String(error)}`);
      await rm(draft, { force: true });
    }
  }

  #fileOf(name: string): string {
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
    return path.join(
      this.#folder,
      `${name.replace(/[^A-Za-z0-9.-]/g, '_').slice(0, 60)}-${hash}.json`,
    );
  }
}
