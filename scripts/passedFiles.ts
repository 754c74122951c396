import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashFiles } from './hashFiles.ts';

/** How many tests a file has, and of what inputs they passed. */
interface Passed {
  readonly inputs: string;
  readonly tests: number;
}

/**
 * Which test files have passed as everything is now, so that a second run need not run them again.
 * A file's inputs are its own text and that of every file of the repository which the project may
 * read (committed or not), other test files left out; so a change of the source runs all of them.
 */
export class PassedFiles {
  readonly #root: string;
  readonly #memory: string;
  readonly #unread: RegExp;

  /**
   * @param root of the Git repository.
   * @param memory the file that remembers from run to run; ignored by Git.
   * @param unread what the tests do not read, by path from the root.
   */
  constructor(root: string, memory: string, unread: RegExp) {
    this.#root = root;
    this.#memory = memory;
    this.#unread = unread;
  }

  /** The hash of the inputs of each of those test files, given from the root. */
  async inputsOf(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const shared = await hashFiles(this.#root, (name) => !this.#unread.test(name));
    const entries = files.map(async (file) => {
      const text = await readFile(join(this.#root, file));
      return [file, createHash('sha256').update(shared).update(text).digest('hex')] as const;
    });
    return new Map(await Promise.all(entries));
  }

  /** The tests in each of the files that passed with these inputs. */
  async passedWith(inputs: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, number>> {
    const memory = await this.#read();
    return new Map(
      [...inputs].flatMap(([file, hash]) => {
        const passed = memory[file];
        return passed?.inputs === hash ? [[file, passed.tests] as const] : [];
      }),
    );
  }

  /** Notes what passed, and forgets what is noted of files that are not there any more. */
  async note(inputs: ReadonlyMap<string, string>, tests: ReadonlyMap<string, number>) {
    const memory = await this.#read();
    for (const [file, count] of tests) {
      const hash = inputs.get(file);
      if (hash !== undefined) memory[file] = { inputs: hash, tests: count };
    }
    const kept = Object.entries(memory).filter(([file]) => existsSync(join(this.#root, file)));
    await mkdir(dirname(this.#memory), { recursive: true });
    await writeFile(this.#memory, JSON.stringify(Object.fromEntries(kept), undefined, 2));
  }

  async #read(): Promise<Record<string, Passed>> {
    if (!existsSync(this.#memory)) return {};
    try {
      return JSON.parse(await readFile(this.#memory, 'utf8')) as Record<string, Passed>;
    } catch (error) {
      // Half a file, of a run that was killed: everything is run again.
      if (error instanceof SyntaxError) return {};
      throw error;
    }
  }
}
