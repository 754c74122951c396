import { parseManifests } from '../core/manifest/parseManifests.ts';
import { parseSettings } from '../core/diff/parseSettings.ts';
import { settingsFile } from '../core/model/settingsFile.ts';
import { isEqual } from '../core/model/equal.ts';
import type { ManifestDocument, ManifestScan, Unrendered } from '../core/model/manifest.ts';
import { groupOf, objectKey, type ObjectKey, type ObjectRef } from '../core/model/objectRef.ts';
import type { Facet, Problem } from '../core/model/objectStatus.ts';
import { noSettings, type RepositorySettings } from '../core/model/settings.ts';
import type { Target } from '../core/model/target.ts';
import { RepositoryError, type FileChange, type Repository, type Revision } from './repository.ts';

/** A document of the revision, with the object that it names. */
export interface DesiredDocument {
  readonly key: ObjectKey;
  readonly ref: ObjectRef;
  readonly document: ManifestDocument;
  /** Blob of its file. */
  readonly blob: string | undefined;
  /** Text of its file, where that is no blob: an editor's. */
  readonly text?: string;
}

/** All that Git declares for a target at its revision. */
export interface DesiredState {
  readonly target: Target;
  readonly revision: Revision;
  readonly documents: ReadonlyMap<ObjectKey, DesiredDocument>;
  /** Documents that cannot be judged: two of one object, or refused as written. */
  readonly invalid: readonly (DesiredDocument & { readonly why: string })[];
  readonly facets: ReadonlyMap<ObjectKey, readonly Facet[]>;
  readonly unrendered: readonly Unrendered[];
  readonly settings: RepositorySettings;
  readonly problems: readonly Problem[];
}

/** Says whether a kind has namespaces; `undefined` where nobody knows. */
export type IsNamespaced = (apiVersion: string, kind: string) => boolean | undefined;

/** What the repository holds, before anything is known of the cluster. */
export interface RepositoryPicture {
  /** As it is in force: what a person asked for wins over the repository's own settings. */
  readonly target: Target;
  readonly revision: Revision;
  readonly scan: ManifestScan;
  readonly ahead: readonly FileChange[];
  readonly edited: readonly FileChange[];
  readonly settings: RepositorySettings;
  readonly problems: readonly Problem[];
}

/** Parts of a target that `.driftline.yaml` may name, and that a person may ask for. */
export type TargetPart = 'name' | 'path' | 'namespace' | 'revision' | 'serverChecks';

/**
 * Reads the repository at the target's revision. Settings come from the working tree, so that a
 * rule counts as soon as it is written; where there is none, from the revision. Throws
 * `RepositoryError`.
 */
export async function readRepository(
  repository: Repository,
  wanted: Target,
  asked: ReadonlySet<TargetPart> = new Set(),
): Promise<RepositoryPicture> {
  const settingsText = await repository.read(settingsFile);
  const own = settingsText === undefined ? undefined : parseSettings(settingsText);
  const target = inForce(wanted, own?.settings ?? noSettings, asked);
  const revision = await repository.resolve(target.revision);
  if (revision.sha === undefined) {
    throw new RepositoryError(
      'noCommits',
      `${repository.root} has no commits yet: commit the manifests first`,
    );
  }
  const [scan, ahead, edited] = await Promise.all([
    repository.scan(revision.sha, target.path),
    repository.ahead(revision.sha, target.path),
    repository.edited(revision.sha, target.path),
  ]);
  const { settings, problems } = own ?? parseSettings(scan.settings ?? '');
  const counted = { ...revision, ...(await countAhead(repository, revision, ahead, target.path)) };
  const push = counted.ahead === undefined ? {} : await countUnpushed(repository, revision);
  return { target, revision: { ...counted, ...push }, scan, ahead, edited, settings, problems };
}

