import {
  findUnrendered,
  isChart,
  isKustomization,
  outsidePaths,
  type RenderRoot,
} from '../../core/manifest/findUnrendered.ts';
import { packedNothing, unpackManifests } from '../../core/manifest/packManifests.ts';
import { mayHoldManifests } from '../../core/manifest/parseManifests.ts';
import type { ManifestFile, Unrendered } from '../../core/model/manifest.ts';
import { RepositoryError } from '../../engine/repository.ts';
import { readBlobs, type UnreadBlobs } from './blobReader.ts';
import { decodeText } from './decodeText.ts';
import type { GitRunner } from './gitRunner.ts';
import type { ManifestCache } from './manifestCache.ts';
import type { ManifestParser, ParseTask } from './manifestParser.ts';
import { TimeSlice } from './timeSlice.ts';
import type { TreeFile } from './treeListing.ts';

/** A blob that is no text of manifests, and yet may stand for some. */
export type ForeignContent = 'lfs' | 'gitCrypt' | 'binary';

/** Manifests of blobs, out of the cache or of the object store. */
export class ManifestReader {
  readonly #git: GitRunner;
  readonly #cache: ManifestCache;
  readonly #parser: ManifestParser;

  constructor(git: GitRunner, cache: ManifestCache, parser: ManifestParser) {
    this.#git = git;
    this.#cache = cache;
    this.#parser = parser;
  }

  /** Makes sure that `read` knows all these blobs but those it tells. */
  async prepare(blobs: readonly string[]): Promise<UnreadBlobs> {
    await this.#cache.load();
    const lacking = [...new Set(blobs)].filter((blob) => !this.#cache.has(blob));
    const tasks: ParseTask[] = [];
    const unread = await readBlobs(this.#git, lacking, (blob, bytes) => {
      const foreign = foreignContent(bytes);
      if (foreign !== undefined) this.#cache.set(blob, `!${foreign}`);
      else if (!mayHold(bytes)) this.#cache.set(blob, packedNothing);
      else tasks.push({ key: blob, text: decodeText(bytes) });
    });
    await this.#parser.parse(tasks, (blob, packed) => this.#cache.set(blob, packed));
    if (lacking.length > 0) await this.#cache.save();
    return unread;
  }

  /** Files that hold manifests or problems; those that `prepare` told as unread are left out. */
  async readAll(
    files: readonly TreeFile[],
    { missing, tooLarge }: UnreadBlobs,
  ): Promise<readonly ManifestFile[]> {
    const unread = new Set([...missing, ...tooLarge]);
    const slice = new TimeSlice();
    const found: ManifestFile[] = [];
    for (const file of files) {
      const first = this.#cache.first(file.blob);
      if (unread.has(file.blob) || first === packedNothing || first === '!') continue;
      const read = await this.read(file);
      if (read.documents.length + read.problems.length > 0) found.push(read);
      await slice.rest();
    }
    return found;
  }

  /** The blob as one file's content, which `prepare` knows. */
  async read(file: TreeFile): Promise<ManifestFile> {
    const known = this.#unpack(file);
    if (known !== undefined) return known;
    this.#cache.forget(file.blob);
    await this.prepare([file.blob]);
    const read = this.#unpack(file);
    if (read !== undefined) return read;
    const message = `${file.file}: the content ${file.blob} is not in this clone: run "git fetch --refetch"`;
    throw new RepositoryError('missingObject', message);
  }

  /** `undefined` where nothing is known of the blob, or what was kept is damaged. */
  #unpack({ blob, file }: TreeFile): ManifestFile | undefined {
    const packed = this.#cache.get(blob);
    if (packed === undefined) return undefined;
    try {
      return unpackManifests(packed.startsWith('!') ? packedNothing : packed, file, blob);
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
      throw error;
    }
  }

  foreign(blob: string): ForeignContent | undefined {
    if (this.#cache.first(blob) !== '!') return undefined;
    return this.#cache.get(blob)?.slice(1) as ForeignContent | undefined;
  }

  /** Kustomizations and charts among the files, with which of the names they cover. */
  async unrendered(
    files: readonly TreeFile[],
    names: readonly string[],
  ): Promise<{ readonly roots: readonly Unrendered[]; readonly unread: UnreadBlobs }> {
    const kustomizations = files.filter(({ file }) => isKustomization(file));
    const unread = await this.#prepareOutsidePaths(kustomizations.map(({ blob }) => blob));
    const roots = files.flatMap(({ file, blob }): readonly RenderRoot[] => {
      if (isChart(file)) return [{ kind: 'helm', file, outside: [] }];
      const outside = isKustomization(file) ? this.#outsidePaths(blob) : undefined;
      return outside === undefined ? [] : [{ kind: 'kustomize', file, outside }];
    });
    return { roots: findUnrendered(roots, names), unread };
  }

  async #prepareOutsidePaths(blobs: readonly string[]): Promise<UnreadBlobs> {
    await this.#cache.load();
    const lacking = [...new Set(blobs)].filter((blob) => !this.#cache.has(outsideKey(blob)));
    const unread = await readBlobs(this.#git, lacking, (blob, bytes) => {
      const paths = outsidePaths(decodeText(bytes)) ?? null;
      this.#cache.set(outsideKey(blob), JSON.stringify(paths));
    });
    if (lacking.length > 0) await this.#cache.save();
    return unread;
  }

  /** `undefined` for a blob that is no kustomization; one that could not be read names nothing. */
  #outsidePaths(blob: string): readonly string[] | undefined {
    const kept = this.#cache.get(outsideKey(blob)) ?? '[]';
    return (JSON.parse(kept) as readonly string[] | null) ?? undefined;
  }
}

function outsideKey(blob: string): string {
  return `kustomization:${blob}`;
}

function mayHold(bytes: Buffer): boolean {
  if (isUtf16(bytes)) return mayHoldManifests(decodeText(bytes));
  return bytes.includes('apiVersion') && bytes.includes('kind');
}

function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.length > 1 ? bytes.readUInt16BE(0) : 0;
  return mark === 0xfffe || mark === 0xfeff;
}

const lfsPointer = 'version https://git-lfs.github.com/spec/';
const gitCryptMark = '\0GITCRYPT';

function foreignContent(bytes: Buffer): ForeignContent | undefined {
  if (bytes.toString('latin1', 0, lfsPointer.length) === lfsPointer) return 'lfs';
  if (bytes.toString('latin1', 0, gitCryptMark.length) === gitCryptMark) return 'gitCrypt';
  return !isUtf16(bytes) && bytes.subarray(0, 8000).includes(0) ? 'binary' : undefined;
}
