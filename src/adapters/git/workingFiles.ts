import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isWithin } from '../../core/manifest/findUnrendered.ts';
import { isManifestFile } from '../../core/manifest/isManifestFile.ts';
import type { FileChange } from '../../engine/repository.ts';
import { decodeText } from './decodeText.ts';
import type { GitRunner } from './gitRunner.ts';
import { isUnspeakable, type TreeFile } from './treeListing.ts';

/**
 * Manifest files below a path whose text on disk differs from a tree's, untracked ones included,
 * ignored ones not. Git names the candidates, the bytes decide: files that Git was told to assume
 * unchanged are candidates too, and those that a sparse checkout leaves out are not edited.
 */
export async function findEdited(
  git: GitRunner,
  sha: string,
  tree: Promise<{ readonly files: readonly TreeFile[] }>,
  folder: string,
): Promise<readonly FileChange[]> {
  const [changed, listed, { files }] = await Promise.all([
    changedFiles(git, sha, folder),
    listedFiles(git, folder),
    tree,
  ]);
  const names = [...changed, ...listed.untracked, ...listed.assumed].filter(
    (file) =>
      isManifestFile(file) &&
      isWithin(file, folder) &&
      !listed.skipped.has(file) &&
      !isUnspeakable(file),
  );
  if (names.length === 0) return [];
  const committed = new Map(files.map(({ file, blob }) => [file, blob]));
  const changes: FileChange[] = [];
  for (const file of new Set(names)) {
    const change = await compareFile(git.folder, file, committed.get(file));
    if (change !== undefined) changes.push(change);
  }
  return changes.sort((a, b) => (a.file < b.file ? -1 : 1));
}

function pathspec(folder: string): readonly string[] {
  return folder === '' ? [] : [folder];
}

/**
 * Index and working tree against the commit, as far as sizes and times tell. Two questions, since
 * `diff-index` without `--cached` and with a path takes time by the square of the index: seconds in
 * a repository of 100,000 files.
 */
async function changedFiles(
  git: GitRunner,
  sha: string,
  folder: string,
): Promise<readonly string[]> {
  const filters = await withoutFilters(git);
  const options = ['--name-only', '--no-renames', '--ignore-submodules=all', '-z'];
  const where = ['--', ...pathspec(folder)];
  const outputs = await Promise.all([
    git.text([...filters, 'diff-index', '--cached', ...options, sha, ...where]),
    git.text([...filters, 'diff-files', ...options, ...where]),
  ]);
  return outputs.flatMap((output) => output.split('\0')).filter((file) => file !== '');
}

/** Where times cannot tell, Git compares contents, through programs that the repository names. */
async function withoutFilters(git: GitRunner): Promise<readonly string[]> {
  const names = await git.text([
    'config',
    '-z',
    '--name-only',
    '--get-regexp',
    '^filter\\..*\\.(clean|smudge|process|required)$',
  ]);
  return names
    .split('\0')
    .filter((name) => name !== '')
    .flatMap((name) => ['-c', name.endsWith('.required') ? `${name}=false` : `${name}=`]);
}

interface ListedFiles {
  readonly untracked: readonly string[];
  /** Marked "assume unchanged": Git does not look at them. */
  readonly assumed: readonly string[];
  /** Left out of the working tree by a sparse checkout. */
  readonly skipped: ReadonlySet<string>;
}

/** Each entry is a tag, a space and the path; a small letter means "assume unchanged". */
async function listedFiles(git: GitRunner, folder: string): Promise<ListedFiles> {
  const output = await git.text([
    'ls-files',
    '-z',
    '-v',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    ...pathspec(folder),
  ]);
  const untracked: string[] = [];
  const assumed: string[] = [];
  const skipped = new Set<string>();
  for (let at = 0, end = 0; at < output.length; at = end + 1) {
    end = output.indexOf('\0', at);
    if (end < 0) break;
    const tag = output[at] ?? '';
    if (tag === 'H') continue;
    const file = output.slice(at + 2, end);
    if (tag === '?') untracked.push(file);
    else if (tag === 'S' || tag === 's') skipped.add(file);
    else if (tag !== tag.toUpperCase()) assumed.push(file);
  }
  return { untracked, assumed, skipped };
}

async function compareFile(
  root: string,
  file: string,
  blob: string | undefined,
): Promise<FileChange | undefined> {
  const bytes = await readBytes(path.join(root, file));
  if (bytes === undefined) return blob === undefined ? undefined : { file };
  if (blob !== undefined && hashBlob(bytes, blob.length) === blob) return undefined;
  return { file, text: decodeText(bytes) };
}

/** `undefined` where there is no regular file: none, a folder, a link. */
export async function readBytes(absolute: string): Promise<Buffer | undefined> {
  try {
    const found = await lstat(absolute);
    return found.isFile() ? await readFile(absolute) : undefined;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}

/** Git's id of a blob, by the length of the repository's ids. */
function hashBlob(bytes: Buffer, idLength: number): string {
  const hash = createHash(idLength === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
