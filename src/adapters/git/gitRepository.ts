import path from 'node:path';
import type { ManifestFile, ManifestScan } from '../../core/model/manifest.ts';
import { isManifestFile } from '../../core/manifest/isManifestFile.ts';
import { isWithin, joinPath } from '../../core/manifest/findUnrendered.ts';
import {
  RepositoryError,
  type CommittedChange,
  type FileChange,
  type FileRevision,
  type LineBlame,
  type PathCommit,
  type Repository,
  type Revision,
} from '../../engine/repository.ts';
import { Batcher } from './batcher.ts';
import { readBlobs } from './blobReader.ts';
import { decodeText } from './decodeText.ts';
import type { GitRunner } from './gitRunner.ts';
import { GitWatcher } from './gitWatcher.ts';
import type { ManifestReader } from './manifestReader.ts';
import { GitProcess } from './gitProcess.ts';
import { countUnpushed } from './pushPlace.ts';
import { readBlame } from './readBlame.ts';
import { readHistory, readLog } from './readHistory.ts';
import { readIdentity } from './readIdentity.ts';
import type { RepositoryPlace } from './repositoryPlace.ts';
import { headCommit, resolveRevision } from './resolveRevision.ts';
import { scanTree, settingsFile } from './scanTree.ts';
import { listTree, type TreeListing } from './treeListing.ts';
import { diffTrees } from './treeDifference.ts';
import { findEdited, readBytes } from './workingFiles.ts';

/** Trees that are kept: the revision's, HEAD's, and those before them. */
const keptTrees = 4;

/** Counts that are kept: of each target's path between its revision and HEAD. */
const keptCounts = 64;

/** A Git repository on disk, through its own `git`. Made by `openRepository`. */
export class GitRepository implements Repository {
  readonly root: string;
  readonly #git: GitRunner;
  readonly #place: RepositoryPlace;
  readonly #reader: ManifestReader;
  readonly #trees = new Map<string, Promise<TreeListing>>();
  /** Of commits between two others, by both and the path. */
  readonly #counts = new Map<string, number>();
  readonly #prepared: Batcher<undefined>;
  readonly #texts: Batcher<string | undefined>;

