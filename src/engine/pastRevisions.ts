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
}

/** Older revisions of documents, read once per file and blob, for one revision of the target. */
export class PastRevisions {
  readonly #repository: Repository;
  readonly #sha: string;
  readonly #refOf: (document: ManifestDocument) => ObjectRef;
  readonly #files = new Map<string, Promise<readonly FileRevision[]>>();
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

  /** Asks for the commits of many files at once: one Git process for those not yet known. */
  prefetch(files: readonly string[]): void {
    const wanted = [...new Set(files)].filter((file) => !this.#files.has(file));
    if (wanted.length === 0) return;
    const all = this.#repository.history(this.#sha, wanted, historyLimit);
    for (const file of wanted) {
      const commits = all.then((found) => found.get(file) ?? []);
      this.#files.set(file, commits);
      // Whoever asks for the file is told; nobody may ever ask.
      commits.catch(() => this.#files.delete(file));
    }
  }

  /** Newest first, the revision itself included. Throws `RepositoryError`. */
  async of(key: ObjectKey, file: string): Promise<readonly PastRevision[]> {
    this.prefetch([file]);
    const commits = (await this.#files.get(file)) ?? [];
    return Promise.all(
      commits.map(async (commit) => {
        if (commit.blob === undefined) return { commit };
        const object = (await this.#known(commit.blob, commit.file)).get(key);
        return object === undefined ? { commit } : { commit, object };
      }),
    );
  }

  /** A partial clone may lack old contents, and nothing is fetched: such a revision is no evidence. */
  async #known(blob: string, file: string): Promise<ReadonlyMap<ObjectKey, KubeObject>> {
    try {
      return await this.#objects(blob, file);
    } catch (error) {
      if (error instanceof RepositoryError && error.reason === 'missingObject') return new Map();
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
