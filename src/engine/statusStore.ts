import { isEqual } from '../core/model/equal.ts';
import type { ClusterIdentity, Target } from '../core/model/target.ts';
import { objectKey, type ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus, Problem, Status } from '../core/model/objectStatus.ts';
import type { Revision } from './repository.ts';

/** One target's side of the picture, beside its objects. */
export interface TargetState {
  readonly target: Target;
  /** Absent until the cluster has answered once. */
  readonly cluster?: ClusterIdentity;
  readonly revision?: Revision;
  readonly problems: readonly Problem[];
  /**
   * `looking` until the first complete look. `asleep`: nobody sees it, so nothing is watched; its
   * objects are as they were last seen.
   */
  readonly phase: 'looking' | 'current' | 'stale' | 'failed' | 'asleep';
  /** Failed only because the repository has no commit yet. */
  readonly noCommits?: true;
  /** RFC 3339: since when the cluster is away, or not watched. */
  readonly since?: string;
  /** Why it is stale or failed, with the next step. */
  readonly message?: string;
}

/** What changed: keys of objects, and whether the target's own state did. */
export interface StoreChange {
  readonly keys: ReadonlySet<ObjectKey>;
  readonly target: boolean;
}

/** How many objects have each status. */
export type Summary = Readonly<Record<Status, number>>;

/** The summary of nothing. */
export const noObjects: Summary = {
  inSync: 0,
  drifted: 0,
  behind: 0,
  missing: 0,
  extra: 0,
  invalid: 0,
  unknown: 0,
};

/**
 * The one picture that every surface draws. One writer (the engine), many readers. Publishing an
 * equal status fires nothing.
 */
export class StatusStore {
  readonly #objects = new Map<ObjectKey, ObjectStatus>();
  readonly #counts: Record<Status, number> = { ...noObjects };
  readonly #listeners = new Set<(change: StoreChange) => void>();
  #state: TargetState;

  constructor(state: TargetState) {
    this.#state = state;
  }

  get state(): TargetState {
    return this.#state;
  }

  /** How many objects there are. */
  get size(): number {
    return this.#objects.size;
  }

  /** Sorted by nothing: insertion order of the repository's scan. */
  objects(): IterableIterator<ObjectStatus> {
    return this.#objects.values();
  }

  get(key: ObjectKey): ObjectStatus | undefined {
    return this.#objects.get(key);
  }

  entries(): IterableIterator<[ObjectKey, ObjectStatus]> {
    return this.#objects.entries();
  }

  /** Replaces the given statuses, removes others, and tells readers once. */
  publish(update: {
    readonly set?: Iterable<readonly [ObjectKey, ObjectStatus]>;
    readonly remove?: Iterable<ObjectKey>;
    readonly state?: TargetState;
  }): void {
    const keys = new Set<ObjectKey>();
    for (const [key, status] of update.set ?? []) if (this.#set(key, status)) keys.add(key);
    for (const key of update.remove ?? []) if (this.#remove(key)) keys.add(key);
    const target = update.state !== undefined && !isEqual(update.state, this.#state);
    if (update.state !== undefined && target) this.#state = update.state;
    if (keys.size === 0 && !target) return;
    for (const listener of [...this.#listeners]) listener({ keys, target });
  }

  onDidChange(listener: (change: StoreChange) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Counted as objects come and go: asking costs nothing. */
  summary(): Summary {
    return { ...this.#counts };
  }

  #set(key: ObjectKey, status: ObjectStatus): boolean {
    const before = this.#objects.get(key);
    if (isEqual(before, status)) return false;
    if (before !== undefined) this.#counts[before.status] -= 1;
    this.#counts[status.status] += 1;
    this.#objects.set(key, status);
    return true;
  }

  #remove(key: ObjectKey): boolean {
    const before = this.#objects.get(key);
    if (before === undefined) return false;
    this.#counts[before.status] -= 1;
    return this.#objects.delete(key);
  }
}

/** The key of a status in the store: two manifests of one object need two. */
export function statusKey(status: ObjectStatus): ObjectKey {
  const key = objectKey(status.ref);
  if (status.status !== 'invalid' || status.source === undefined) return key;
  return `${key}@${status.source.file}#${status.source.document}.${status.source.item ?? ''}`;
}