  /** `git` runs at the top level. */
  constructor(git: GitRunner, place: RepositoryPlace, reader: ManifestReader) {
    this.root = place.root;
    this.#git = git;
    this.#place = place;
    this.#reader = reader;
    this.#prepared = new Batcher(async (blobs) => {
      await reader.prepare(blobs);
      return () => undefined;
    });
    this.#texts = new Batcher(async (blobs) => {
      const texts = await this.#readTexts(blobs);
      return (blob) => texts.get(blob);
    });
  }

  resolve(spec: string): Promise<Revision> {
    return resolveRevision(this.#git, this.#place, spec);
  }

  async scan(sha: string, folder: string): Promise<ManifestScan> {
    const tree = await this.#tree(sha);
    const links = await this.#linkTargets(tree);
    const scan = await scanTree(tree, normalise(folder), links, this.#reader);
    const settings = tree.files.find(({ file }) => file === settingsFile);
    return settings === undefined ? scan : { ...scan, settings: await this.text(settings.blob) };
  }

  async manifests(blob: string, file: string): Promise<ManifestFile> {
    await this.#prepared.get(blob);
    return this.#reader.read({ file, blob });
  }

  async text(blob: string): Promise<string> {
    const text = await this.#texts.get(blob);
    if (text === undefined) throw missingBlob(blob, this.root);
    return text;
  }

  /** Text of a file of a commit; `undefined` where the commit lacks the file. */
  async textAt(sha: string, file: string): Promise<string | undefined> {
    const tree = await this.#tree(sha);
    const entry = tree.files.find((one) => one.file === file);
    return entry === undefined ? undefined : this.text(entry.blob);
  }

  history(
    sha: string,
    files: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly FileRevision[]>> {
    return readHistory(this.#git, sha, files, limit);
  }

  log(sha: string, folder: string, limit: number): Promise<readonly PathCommit[]> {
    return readLog(this.#git, sha, normalise(folder), limit);
  }

  async blame(sha: string, file: string): Promise<readonly LineBlame[]> {
    const tree = await this.#tree(sha);
    if (!tree.files.some((one) => one.file === file)) return [];
    return readBlame(this.#git, sha, file);
  }

  async changesOf(sha: string, folder: string): Promise<readonly CommittedChange[]> {
    const place = normalise(folder);
    const [parent = ''] = (await this.#git.text(['log', '-1', '--format=%P', sha, '--']))
      .trim()
      .split(' ');
    const from = parent === '' ? await this.#emptyTree() : parent;
    const changes = (await diffTrees(this.#git, from, sha)).filter(
      ({ file, before, after }) =>
        isWithin(file, place) && [before, after].every((side) => side?.mode !== '160000'),
    );
    const texts = await this.#readTexts(
      changes.flatMap(({ before, after }) => [before, after].flatMap((one) => one?.id ?? [])),
    );
    const textOf = (side: { readonly id: string } | undefined): string | undefined =>
      side && texts.get(side.id);
    return changes.map(({ file, ...sides }) => {
      const [before, after] = [textOf(sides.before), textOf(sides.after)];
      return {
        file,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      };
    });
  }

  identity(): Promise<{ readonly name: string; readonly email: string } | undefined> {
    return readIdentity(new GitProcess(this.root));
  }

  async ahead(sha: string, folder: string): Promise<readonly FileChange[]> {
    const head = await headCommit(this.#git);
    if (head === undefined || head === sha) return [];
    const [from, to] = await Promise.all([this.#tree(sha), this.#tree(head)]);
    return this.#compareTrees(from, to, normalise(folder));
  }

  edited(sha: string, folder: string): Promise<readonly FileChange[]> {
    return findEdited(this.#git, sha, this.#tree(sha), normalise(folder));
  }

  async countBetween(from: string, to: string, file: string): Promise<number> {
    const range = `${from}..${to}`;
    const id = `${range} ${file}`;
    const known = this.#counts.get(id);
    if (known !== undefined) return known;
    const output = await this.#git.text(['rev-list', '--count', range, '--', file]);
    const count = Number(output.trim());
    if (this.#counts.size >= keptCounts) this.#counts.clear();
    this.#counts.set(id, count);
    return count;
  }

  unpushed(revision: Revision): Promise<number | undefined> {
    return countUnpushed(this.#git, revision);
  }

  async commit(
    spec: string,
  ): Promise<{ readonly sha: string; readonly subject: string; readonly parents: number }> {
    const { sha } = await this.resolve(spec);
    if (sha === undefined) throw new RepositoryError('noCommits', 'There are no commits yet');
    const output = await this.#git.text(['log', '-1', '--format=%P%n%s', sha, '--']);
    const [parents = '', subject = ''] = output.split('\n');
    return { sha, subject, parents: parents.split(' ').filter((id) => id !== '').length };
  }

  async commitsSince(sha: string, folder: string): Promise<readonly string[]> {
    const place = normalise(folder);
    const output = await this.#git.text([
      'rev-list',
      '--first-parent',
      `${sha}..HEAD`,
      '--',
      ...(place === '' ? [] : [place]),
    ]);
    return output.split('\n').filter((id) => id !== '');
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    const beyond = await this.#git.text(['rev-list', '--max-count=1', older, `^${newer}`]);
    return beyond.trim() === '';
  }

  async read(file: string): Promise<string | undefined> {
    const bytes = await readBytes(path.join(this.root, file));
    return bytes === undefined ? undefined : decodeText(bytes);
  }

  watch(listener: () => void): { dispose(): void } {
    return new GitWatcher(this.#place, listener);
  }

  #tree(sha: string): Promise<TreeListing> {
    const known = this.#trees.get(sha);
    if (known !== undefined) return known;
    const listing = listTree(this.#git, sha);
    listing.catch(() => this.#trees.delete(sha));
    this.#trees.set(sha, listing);
    const [oldest] = this.#trees.keys();
    if (this.#trees.size > keptTrees && oldest !== undefined) this.#trees.delete(oldest);
    return listing;
  }

  /** Its id depends on the repository's hash. */
  async #emptyTree(): Promise<string> {
    const output = await this.#git.text(['hash-object', '-t', 'tree', '--stdin'], { input: '' });
    return output.trim();
  }

  async #linkTargets(tree: TreeListing): Promise<ReadonlyMap<string, string>> {
    const texts = await this.#readTexts(tree.links.map(({ blob }) => blob));
    return new Map(tree.links.map(({ file, blob }) => [file, texts.get(blob) ?? '']));
  }

  async #readTexts(blobs: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>();
    await readBlobs(this.#git, [...new Set(blobs)], (blob, bytes) => {
      texts.set(blob, decodeText(bytes));
    });
    return texts;
  }

  async #compareTrees(
    from: TreeListing,
    to: TreeListing,
    folder: string,
  ): Promise<readonly FileChange[]> {
    const before = blobsBelow(from, folder);
    const after = blobsBelow(to, folder);
    const changed = [...after].filter(([file, blob]) => before.get(file) !== blob);
    const texts = await this.#readTexts(changed.map(([, blob]) => blob));
    const gone = [...before.keys()].filter((file) => !after.has(file));
    return [
      ...changed.flatMap(([file, blob]): readonly FileChange[] => {
        const text = texts.get(blob);
        return text === undefined ? [] : [{ file, text }];
      }),
      ...gone.map((file) => ({ file })),
    ];
  }
}

/** `./prod/` is `prod`. */
function normalise(folder: string): string {
  const path = joinPath('', folder);
  if (path !== undefined && !folder.startsWith('/')) return path;
  throw new RepositoryError('failed', `${folder} is not in the repository: choose a folder of it`);
}

function blobsBelow(tree: TreeListing, folder: string): ReadonlyMap<string, string> {
  const files = tree.files.filter(({ file }) => isWithin(file, folder) && isManifestFile(file));
  return new Map(files.map(({ file, blob }) => [file, blob]));
}

function missingBlob(blob: string, where: string): RepositoryError {
  const message = `${where}: the content ${blob} is not in this clone: run "git fetch --refetch"`;
  return new RepositoryError('missingObject', message);
}
