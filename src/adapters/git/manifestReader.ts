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

  /** Files that hold manifests or problems, among those that `prepare` could read. */
  async readAll(files: readonly TreeFile[]): Promise<readonly ManifestFile[]> {
    const slice = new TimeSlice();
    const found: ManifestFile[] = [];
    for (const file of files) {
      if (this.#cache.get(file.blob) === packedNothing) continue;
      const read = this.read(file);
      if (read !== undefined && read.documents.length + read.problems.length > 0) found.push(read);
      await slice.rest();
    }
    return found;
  }

  /** The blob as one file's content; `undefined` where it could not be read. */
  read({ blob, file }: TreeFile): ManifestFile | undefined {
    const packed = this.#cache.get(blob);
    if (packed === undefined) return undefined;
    return unpackManifests(packed.startsWith('!') ? packedNothing : packed, file, blob);
  }

  foreign(blob: string): ForeignContent | undefined {
    const packed = this.#cache.get(blob);
    return packed?.startsWith('!') ? (packed.slice(1) as ForeignContent) : undefined;
  }

  /** Kustomizations and charts among the files, with which of the names they cover. */
  async unrendered(
    files: readonly TreeFile[],
    names: readonly string[],
  ): Promise<readonly Unrendered[]> {
    const kustomizations = files.filter(({ file }) => isKustomization(file));
    const outside = await this.#outsidePaths(kustomizations);
    const roots = files.flatMap(({ file, blob }): readonly RenderRoot[] => {
      if (isChart(file)) return [{ kind: 'helm', file, outside: [] }];
      const paths = isKustomization(file) ? outside.get(blob) : undefined;
      return paths === undefined ? [] : [{ kind: 'kustomize', file, outside: paths }];
    });
    return findUnrendered(roots, names);
  }

  /** By blob; blobs that are no kustomization are left out, unreadable ones name nothing. */
  async #outsidePaths(
    kustomizations: readonly TreeFile[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    await this.#cache.load();
    const key = (blob: string): string => `kustomization:${blob}`;
    const blobs = [...new Set(kustomizations.map(({ blob }) => blob))];
    const lacking = blobs.filter((blob) => !this.#cache.has(key(blob)));
    await readBlobs(this.#git, lacking, (blob, bytes) => {
      this.#cache.set(key(blob), JSON.stringify(outsidePaths(decodeText(bytes)) ?? null));
    });
    if (lacking.length > 0) await this.#cache.save();
    const found = blobs.map((blob) => {
      const paths = JSON.parse(this.#cache.get(key(blob)) ?? '[]') as readonly string[] | null;
      return [blob, paths] as const;
    });
    return new Map(
      found.flatMap(([blob, paths]) => (paths === null ? [] : [[blob, paths] as const])),
    );
  }
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
