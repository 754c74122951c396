import type { HealGuard } from './selfHealer.ts';
import type { Repository, Revision } from './repository.ts';

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

  private constructor(repository: Repository, spec: string, bound: Revision, last: string) {
    this.#repository = repository;
    this.#spec = spec;
    this.#bound = bound;
    this.#last = last;
  }

  /** A sentence where healing cannot be bound to anything that has a name. */
  static bind(repository: Repository, spec: string, revision: Revision): RevisionGuard | string {
    if (revision.sha === undefined) return 'The repository has no commits yet';
    const followsHead = revision.ref === 'HEAD';
    if (followsHead && revision.branch === undefined) {
      return 'HEAD is detached: check a branch out, or name a revision with --revision';
    }
    return new RevisionGuard(repository, spec, revision, revision.sha);
  }

  async hold(): Promise<string | undefined> {
    const now = await this.#repository.resolve(this.#spec);
    if (now.operation !== undefined) return `a ${now.operation} is under way`;
    if (this.#bound.ref === 'HEAD' && now.branch !== this.#bound.branch) {
      return `${now.branch ?? 'a detached HEAD'} is checked out, not ${this.#bound.branch ?? ''}`;
    }
    if (now.ref !== this.#bound.ref)
      return `the revision is ${now.ref} by now, not ${this.#bound.ref}`;
    if (now.sha === undefined || now.sha === this.#last) {
      return now.sha === undefined ? 'the revision has no commits' : undefined;
    }
    if (!(await this.#repository.isAncestor(this.#last, now.sha))) {
      return `${now.ref} moved to ${now.sha.slice(0, 7)}, which does not follow ${this.#last.slice(0, 7)}`;
    }
    this.#last = now.sha;
    return undefined;
  }
}
