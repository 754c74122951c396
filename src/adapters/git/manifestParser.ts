import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  packedNothing,
  packManifests,
  unpackManifests,
} from '../../core/manifest/packManifests.ts';
import type { ManifestDocument } from '../../core/model/manifest.ts';
import { TimeSlice } from './timeSlice.ts';

/** Text to parse, by the key under which its result comes back. */
export interface ParseTask {
  readonly key: string;
  readonly text: string;
}

/** Takes one result, as `packManifests` has it. */
type TakeParsed = (key: string, packed: string) => void;

/** What the worker is sent, and what it answers (src/worker.ts). */
export interface ParseRequest {
  readonly id: number;
  readonly texts: readonly string[];
}

export interface ParseAnswer {
  readonly id: number;
  /** As `packManifests` has them, in the order of the request. */
  readonly packed: readonly string[];
}

/** Beyond this a thread parses, so that the host's event loop is not held up. */
const inProcessLimit = 100_000;
const textAtOnce = 512 * 1024;

/** Parses texts: few in process, many in worker threads that live as long as there is work. */
export class ManifestParser {
  readonly #workerFile: string | undefined;
  readonly #inProcess: number;

  /**
   * Without the worker's bundle all is parsed in process, in slices. `inProcess` is the size of
   * text, in characters, up to which no thread is asked.
   */
  constructor(workerFile: string | undefined, inProcess = inProcessLimit) {
    const there = workerFile !== undefined && existsSync(workerFile);
    this.#workerFile = there ? workerFile : undefined;
    this.#inProcess = inProcess;
  }

  /** What one text declares. */
  async documents(file: string, text: string): Promise<readonly ManifestDocument[]> {
    let packed = packedNothing;
    await this.parse([{ key: file, text }], (_key, found) => (packed = found));
    return unpackManifests(packed, file, '').documents;
  }

  async parse(tasks: readonly ParseTask[], take: TakeParsed): Promise<void> {
    const size = tasks.reduce((sum, task) => sum + task.text.length, 0);
    if (this.#workerFile === undefined || size <= this.#inProcess) {
      return parseInSlices(tasks, take);
    }
    const done = new Set<string>();
    await parseInThreads(this.#workerFile, tasks, (key, packed) => {
      done.add(key);
      take(key, packed);
    });
    await parseInSlices(
      tasks.filter(({ key }) => !done.has(key)),
      take,
    );
  }
}

/** Ends early where threads cannot be had or die: what they left is parsed in process. */
async function parseInThreads(
  file: string,
  tasks: readonly ParseTask[],
  take: TakeParsed,
): Promise<void> {
  const batches = splitTasks(tasks);
  const threads = Math.min(batches.length, Math.max(availableParallelism() - 1, 1), 3);
  await Promise.allSettled(Array.from({ length: threads }, () => runWorker(file, batches, take)));
}

async function parseInSlices(tasks: readonly ParseTask[], take: TakeParsed): Promise<void> {
  const slice = new TimeSlice();
  for (const { key, text } of tasks) {
    take(key, packManifests(text));
    await slice.rest();
  }
}

function splitTasks(tasks: readonly ParseTask[]): ParseTask[][] {
  const batches: ParseTask[][] = [];
  let size = textAtOnce;
  for (const task of tasks) {
    if (size >= textAtOnce) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(task);
    size += task.text.length;
  }
  return batches;
}

/** One thread that takes batches until there are none. */
async function runWorker(file: string, batches: ParseTask[][], take: TakeParsed): Promise<void> {
  const worker = new Worker(file);
  try {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const answer = await ask(worker, { id: 0, texts: batch.map((task) => task.text) });
      batch.forEach((task, index) => take(task.key, answer.packed[index] ?? ''));
    }
  } finally {
    await worker.terminate();
  }
}

function ask(worker: Worker, request: ParseRequest): Promise<ParseAnswer> {
  return new Promise((resolve, reject) => {
    const ended = (code: number): void =>
      reject(new Error(`the parser's thread ended (${code}): open fewer or smaller manifests`));
    worker.once('message', (answer: ParseAnswer) => {
      worker.off('error', reject);
      worker.off('exit', ended);
      resolve(answer);
    });
    worker.once('error', reject);
    worker.once('exit', ended);
    worker.postMessage(request);
  });
}
