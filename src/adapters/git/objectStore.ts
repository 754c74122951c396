import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CommitError } from '../../engine/committer.ts';
import { readBlobs } from './blobReader.ts';
import type { GitProcess } from './gitProcess.ts';
import type { GitRunner } from './gitRunner.ts';

/** Reads and writes whole blobs, byte for byte: no filter and no line ending has a say. */
export class ObjectStore {
  readonly #git: GitRunner;
  readonly #writer: GitProcess;
  readonly #scratch: string;
  /** Ids of what was written, by a hash of the content. */
  readonly #written = new Map<string, string>();

  /** `scratch` is a folder of Git's own, where files may stand for a moment. */
  constructor(git: GitRunner, writer: GitProcess, scratch: string) {
    this.#git = git;
    this.#writer = writer;
    this.#scratch = scratch;
  }

  /** Never fetched: what a partial clone lacks throws `RepositoryError`. */
  async read(id: string): Promise<Buffer> {
    return this.#git.catFile(['blob', id]);
  }

  /** Many with one process; the answer gives each by its id. */
  async readAll(ids: readonly string[]): Promise<(id: string) => Buffer> {
    const contents = new Map<string, Buffer>();
    const wanted = [...new Set(ids)];
    const unread = await readBlobs(this.#git, wanted, (id, bytes) => {
      contents.set(id, Buffer.from(bytes));
    });
    if (unread.tooLarge.length > 0) {
      throw new CommitError('refused', 'A file is larger than 32 MB: no manifest is, leave it out');
    }
    return (id) => {
      const found = contents.get(id);
      if (found !== undefined) return found;
      const message = `The content ${id} is not in this partial clone: run "git fetch --refetch"`;
      throw new CommitError('failed', message);
    };
  }

  async write(bytes: Buffer): Promise<string> {
    const [id = ''] = await this.writeAll([bytes]);
    return id;
  }

  /** Ids in the same order, with one process for all that was not written a moment ago. */
  async writeAll(
    contents: readonly Buffer[],
    type: 'blob' | 'tree' = 'blob',
  ): Promise<readonly string[]> {
    const wanted = new Map(contents.map((bytes) => [contentKey(type, bytes), bytes]));
    const fresh = [...wanted].filter(([key]) => !this.#written.has(key));
    const ids = await this.#store(
      fresh.map(([, bytes]) => bytes),
      type,
    );
    for (const [at, [key]] of fresh.entries()) this.#written.set(key, ids[at] ?? '');
    return contents.map((bytes) => this.#written.get(contentKey(type, bytes)) ?? '');
  }

  /** What was written is written anew when asked for: Git may have pruned it meanwhile. */
  forget(): void {
    this.#written.clear();
  }

  async #store(contents: readonly Buffer[], type: 'blob' | 'tree'): Promise<readonly string[]> {
    const [only] = contents;
    if (only === undefined) return [];
    if (contents.length === 1) {
      return [
        await this.#writer.text(['hash-object', '-t', type, '-w', '--stdin'], { input: only }),
      ];
    }
    const folder = path.join(this.#scratch, `driftline-blobs-${process.pid}-${randomUUID()}`);
    await mkdir(folder);
    try {
      const files = contents.map((_, index) => path.join(folder, String(index)));
      for (const [index, file] of files.entries()) {
        await writeFile(file, contents[index] ?? Buffer.alloc(0), { mode: 0o600 });
      }
      const args = ['hash-object', '-t', type, '-w', '--no-filters', '--stdin-paths'];
      const ids = (await this.#writer.text(args, { input: `${files.join('\n')}\n` })).split('\n');
      if (ids.length === contents.length) return ids;
      throw new CommitError('failed', `Git stored ${ids.length} of ${contents.length} objects`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The bytes that a checkout of the file would write. */
  async smudged(id: string, file: string): Promise<Buffer> {
    const args = ['cat-file', '--filters', `--path=${file}`, id];
    const outcome = await this.#writer.run(args);
    if (outcome.code === 0) return outcome.stdout;
    const { output } = outcome;
    throw new CommitError('failed', `${file} could not be written as Git would`, { output });
  }

  /** Id of the blob that `git add` would make of a working file's bytes; nothing is stored. */
  cleaned(bytes: Buffer, file: string): Promise<string> {
    return this.#writer.text(['hash-object', `--path=${file}`, '--stdin'], { input: bytes });
  }
}

function contentKey(type: 'blob' | 'tree', bytes: Buffer): string {
  return `${type} ${createHash('sha256').update(bytes).digest('hex')}`;
}
