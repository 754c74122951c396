import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../../core/model/json.ts';
import type { Cache, Log } from '../../engine/environment.ts';

/** JSON entries, one file each. Two processes may write at once; nobody reads half an entry. */
export class FileCache implements Cache {
  readonly #folder: string;
  readonly #log: Log;

  constructor(folder: string, log: Log) {
    this.#folder = path.join(folder, 'learned');
    this.#log = log;
  }

  async read(name: string): Promise<Json | undefined> {
    try {
      return JSON.parse(await readFile(this.#file(name), 'utf8')) as Json;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#log.warn(`The cache entry ${name} is not readable: ${String(error)}`);
      }
      return undefined;
    }
  }

  async write(name: string, value: Json): Promise<void> {
    const file = this.#file(name);
    const draft = `${file}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(draft, JSON.stringify(value), { mode: 0o600 });
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      this.#log.warn(`The cache entry ${name} was not written: ${String(error)}`);
    }
  }

  #file(name: string): string {
    const plain = name.replace(/[^A-Za-z0-9.-]+/g, '_').slice(0, 60);
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 24);
    return path.join(this.#folder, `${plain}-${hash}.json`);
  }
}
