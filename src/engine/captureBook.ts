import { parseManifests } from '../core/manifest/parseManifests.ts';
import { valueAt } from '../core/diff/valueAt.ts';
import { isEqual } from '../core/model/equal.ts';
import { isBelow, type FieldPath } from '../core/model/fieldPath.ts';
import type { Finding } from '../core/model/finding.ts';
import type { ManifestDocument } from '../core/model/manifest.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { parsePath } from '../core/model/parsePath.ts';
import { RepositoryError, type Repository } from './repository.ts';
import type { Captured, StateStore } from './stateStore.ts';

/** The captures into other branches that are remembered. */
export type CapturedRecords = Pick<StateStore, 'captured' | 'removeCaptured'>;

/** What another branch declares of one object, by its tip. */
export interface CapturedDocument {
  readonly branch: string;
  /** Captured fields; empty where the document was removed. */
  readonly paths: readonly FieldPath[];
  /** Absent where the branch removes it. */
  readonly document?: ManifestDocument;
}

/** What captures are read for. */
export interface CaptureQuestion {
  readonly repository: Repository;
  readonly records: CapturedRecords;
  readonly target: string;
  /** The target's revision. */
  readonly sha: string;
  readonly keyOf: (document: ManifestDocument) => ObjectKey;
  /** What the target's revision declares of the object. */
  readonly desiredOf: (key: ObjectKey) => ManifestDocument | undefined;
}

/**
 * The captures that still wait in their branches. A record goes when its branch is gone or
 * declares something else by now, and when the target's revision has the capture itself.
 */
export async function readCaptured(
  question: CaptureQuestion,
): Promise<ReadonlyMap<ObjectKey, readonly CapturedDocument[]>> {
  const { repository, records, target } = question;
  const found = new Map<ObjectKey, readonly CapturedDocument[]>();
  const gone: Captured[] = [];
  for (const record of await records.captured()) {
    if (record.repository !== repository.root || record.target !== target) continue;
    const waiting = await readOne(question, record);
    if (waiting === 'unreadable') continue;
    if (waiting === undefined) gone.push(record);
    else found.set(record.key, [...(found.get(record.key) ?? []), waiting]);
  }
  if (gone.length > 0) {
    await records.removeCaptured((record) => gone.some((one) => isEqual(one, record)));
  }
  return found;
}

/**
 * The status with the branches that declare what live has: on each finding, and on the object
 * where one branch has all that is not pending, or removes what is missing.
 */
export function markCaptured(
  captures: readonly CapturedDocument[],
  status: ObjectStatus,
  differing: (document: ManifestDocument) => readonly FieldPath[] | undefined,
): ObjectStatus {
  if (status.status === 'missing') {
    return withBranch(status, captures.find(({ document }) => document === undefined)?.branch);
  }
  const branches = branchesOf(captures, differing);
  const open = status.findings.filter(({ pending }) => !pending);
  const findings = status.findings.map((finding) => withBranch(finding, capturing(finding)));
  if (!findings.some(({ capturedIn }) => capturedIn !== undefined)) return status;
  const whole = branches.find(({ has }) => open.every(({ path }) => has(path)))?.branch;
  return withBranch({ ...status, findings }, whole);

  function capturing({ path, pending }: Finding): string | undefined {
    return pending ? undefined : branches.find(({ has }) => has(path))?.branch;
  }
}

function withBranch<T extends { readonly capturedIn?: string }>(
  thing: T,
  capturedIn: string | undefined,
): T {
  return capturedIn === undefined ? thing : { ...thing, capturedIn };
}

/** A branch, and whether it has live's value at a place by a capture. */
interface Capturing {
  readonly branch: string;
  has(path: FieldPath): boolean;
}

function branchesOf(
  captures: readonly CapturedDocument[],
  differing: (document: ManifestDocument) => readonly FieldPath[] | undefined,
): readonly Capturing[] {
  const tips = captures.flatMap(({ branch, paths, document }) => {
    const others = document === undefined ? undefined : differing(document);
    return others === undefined ? [] : [{ branch, paths, others }];
  });
  return [...new Set(tips.map(({ branch }) => branch))].map((name) => {
    const own = tips.filter(({ branch }) => branch === name);
    const has = (path: FieldPath): boolean =>
      own.some(({ paths, others }) => isRelated(path, paths) && !isRelated(path, others));
    return { branch: name, has };
  });
}

function isRelated(path: FieldPath, paths: readonly FieldPath[]): boolean {
  return paths.some((one) => isBelow(path, one) || isBelow(one, path));
}

/**
 * `undefined`: nothing waits there any more. A commit that this clone lacks (collected, or never
 * fetched) tells nothing: it must not end the look.
 */
async function readOne(
  question: CaptureQuestion,
  record: Captured,
): Promise<CapturedDocument | 'unreadable' | undefined> {
  try {
    return await compareTip(question, record);
  } catch (error) {
    if (error instanceof RepositoryError) return 'unreadable';
    throw error;
  }
}

async function compareTip(
  { repository, sha, keyOf, desiredOf }: CaptureQuestion,
  { key, paths: texts, branch, commit, file }: Captured,
): Promise<CapturedDocument | undefined> {
  const tip = await tipOf(repository, branch);
  if (tip === undefined) return undefined;
  const paths = texts.flatMap((text) => {
    const path = parsePath(text);
    return path === undefined ? [] : [path];
  });
  const read = async (at: string): Promise<ManifestDocument | undefined> => {
    const text = await repository.textAt(at, file);
    if (text === undefined) return undefined;
    return parseManifests(text, file).documents.find((document) => keyOf(document) === key);
  };
  const [there, captured] = await Promise.all([read(tip), read(commit)]);
  const waiting = stillWaiting({ there, captured, desired: desiredOf(key) }, paths);
  if (waiting === undefined) return undefined;
  if (await repository.isAncestor(commit, sha)) return undefined;
  return { branch, paths: waiting, ...(there === undefined ? {} : { document: there }) };
}

/** Captured paths that the branch still declares so, and the target does not. */
function stillWaiting(
  documents: Readonly<Record<'there' | 'captured' | 'desired', ManifestDocument | undefined>>,
  paths: readonly FieldPath[],
): readonly FieldPath[] | undefined {
  const { there, captured, desired } = documents;
  if (captured === undefined) {
    return there === undefined && desired !== undefined ? [] : undefined;
  }
  if (there === undefined || desired === undefined) return undefined;
  const waiting = paths.filter(
    (path) => isSameAt(there, captured, path) && !isSameAt(desired, there, path),
  );
  return waiting.length === 0 ? undefined : waiting;
}

function isSameAt(one: ManifestDocument, other: ManifestDocument, path: FieldPath): boolean {
  return isEqual(valueAt(one.object, path, undefined), valueAt(other.object, path, undefined));
}

async function tipOf(repository: Repository, branch: string): Promise<string | undefined> {
  try {
    return (await repository.resolve(`refs/heads/${branch}`)).sha;
  } catch (error) {
    if (error instanceof RepositoryError && error.reason === 'unknownRevision') return undefined;
    throw error;
  }
}
