import type { KubeObject } from '../core/model/kubeObject.ts';
import type { ManifestDocument } from '../core/model/manifest.ts';
import { objectKey, type ObjectKey, type ObjectRef } from '../core/model/objectRef.ts';
import { RepositoryError, type FileRevision, type Repository } from './repository.ts';

/** How far back evidence is looked for: revisions of one file. */
export const historyLimit = 50;

/** What one commit declared of an object. */
export interface PastRevision {
  readonly commit: FileRevision;
  /** As the file stood then; absent where that commit did not declare the object. */
  readonly object?: KubeObject;
  /** A partial clone lacks the file's content of then, and nothing is fetched: nobody knows. */
  readonly unreadable?: true;
}

/** Into how many parts a question that failed is split, to find whom it fails for: 2^5. */
const mostSplits = 5;

/** Older revisions of documents, read once per file and blob, for one revision of the target. */
export class PastRevisions {
  readonly #repository: Repository;
  readonly #sha: string;
  readonly #refOf: (document: ManifestDocument) => ObjectRef;
  readonly #files = new Map<string, Promise<readonly FileRevision[]>>();
  /** Those of `#files` that could not be read. */
  readonly #failed = new Set<string>();
  readonly #blobs = new Map<string, Promise<ReadonlyMap<ObjectKey, KubeObject>>>();

  constructor(
    repository: Repository,
    sha: string,
    refOf: (document: ManifestDocument) => ObjectRef,
  ) {
    this.#repository = repository;
    this.#sha = sha;
    this.#refOf = refOf;
  }

  /**
   * Asks for the commits of many files at once: one Git process for those not yet known. What
   * could not be read is tried again here, not for each object that asks meanwhile.
   */
  prefetch(files: readonly string[]): void {
    const wanted = [...new Set(files)].filter(
      (file) => !this.#files.has(file) || this.#failed.has(file),
    );
    if (wanted.length === 0) return;
    const all = this.#read(wanted, mostSplits);
    for (const file of wanted) {
      const commits = all.then((found) => found(file));
      this.#files.set(file, commits);
      this.#failed.delete(file);
      // Whoever asks for the file is told; nobody may ever ask.
      commits.catch(() => this.#failed.add(file));
    }
  }

  /** Newest first, the revision itself included. Throws `RepositoryError`. */
  async of(key: ObjectKey, file: string): Promise<readonly PastRevision[]> {
    if (!this.#files.has(file)) this.prefetch([file]);
    const commits = (await this.#files.get(file)) ?? [];
    return Promise.all(
      commits.map(async (commit) => {
        if (commit.blob === undefined) return { commit };
        const objects = await this.#known(commit.blob, commit.file);
        if (objects === undefined) return { commit, unreadable: true };
        const object = objects.get(key);
        return object === undefined ? { commit } : { commit, object };
      }),
    );
  }

  /** What fails is asked for in halves, so that one unreadable file does not stand for all. */
  async #read(
    files: readonly string[],
    splits: number,
  ): Promise<(file: string) => readonly FileRevision[]> {
    try {
      const found = await this.#repository.history(this.#sha, files, historyLimit);
      return (file) => found.get(file) ?? [];
    } catch (error) {
      if (!(error instanceof RepositoryError)) throw error;
      const half = Math.ceil(files.length / 2);
      if (files.length < 2 || splits === 0) {
        return () => {
          throw error;
        };
      }
      const first = new Set(files.slice(0, half));
      const ofFirst = await this.#read([...first], splits - 1);
      const ofRest = await this.#read(files.slice(half), splits - 1);
      return (file) => (first.has(file) ? ofFirst(file) : ofRest(file));
    }
  }

  /** `undefined` where a partial clone lacks the content. */
  async #known(
    blob: string,
    file: string,
  ): Promise<ReadonlyMap<ObjectKey, KubeObject> | undefined> {
    try {
      return await this.#objects(blob, file);
    } catch (error) {
      if (error instanceof RepositoryError && error.reason === 'missingObject') return undefined;
      throw error;
    }
  }

  #objects(blob: string, file: string): Promise<ReadonlyMap<ObjectKey, KubeObject>> {
    let objects = this.#blobs.get(blob);
    if (objects === undefined) {
      objects = this.#repository
        .manifests(blob, file)
        .then(
          ({ documents }) =>
            new Map(
              documents.map((document) => [objectKey(this.#refOf(document)), document.object]),
            ),
        );
      objects.catch(() => this.#blobs.delete(blob));
      this.#blobs.set(blob, objects);
    }
    return objects;
  }
}
