import { RepositoryError, type FileRevision, type PathCommit } from '../../engine/repository.ts';
import type { GitRunner } from './gitRunner.ts';

/** More files than this are looked up without naming each: command lines have an end. */
const mostNamedFiles = 400;
/** How often a file's history is followed back through renames. */
const mostRenames = 5;

interface Commit {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  readonly email: string;
  readonly time: string;
  readonly message: string;
}

/** A file that a commit changed. */
interface Change {
  readonly commit: Commit;
  readonly file: string;
  /** Absent where the commit deleted the file. */
  readonly blob: string | undefined;
  /** The commit's parent has no such file. */
  readonly added: boolean;
}

/**
 * Commits that touched each file, newest first, with one `git log` for all of them, and one more
 * round for each rename that lies between.
 */
export async function readHistory(
  git: GitRunner,
  sha: string,
  files: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly FileRevision[]>> {
  const found = new Map(files.map((file) => [file, [] as FileRevision[]]));
  /** Path at the commit where the next round starts → the file that was asked for. */
  let wanted = new Map(files.map((file) => [file, [file]]));
  let starts: readonly string[] = [sha];
  for (let round = 0; round <= mostRenames && wanted.size > 0; round += 1) {
    const changes = await readChanges(git, starts, [...wanted.keys()], limit);
    const ends = takeChanges(changes, wanted, found, limit);
    const renames = ends.length === 0 ? [] : await findRenames(git, ends);
    wanted = groupByOrigin(renames);
    starts = [...new Set(renames.map(({ end }) => `${end.commit.id}^`))];
  }
  return found;
}

/** Commits up to `sha` that changed anything below the folder, newest first; merges left out. */
export async function readLog(
  git: GitRunner,
  sha: string,
  folder: string,
  limit: number,
): Promise<readonly PathCommit[]> {
  const output = await git.text([
    'log',
    '-z',
    '--no-color',
    '--no-show-signature',
    '--no-follow',
    '--no-merges',
    '--encoding=UTF-8',
    format,
    `--max-count=${limit}`,
    sha,
    '--',
    ...(folder === '' ? [] : [folder]),
  ]);
  const tokens = output.split('\0');
  const commits: PathCommit[] = [];
  for (let at = 0; at + 5 < tokens.length; at += 1) {
    if (!isCommitId(tokens[at] ?? '')) continue;
    const { id, ...rest } = parseCommit(tokens.slice(at, at + 6));
    commits.push({ commit: id, ...rest });
    at += 5;
  }
  return commits;
}

/** Files whose history ends with a commit that added them, and has room left. */
interface End {
  readonly file: string;
  readonly commit: Commit;
  readonly askedFor: readonly string[];
}

function takeChanges(
  changes: readonly Change[],
  wanted: ReadonlyMap<string, readonly string[]>,
  found: ReadonlyMap<string, FileRevision[]>,
  limit: number,
): readonly End[] {
  const byFile = Map.groupBy(changes, ({ file }) => file);
  return [...wanted].flatMap(([file, askedFor]): readonly End[] => {
    const own = withoutMerged(byFile.get(file) ?? []);
    for (const asked of askedFor) {
      const list = found.get(asked) ?? [];
      list.push(...own.slice(0, Math.max(limit - list.length, 0)).map(formatRevision));
    }
    const last = own.at(-1);
    const full = askedFor.every((asked) => (found.get(asked)?.length ?? 0) >= limit);
    return last?.added && !full ? [{ file, commit: last.commit, askedFor }] : [];
  });
}

/** A merge that brings in what a commit below it made shows the same blob: that commit made it. */
function withoutMerged(changes: readonly Change[]): readonly Change[] {
  return changes.filter((change, index) => {
    const older = changes[index + 1];
    return older === undefined || older.blob !== change.blob;
  });
}

function formatRevision({ commit, file, blob }: Change): FileRevision {
  const { id, ...rest } = commit;
  const revision = { commit: id, ...rest, file };
  return blob === undefined ? revision : { ...revision, blob };
}

const format = '--format=%H%x00%ct%x00%aN%x00%aE%x00%s%x00%B%x00';

async function readChanges(
  git: GitRunner,
  starts: readonly string[],
  files: readonly string[],
  limit: number,
): Promise<readonly Change[]> {
  const count = files.length === 1 ? [`--max-count=${limit}`] : [];
  const output = await git.text(
    [
      'log',
      '-z',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '--no-color',
      '--no-show-signature',
      '--no-follow',
      '--no-relative',
      '--diff-merges=first-parent',
      '--encoding=UTF-8',
      format,
      ...count,
      ...starts,
      '--',
      ...(files.length > mostNamedFiles ? commonFolder(files) : files),
    ],
    {},
  );
  const named = new Set(files);
  return parseLog(output).filter(({ file }) => named.has(file));
}

/** One folder that holds them all, or nothing at all for the whole repository. */
function commonFolder(files: readonly string[]): readonly string[] {
  const [first = ''] = files;
  let parts = first.split('/').slice(0, -1);
  for (const file of files) {
    const other = file.split('/').slice(0, -1);
    const differs = parts.findIndex((part, index) => other[index] !== part);
    if (differs >= 0) parts = parts.slice(0, differs);
  }
  return parts.length === 0 ? [] : [parts.join('/')];
}

const isRaw = /^\n?:[0-7]+ /;

/** Fields and changes alike end with NUL; a change starts with a colon, a commit with its id. */
function parseLog(output: string): readonly Change[] {
  const tokens = output.split('\0');
  const changes: Change[] = [];
  let commit: Commit | undefined;
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at] ?? '';
    if (isRaw.test(token)) {
      if (commit !== undefined) changes.push(parseChange(commit, token, tokens[at + 1] ?? ''));
      at += 2;
    } else if (isCommitId(token)) {
      commit = parseCommit(tokens.slice(at, at + 6));
      at += 6;
    } else {
      at += 1;
    }
  }
  return changes;
}

