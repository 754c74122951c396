import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mayHoldSecretText } from '../../core/diff/hideSecretText.ts';
import { parserVersion } from '../../core/manifest/parseManifests.ts';

/** Files of before `+` hold secret values of Git's, and are written anew. */
const header = `driftline-manifests ${parserVersion}+\n`;
/** Beyond this the entries that nobody asked for since the start are dropped. */
const largestFile = 96 * 1024 * 1024;

/** An entry's place in the bytes that were read, or the text itself where it is new. */
type Entry = readonly [start: number, end: number] | string;

/**
 * Parsed manifests by blob id, in one file of the cache folder: a line an entry, since thousands of
 * small files load slowly. What was read stays as bytes outside the heap. Several processes may
 * share the file: each takes up what others wrote and puts a whole new file in its place. A cache
 * that cannot be read or written costs time and nothing else, so nothing here throws. What may hold
 * a secret value is kept in memory alone, and parsed anew by the next process.
 */
export class ManifestCache {
  readonly #file: string;
  #entries = new Map<string, Entry>();
  readonly #used = new Set<string>();
  #bytes: Buffer = Buffer.alloc(0);
  #stamp = '';
  #loading: Promise<void> | undefined;
  #changed = false;
  #saving: Promise<void> = Promise.resolve();

  /** `repository` tells repositories apart, for speed alone: blob ids mean the same in all. */
  constructor(cacheDir: string, repository: string) {
    const name = createHash('sha256').update(repository).digest('hex').slice(0, 16);
    this.#file = path.join(cacheDir, 'manifests', `${name}.ndjson`);
  }

  load(): Promise<void> {
    this.#loading ??= this.#read();
    return this.#loading;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): string | undefined {
    this.#used.add(key);
    const entry = this.#entries.get(key);
    return entry === undefined || typeof entry === 'string' ? entry : this.#slice(entry);
  }

  /** The value's first character, `''` of an empty one: cheaper than the value. */
  first(key: string): string | undefined {
    this.#used.add(key);
    const entry = this.#entries.get(key);
    if (entry === undefined || typeof entry === 'string') return entry?.slice(0, 1);
    const [start, end] = entry;
    return start < end ? String.fromCharCode(this.#bytes[start] ?? 0) : '';
  }

  /** For a value that turned out to be broken. */
  forget(key: string): void {
    this.#entries.delete(key);
  }

  /** Values are single lines. */
  set(key: string, value: string): void {
    this.#used.add(key);
    this.#entries.set(key, value);
    this.#changed = true;
  }

  /** Writes what is new; one write at a time. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#write());
    return this.#saving;
  }

  #slice([start, end]: readonly [number, number]): string {
    return this.#bytes.toString('utf8', start, end);
  }

  async #read(): Promise<void> {
    this.#stamp = await stampOf(this.#file);
    if (this.#stamp === '') return;
    const bytes = await readFile(this.#file).catch(() => undefined);
    if (bytes !== undefined) this.#index(bytes);
  }

  /**
   * Takes up what the bytes hold, and keeps what they lack. A last line without an end was cut
   * off, and is left out.
   */
  #index(bytes: Buffer): void {
    if (bytes.toString('latin1', 0, header.length) !== header) return;
    const entries = new Map<string, Entry>();
    for (let at = header.length; at < bytes.length;) {
      const newline = bytes.indexOf(10, at);
      const space = bytes.indexOf(32, at);
      if (newline < 0 || space < 0) break;
      if (space < newline) entries.set(bytes.toString('latin1', at, space), [space + 1, newline]);
      at = newline + 1;
    }
    for (const [key, entry] of this.#entries) {
      if (entries.has(key)) continue;
      entries.set(key, typeof entry === 'string' ? entry : this.#slice(entry));
    }
    this.#bytes = bytes;
    this.#entries = entries;
  }

  async #write(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    if ((await stampOf(this.#file)) !== this.#stamp) await this.#read();
    const temporary = `${this.#file}.${process.pid}.${randomBytes(4).toString('hex')}`;
    const written = [...this.#entries];
    const content = this.#content();
    try {
      await mkdir(path.dirname(this.#file), { recursive: true });
      await writeFile(temporary, content);
      await rename(temporary, this.#file);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
      return;
    }
    this.#stamp = await stampOf(this.#file);
    // What was set while the file was being written is not in it, and stays.
    for (const [key, entry] of written) {
      if (this.#entries.get(key) === entry && mayBeWritten(entry)) this.#entries.delete(key);
    }
    this.#index(content);
  }

  #content(): Buffer {
    const whole = Buffer.from(header + this.#lines(() => true));
    return whole.length <= largestFile
      ? whole
      : Buffer.from(header + this.#lines((key) => this.#used.has(key)));
  }

  #lines(keeps: (key: string) => boolean): string {
    let lines = '';
    for (const [key, entry] of this.#entries) {
      if (!keeps(key) || !mayBeWritten(entry)) continue;
      lines += `${key} ${typeof entry === 'string' ? entry : this.#slice(entry)}\n`;
    }
    return lines;
  }
}

/** What was read was written before, under this very rule. */
function mayBeWritten(entry: Entry): boolean {
  return typeof entry !== 'string' || !mayHoldSecretText(entry);
}

/** Tells one state of a file from another; `''` where there is none. */
async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? '' : `${found.ino}:${found.mtimeMs}:${found.size}`;
}
