import { parseManifests } from '../core/manifest/parseManifests.ts';
import { valueAt } from '../core/diff/valueAt.ts';
import { isEqual } from '../core/model/equal.ts';
import { isBelow, type FieldPath } from '../core/model/fieldPath.ts';
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

/** The branch that declares what live has, where one of the captures still does. */
export function branchOf(
  captures: readonly CapturedDocument[],
  status: ObjectStatus,
  differing: (document: ManifestDocument) => readonly FieldPath[] | undefined,
): string | undefined {
  return captures.find(({ document, paths }) => {
    if (document === undefined) return status.status === 'missing';
    const open = status.findings.filter(({ pending }) => !pending);
    if (!open.some(({ path }) => isRelated(path, paths))) return false;
    const others = differing(document);
    return others !== undefined && !others.some((path) => isRelated(path, paths));
  })?.branch;
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
  if (!declaresSame(there, captured, paths)) return undefined;
  if (declaresSame(desiredOf(key), there, paths)) return undefined;
  if (await repository.isAncestor(commit, sha)) return undefined;
  return { branch, paths, ...(there === undefined ? {} : { document: there }) };
}

function declaresSame(
  one: ManifestDocument | undefined,
  other: ManifestDocument | undefined,
  paths: readonly FieldPath[],
): boolean {
  if (one === undefined || other === undefined) return one === other;
  return paths.every((path) =>
    isEqual(valueAt(one.object, path, undefined), valueAt(other.object, path, undefined)),
  );
}

async function tipOf(repository: Repository, branch: string): Promise<string | undefined> {
  try {
    return (await repository.resolve(`refs/heads/${branch}`)).sha;
  } catch (error) {
    if (error instanceof RepositoryError && error.reason === 'unknownRevision') return undefined;
    throw error;
  }
}
