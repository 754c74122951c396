import { findBase, type Candidate } from '../core/diff/base.ts';
import { compareObjects } from '../core/diff/compareObjects.ts';
import type { ComparisonInput, Difference } from '../core/diff/comparison.ts';
import { normalizeDesired } from '../core/diff/normalizeDesired.ts';
import { isOpaquePlace } from '../core/diff/opaqueLeaves.ts';
import { valueAt } from '../core/diff/valueAt.ts';
import { isBelow, samePath, type FieldPath } from '../core/model/fieldPath.ts';
import type { KubeObject } from '../core/model/kubeObject.ts';
import type { Behind } from '../core/model/objectStatus.ts';
import type { Case } from './case.ts';
import type { PastRevision } from './pastRevisions.ts';

/** What became of the differences between live and the current revision. */
interface Settled {
  readonly desired: KubeObject;
  readonly kept: readonly Difference[];
  readonly cleared: readonly Difference[];
}

/** A revision, and how many of the file's revisions are newer. */
export type FoundBase = Candidate & { readonly distance: number };

/** The measure by which older revisions are compared: the current one's. */
export interface BaseMeasure {
  input(one: Case, desired: KubeObject): ComparisonInput;
  opaque(one: Case, desired: KubeObject, past: readonly PastRevision[]): readonly FieldPath[];
  isScaled(one: Case, difference: Difference): boolean;
}

/** Finds the revision that live shows evidence of (drift.md, "base"). */
export class BaseFinder {
  readonly #measure: BaseMeasure;

  constructor(measure: BaseMeasure) {
    this.#measure = measure;
  }

  /** `undefined` where that is the current one. */
  find(one: Case, past: readonly PastRevision[], current: Settled): FoundBase | undefined {
    if (current.kept.length === 0 || past.length < 2) return undefined;
    const candidates = past.flatMap(({ commit, object }, distance): readonly FoundBase[] => {
      if (object === undefined) return [];
      const { subject, time, message } = commit;
      const differences =
        distance === 0 ? current.kept : this.#pastDifferences(one, object, past, current);
      return [{ commit: commit.commit, subject, time, message, differences, distance }];
    });
    const base = findBase(candidates);
    const found = candidates.find((candidate) => candidate === base);
    return found === undefined || found.distance === 0 ? undefined : found;
  }

  /**
   * How live differs from an older revision, by the same measure as from the current one: what is
   * no finding there (cleared, filled in, autoscaled, from admission) is none here.
   */
  #pastDifferences(
    one: Case,
    object: KubeObject,
    past: readonly PastRevision[],
    { desired, kept, cleared }: Settled,
  ): readonly Difference[] {
    const older = normalizeDesired(object, one.entry.ref.namespace, one.kind.ownsStatus);
    const opaque = this.#measure.opaque(one, older, past);
    const isSettled = ({ kind, path }: Difference): boolean =>
      (kind === 'added' || kind === 'stale') &&
      valueAt(desired, path, one.kind.schema) === undefined &&
      !kept.some((open) => isBelow(open.path, path) || isBelow(path, open.path));
    return compareObjects(this.#measure.input(one, older)).differences.filter(
      (difference) =>
        !cleared.some(({ path }) => samePath(path, difference.path)) &&
        !isSettled(difference) &&
        !isOpaquePlace(difference.path, opaque) &&
        !this.#measure.isScaled(one, difference),
    );
  }
}

/** As a status tells it. */
export function behindOf({ commit, subject, distance }: FoundBase): Behind {
  return { commit, subject, commits: distance };
}
