import { RepositoryError } from '../../engine/repository.ts';
import type { GitRunner } from './gitRunner.ts';
import { TimeSlice } from './timeSlice.ts';

/** Takes one blob at a time; the bytes are valid during the call only. */
export type BlobVisitor = (blob: string, bytes: Buffer) => void;

/** Output of one process; more is split over several, so that memory stays bounded. */
const bytesAtOnce = 32 * 1024 * 1024;
/** Larger ones are never manifests: the API server takes 3 MB. */
const largestBlob = 32 * 1024 * 1024;

/** So few are read without asking for their sizes first. */
const fewBlobs = 64;

/** What could not be read. */
export interface UnreadBlobs {
  readonly missing: readonly string[];
  readonly tooLarge: readonly string[];
}

/**
 * Reads blobs from the object store, thousands with one `cat-file --batch`. Blobs that a partial
 * clone lacks are reported, never fetched.
 */
export async function readBlobs(
  git: GitRunner,
  blobs: readonly string[],
  visit: BlobVisitor,
): Promise<UnreadBlobs> {
  if (blobs.length === 0) return { missing: [], tooLarge: [] };
  const few = blobs.length <= fewBlobs ? await readFew(git, blobs, visit) : undefined;
  if (few !== undefined) return few;
  const sizes = await readSizes(git, blobs);
  const missing = blobs.filter((blob) => !sizes.has(blob));
  const tooLarge = blobs.filter((blob) => (sizes.get(blob) ?? 0) > largestBlob);
  for (const part of batches(sizes)) {
    const output = await git.catFile(['--batch'], { input: `${part.join('\n')}\n` });
    await visitOutput(output, visit);
  }
  return { missing, tooLarge };
}

/** Without asking for sizes first; `undefined` in a partial clone that lacks some. */
async function readFew(
  git: GitRunner,
  blobs: readonly string[],
  visit: BlobVisitor,
): Promise<UnreadBlobs | undefined> {
  try {
    const output = await git.catFile(['--batch'], { input: `${blobs.join('\n')}\n` });
    const found = new Set<string>();
    await visitOutput(output, (blob, bytes) => {
      found.add(blob);
      visit(blob, bytes);
    });
    return { missing: blobs.filter((blob) => !found.has(blob)), tooLarge: [] };
  } catch (error) {
    if (error instanceof RepositoryError && error.reason === 'missingObject') return undefined;
    throw error;
  }
}

function* batches(sizes: ReadonlyMap<string, number>): Generator<readonly string[]> {
  let part: string[] = [];
  let bytes = 0;
  for (const [blob, size] of sizes) {
    if (size > largestBlob) continue;
    if (bytes + size > bytesAtOnce && part.length > 0) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(blob);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

/** Sizes of those that are here. */
async function readSizes(
  git: GitRunner,
  blobs: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  try {
    return await checkSizes(git, blobs);
  } catch (error) {
    if (!(error instanceof RepositoryError) || error.reason !== 'missingObject') throw error;
    return checkSizes(git, await present(git, blobs));
  }
}

async function checkSizes(
  git: GitRunner,
  blobs: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (blobs.length === 0) return new Map();
  const output = await git.text(['cat-file', '--batch-check'], { input: `${blobs.join('\n')}\n` });
  const sizes = new Map<string, number>();
  for (const line of output.split('\n')) {
    const [blob, type, size] = line.split(' ');
    if (blob !== undefined && type === 'blob') sizes.set(blob, Number(size));
  }
  return sizes;
}

/** In a partial clone `cat-file` dies at the first object that is not here, so all are listed. */
async function present(git: GitRunner, blobs: readonly string[]): Promise<readonly string[]> {
  const wanted = new Set(blobs);
  const args = ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objectname)'];
  const output = await git.text(args);
  return output.split('\n').filter((name) => wanted.has(name));
}

/** Output is `<object> blob <size> LF <bytes> LF` for each. */
async function visitOutput(output: Buffer, visit: BlobVisitor): Promise<void> {
  const slice = new TimeSlice();
  for (let at = 0; at < output.length;) {
    const newline = output.indexOf(10, at);
    if (newline < 0) return;
    const [blob = '', type, size] = output.toString('latin1', at, newline).split(' ');
    at = newline + 1;
    if (type !== 'blob') continue;
    const end = at + Number(size);
    visit(blob, output.subarray(at, end));
    at = end + 1;
    await slice.rest();
  }
}