/** Nothing where the commits between cannot be counted: a look does not fail by an ornament. */
async function countAhead(
  repository: Repository,
  { sha, head }: Revision,
  changes: readonly FileChange[],
  path: string,
): Promise<Pick<Revision, 'ahead'>> {
  if (changes.length === 0 || sha === undefined || head === undefined) return {};
  try {
    const ahead = await repository.countBetween(sha, head, path === '' ? '.' : path);
    return ahead === 0 ? {} : { ahead };
  } catch (error) {
    if (!(error instanceof RepositoryError)) throw error;
    return {};
  }
}

/** Where that can't be told no push is offered, and all else counts. */
async function countUnpushed(
  repository: Repository,
  revision: Revision,
): Promise<Pick<Revision, 'unpushed'>> {
  try {
    const unpushed = await repository.unpushed(revision);
    return unpushed === undefined ? {} : { unpushed };
  } catch (error) {
    if (!(error instanceof RepositoryError)) throw error;
    return {};
  }
}

function inForce(
  wanted: Target,
  { target = {} }: RepositorySettings,
  asked: ReadonlySet<TargetPart>,
): Target {
  const parts: readonly TargetPart[] = ['name', 'path', 'namespace', 'revision', 'serverChecks'];
  const own = parts.flatMap((part) =>
    asked.has(part) || target[part] === undefined ? [] : [[part, target[part]] as const],
  );
  return { ...wanted, ...Object.fromEntries(own) };
}

/** Joins the picture with the namespaces of its kinds. Pure. */
export function assembleDesired(
  picture: RepositoryPicture,
  isNamespaced: IsNamespaced,
): DesiredState {
  const { target } = picture;
  const problems: Problem[] = [...picture.problems, ...picture.scan.problems];
  const groups = new Map<ObjectKey, DesiredDocument[]>();
  for (const file of picture.scan.files) {
    problems.push(...file.problems);
    for (const document of file.documents) {
      const ref = namedRef(document, target, isNamespaced);
      const entry = { key: objectKey(ref), ref, document, blob: file.blob };
      const same = groups.get(entry.key);
      if (same === undefined) groups.set(entry.key, [entry]);
      else same.push(entry);
    }
  }
  const documents = new Map<ObjectKey, DesiredDocument>();
  const invalid: (DesiredDocument & { readonly why: string })[] = [];
  for (const [key, same] of groups) {
    const [first] = same;
    if (same.length > 1) {
      for (const entry of same) {
        const why = duplicateMessage(entry, same);
        invalid.push({ ...entry, why });
        problems.push({ ...placeOf(entry), severity: 'error', message: why });
      }
    } else if (first !== undefined) {
      if (first.document.invalid === undefined) documents.set(key, first);
      else invalid.push({ ...first, why: first.document.invalid });
    }
  }
  for (const unrendered of picture.scan.unrendered) problems.push(notRendered(unrendered));
  const { facets, uncommitted } = readFacets(picture, isNamespaced, documents);
  problems.push(...uncommitted);
  return {
    target,
    revision: picture.revision,
    documents,
    invalid,
    facets,
    unrendered: picture.scan.unrendered,
    settings: picture.settings,
    problems,
  };
}

/** The ref of a document, the target's namespace filled in where it names none. */
export function namedRef(
  document: ManifestDocument,
  target: Target,
  isNamespaced: IsNamespaced,
): ObjectRef {
  const { apiVersion, kind, metadata } = document.object;
  const name = metadata.name ?? '';
  if (isNamespaced(apiVersion, kind) === false) return { apiVersion, kind, name };
  const namespace = metadata.namespace;
  return { apiVersion, kind, namespace: namespace || target.namespace, name };
}

function duplicateMessage(entry: DesiredDocument, same: readonly DesiredDocument[]): string {
  const others = same
    .filter((other) => other !== entry)
    .map(({ document: { source } }) => `${source.file}:${source.line}`);
  const { kind, name } = entry.ref;
  return `${kind} ${name} is declared here and in ${others.join(', ')}: keep one of them`;
}

function placeOf(entry: DesiredDocument): { readonly file: string; readonly line: number } {
  const { file, line } = entry.document.source;
  return { file, line };
}

