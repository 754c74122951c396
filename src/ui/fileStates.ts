import { l10n } from 'vscode';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus, Problem, Status } from '../core/model/objectStatus.ts';
import type { StatusStore, StoreChange } from '../engine/statusStore.ts';
import { describeStatus, statusPresentation, statusesByRank } from './presentation.ts';

/** What the explorer shows of one file, or of a folder by what lies below it. */
export interface PathState {
  readonly status: Status;
  /** The cluster is away: this is what was last seen. */
  readonly stale: boolean;
  /** Sentences for the tooltip, worst first, few. */
  readonly lines: readonly string[];
}

const MOST_LINES = 6;

interface FileEntry {
  readonly state: PathState;
  /** What folders above take from it; a kind that may not be read is not carried up. */
  readonly carried: Status | undefined;
}

/**
 * Worst state of each file and folder of the repository, by its path from the root (`''` is the
 * root). Answers at once; a change costs its own files and their ancestors.
 */
export class FileStates {
  readonly #store: StatusStore;
  readonly #fileOfKey = new Map<ObjectKey, string>();
  readonly #keysOfFile = new Map<string, Set<ObjectKey>>();
  readonly #files = new Map<string, FileEntry>();
  readonly #folders = new Map<string, Map<Status, number>>();
  #problems = new Map<string, Problem[]>();

  constructor(store: StatusStore) {
    this.#store = store;
    const keys = new Set<ObjectKey>();
    for (const [key] of store.entries()) keys.add(key);
    this.update({ keys, target: true });
  }

  file(path: string): PathState | undefined {
    return this.#files.get(path)?.state;
  }

  /** Objects that a file declares, in no order. */
  objects(path: string): readonly ObjectStatus[] {
    const keys = [...(this.#keysOfFile.get(path) ?? [])];
    return keys.flatMap((key) => this.#store.get(key) ?? []);
  }

  /** Errors of the repository that stand in the file. */
  problems(path: string): readonly Problem[] {
    return this.#problems.get(path) ?? [];
  }

  /** `undefined` where nothing below is wrong. */
  folder(path: string): PathState | undefined {
    const counts = this.#folders.get(path);
    const status = statusesByRank.find((one) => (counts?.get(one) ?? 0) > 0);
    if (!counts || status === undefined || status === 'inSync') return undefined;
    const lines = statusesByRank
      .filter((one) => one !== 'inSync' && (counts.get(one) ?? 0) > 0)
      .map((one) => `${count(counts.get(one) ?? 0)} ${statusPresentation[one].word.toLowerCase()}`);
    return { status, stale: this.#isStale(), lines };
  }

  /** Takes up a change of the store; returns the files and folders whose picture may differ. */
  update(change: StoreChange): ReadonlySet<string> {
    const files = new Set<string>();
    for (const key of change.keys) for (const file of this.#move(key)) files.add(file);
    if (change.target) for (const file of this.#takeProblems()) files.add(file);
    const touched = new Set<string>();
    for (const file of files) {
      if (!this.#judge(file)) continue;
      touched.add(file);
      for (const folder of foldersAbove(file)) touched.add(folder);
    }
    return touched;
  }

  /** Files that name the key before and after. */
  #move(key: ObjectKey): readonly string[] {
    const before = this.#fileOfKey.get(key);
    const after = this.#store.get(key)?.source?.file;
    if (before !== after && before !== undefined) {
      const keys = this.#keysOfFile.get(before);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysOfFile.delete(before);
      this.#fileOfKey.delete(key);
    }
    if (after !== undefined) {
      this.#fileOfKey.set(key, after);
      const keys = this.#keysOfFile.get(after) ?? new Set();
      this.#keysOfFile.set(after, keys.add(key));
    }
    return [before, after].filter((file) => file !== undefined);
  }

  #takeProblems(): Set<string> {
    const before = this.#problems;
    this.#problems = new Map();
    for (const problem of this.#store.state.problems) {
      if (problem.file === undefined || problem.severity !== 'error') continue;
      const known = this.#problems.get(problem.file) ?? [];
      this.#problems.set(problem.file, [...known, problem]);
    }
    return new Set([...before.keys(), ...this.#problems.keys()]);
  }

  /** Whether the file's picture changed. */
  #judge(file: string): boolean {
    const before = this.#files.get(file);
    const after = this.#entry(file);
    if (after) this.#files.set(file, after);
    else this.#files.delete(file);
    if (before?.carried !== after?.carried) {
      for (const folder of foldersAbove(file)) {
        this.#count(folder, before?.carried, -1);
        this.#count(folder, after?.carried, 1);
      }
    }
    return !sameEntry(before, after);
  }

  #entry(file: string): FileEntry | undefined {
    const objects = this.objects(file).filter((object) => !object.facets.includes('uncommitted'));
    const problems = this.problems(file);
    const worst = (all: readonly ObjectStatus[]) =>
      statusesByRank.find(
        (status) =>
          all.some((object) => object.status === status) ||
          (status === 'invalid' && problems.length > 0),
      );
    const status = worst(objects);
    if (status === undefined) return undefined;
    const carried = worst(objects.filter((object) => object.reason !== 'forbidden'));
    const stale = objects.some((object) => object.since !== undefined);
    return { state: { status, stale, lines: linesOf(objects, problems) }, carried };
  }

  #count(folder: string, status: Status | undefined, by: 1 | -1): void {
    if (status === undefined) return;
    const counts = this.#folders.get(folder) ?? new Map<Status, number>();
    const next = (counts.get(status) ?? 0) + by;
    if (next > 0) counts.set(status, next);
    else counts.delete(status);
    if (counts.size > 0) this.#folders.set(folder, counts);
    else this.#folders.delete(folder);
  }

  #isStale(): boolean {
    const { phase } = this.#store.state;
    return phase === 'stale' || phase === 'asleep';
  }
}

function linesOf(objects: readonly ObjectStatus[], problems: readonly Problem[]): string[] {
  const sorted = [...objects].sort(
    (a, b) => statusPresentation[a.status].rank - statusPresentation[b.status].rank,
  );
  const lines = [...problems.map((problem) => problem.message), ...sorted.map(describeStatus)];
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES - 1), l10n.t('and {0} more', lines.length - MOST_LINES + 1)];
}

function sameEntry(a: FileEntry | undefined, b: FileEntry | undefined): boolean {
  return (
    a?.carried === b?.carried &&
    a?.state.status === b?.state.status &&
    a?.state.stale === b?.state.stale &&
    a?.state.lines.join('\n') === b?.state.lines.join('\n')
  );
}

/** `a/b/c.yaml` → `a/b`, `a`, `''`. */
function foldersAbove(file: string): string[] {
  const parts = file.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - 1 - index).join('/'));
}

function count(files: number): string {
  return files === 1 ? l10n.t('1 file:') : l10n.t('{0} files:', files);
}
