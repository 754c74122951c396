import type { HealGuard } from './healGate.ts';
import { RepositoryError, type Repository, type Revision } from './repository.ts';

/**
 * Holds healing to the ref that it was allowed for (drift.md 6): bound at the start to a branch
 * by name, never on while a rebase or the like is under way, after a checkout of another branch,
 * or when the ref moved to a commit that is no descendant.
 */
export class RevisionGuard implements HealGuard {
  readonly #repository: Repository;
  readonly #spec: string;
  readonly #bound: Revision;
  #last: string;

  private constructor(repository: Repository, spec: string, bound: Revision, sha: string) {
    this.#repository = repository;
    this.#spec = spec;
    this.#bound = bound;
    this.#last = sha;
  }

  /** A sentence where healing cannot be bound to anything that has a name. */
  static bind(repository: Repository, spec: string, revision: Revision): RevisionGuard | string {
    if (revision.sha === undefined) return 'The repository has no commits yet: commit first';
    if (revision.ref === 'HEAD' && revision.branch === undefined) {
      return 'HEAD is detached: check a branch out, or name a revision with --revision';
    }
    if (revision.ref !== 'HEAD' && /^(HEAD|@)/.test(revision.ref)) {
      return `${revision.ref} moves with HEAD: name a branch with --revision`;
    }
    return new RevisionGuard(repository, spec, revision, revision.sha);
  }

  async hold(): Promise<string | undefined> {
    try {
      return await this.#whyHeld(await this.#repository.resolve(this.#spec));
    } catch (error) {
      if (error instanceof RepositoryError) return error.message;
      throw error;
    }
  }

  isOf(picture: Revision | undefined): boolean {
    return picture?.sha === this.#last && picture.operation === undefined;
  }

  async #whyHeld(now: Revision): Promise<string | undefined> {
    if (now.operation !== undefined) return `a git ${now.operation} is under way`;
    if (now.ref !== this.#bound.ref) {
      return `the revision is ${now.ref} by now, not ${this.#bound.ref}`;
    }
    if (this.#bound.ref === 'HEAD' && now.branch !== this.#bound.branch) {
      const other = now.branch ?? 'a detached HEAD';
      return `${other} is checked out, not ${this.#bound.branch ?? 'the branch it was started on'}`;
    }
    if (now.sha === undefined) return 'the revision has no commits any more';
    if (now.sha === this.#last) return undefined;
    return this.#whyNotFollowing(now.sha);
  }

  async #whyNotFollowing(sha: string): Promise<string | undefined> {
    if (!(await this.#repository.isAncestor(this.#last, sha))) {
      const name = this.#bound.ref === 'HEAD' ? this.#bound.branch : this.#bound.ref;
      const moved = `${name ?? 'the revision'} moved to ${sha.slice(0, 7)}`;
      return `${moved}, which does not follow ${this.#last.slice(0, 7)}: start the watch again to go on from there`;
    }
    this.#last = sha;
    return undefined;
  }
}