function notRendered(unrendered: Unrendered): Problem {
  const what = unrendered.kind === 'helm' ? 'A Helm chart' : 'A kustomization';
  const message = `${what} is not rendered yet: what it covers is not judged`;
  return { file: unrendered.file, line: 1, severity: 'notice', message };
}

interface Facets {
  readonly facets: ReadonlyMap<ObjectKey, readonly Facet[]>;
  readonly uncommitted: readonly Problem[];
}

function readFacets(
  picture: RepositoryPicture,
  isNamespaced: IsNamespaced,
  documents: ReadonlyMap<ObjectKey, DesiredDocument>,
): Facets {
  const { target } = picture;
  const facets = new Map<ObjectKey, Facet[]>();
  const uncommitted: Problem[] = [];
  const committed = new Map(picture.ahead.map((change) => [change.file, change]));
  const add = (key: ObjectKey, facet: Facet) =>
    facets.set(key, [...(facets.get(key) ?? []), facet]);
  const covered = new Set(picture.scan.unrendered.flatMap(({ covers }) => covers));
  const readable = ({ file }: FileChange) => isManifestPath(file) && !covered.has(file);
  for (const [key, other] of compareFiles(
    picture.ahead.filter(readable),
    target,
    isNamespaced,
    documents,
  )) {
    if (documents.has(key)) add(key, 'ahead');
    else if (other !== undefined) uncommitted.push(notInRevision(other, picture.revision));
  }
  const isAhead = ({ file, text }: FileChange): boolean =>
    committed.has(file) && committed.get(file)?.text === text;
  const edits = picture.edited.filter((change) => readable(change) && !isAhead(change));
  for (const [key, other] of compareFiles(edits, target, isNamespaced, documents)) {
    if (documents.has(key)) add(key, 'edited');
    else if (other !== undefined) uncommitted.push(notCommitted(other));
  }
  return { facets, uncommitted };
}

function isManifestPath(file: string): boolean {
  return /\.(ya?ml|json)$/i.test(file);
}

/** Keys of objects that the changed files declare otherwise, with the other document. */
function compareFiles(
  changes: readonly FileChange[],
  target: Target,
  isNamespaced: IsNamespaced,
  documents: ReadonlyMap<ObjectKey, DesiredDocument>,
): ReadonlyMap<ObjectKey, ManifestDocument | undefined> {
  const different = new Map<ObjectKey, ManifestDocument | undefined>();
  const files = new Set(changes.map(({ file }) => file));
  for (const [key, { document }] of documents) {
    if (files.has(document.source.file)) different.set(key, undefined);
  }
  for (const { file, text } of changes) {
    const parsed = text === undefined ? [] : parseManifests(text, file).documents;
    for (const document of parsed) {
      const key = objectKey(namedRef(document, target, isNamespaced));
      const own = documents.get(key)?.document;
      if (own !== undefined && isEqual(own.object, document.object)) different.delete(key);
      else different.set(key, document);
    }
  }
  return different;
}

function notCommitted({ object, source }: ManifestDocument): Problem {
  const message = `${object.kind} ${object.metadata.name ?? ''} is not committed yet: no verdict`;
  return { file: source.file, line: source.line, severity: 'notice', message };
}

function notInRevision({ object, source }: ManifestDocument, { ref }: Revision): Problem {
  const message = `${object.kind} ${object.metadata.name ?? ''} is not in ${ref} yet: no verdict`;
  return { file: source.file, line: source.line, severity: 'notice', message };
}

/** The target itself declares the definition of that kind: its objects are missing, not unknown. */
export function declaresKind(state: DesiredState, apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  for (const { document } of state.documents.values()) {
    if (document.object.kind !== 'CustomResourceDefinition') continue;
    const spec = document.object['spec'] as
      { readonly group?: string; readonly names?: { readonly kind?: string } } | null | undefined;
    if (spec?.group === group && spec.names?.kind === kind) return true;
  }
  return false;
}