function isCommitId(token: string): boolean {
  return /^[0-9a-f]{40,64}$/.test(token);
}

function parseCommit(fields: readonly string[]): Commit {
  const [id = '', seconds = '0', author = '', email = '', subject = '', message = ''] = fields;
  return { id, subject, author, email, time: formatTime(Number(seconds)), message };
}

/** RFC 3339 in UTC, as Kubernetes writes it. */
function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** `:<mode> <mode> <object> <object> <status>` and the path. */
function parseChange(commit: Commit, raw: string, file: string): Change {
  const [, , , blob = '', status = ''] = raw.trim().split(' ');
  const deleted = /^0+$/.test(blob);
  return { commit, file, blob: deleted ? undefined : blob, added: status.startsWith('A') };
}

interface Rename {
  readonly end: End;
  readonly from: string;
}

/** Asks the commits that added files whether they took them from somewhere else. */
async function findRenames(git: GitRunner, ends: readonly End[]): Promise<readonly Rename[]> {
  const commits = [...new Set(ends.map(({ commit }) => commit.id))];
  const origins = parseRenames(await diffRenames(git, commits));
  return ends.flatMap((end) => {
    const from = origins.get(`${end.commit.id} ${end.file}`);
    return from === undefined ? [] : [{ end, from }];
  });
}

/** Nothing in a partial clone that lacks the contents: a rename is then the file's beginning. */
async function diffRenames(git: GitRunner, commits: readonly string[]): Promise<string> {
  const args = ['diff-tree', '--stdin', '-r', '-M', '-l400', '-z', '--raw', '--diff-filter=R'];
  try {
    return await git.text(args, { input: `${commits.join('\n')}\n` });
  } catch (error) {
    if (error instanceof RepositoryError && error.reason === 'missingObject') return '';
    throw error;
  }
}

/** `<commit> <new path>` → old path. */
function parseRenames(output: string): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  const tokens = output.split('\0');
  let commit = '';
  for (let at = 0; at < tokens.length; at += 1) {
    const token = (tokens[at] ?? '').trim();
    if (!token.startsWith(':')) {
      commit = token;
      continue;
    }
    origins.set(`${commit} ${tokens[at + 2] ?? ''}`, tokens[at + 1] ?? '');
    at += 2;
  }
  return origins;
}

function groupByOrigin(renames: readonly Rename[]): Map<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const { end, from } of renames) {
    grouped.set(from, [...(grouped.get(from) ?? []), ...end.askedFor]);
  }
  return grouped;
}
