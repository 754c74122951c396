import { formatPath, isBelow } from '../model/fieldPath.ts';
import type { WriterClassifier } from './classifyWriter.ts';
import type { Difference } from './comparison.ts';

/** One committed revision of a document and how live differs from it. */
export interface Candidate {
  readonly commit: string;
  readonly subject: string;
  /** Committer's time, RFC 3339. */
  readonly time: string;
  readonly message: string;
  readonly differences: readonly Difference[];
}

/**
 * The revision that live shows evidence of: the one with the fewest differences, the newest on a
 * tie. Candidates are newest first.
 */
export function findBase(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, one) =>
      best === undefined || one.differences.length < best.differences.length ? one : best,
    undefined,
  );
}

/**
 * Git moved on and nobody touched the field: the difference vanishes against base, and no hand
 * wrote the live field after base was committed, save a write that base itself names.
 */
export function isPending(
  difference: Difference,
  base: Candidate,
  classifier: WriterClassifier,
): boolean {
  const remains = base.differences.some(
    ({ path }) => isBelow(path, difference.path) || isBelow(difference.path, path),
  );
  return !remains && !isWrittenByHandSince(difference, base, classifier);
}

function isWrittenByHandSince(
  { owner, path }: Difference,
  base: Candidate,
  classifier: WriterClassifier,
): boolean {
  if (owner === undefined || classifier.classify(owner) !== 'hand') return false;
  if (namesWrite(base.message, owner.manager ?? '', owner.time, formatPath(path))) return false;
  return owner.time === undefined || Date.parse(owner.time) >= Date.parse(base.time);
}

/** A `Live-Writer:` trailer of the commit names this write: it is Git's own by now. */
function namesWrite(
  message: string,
  manager: string,
  time: string | undefined,
  path: string,
): boolean {
  return message
    .split('\n')
    .filter((line) => line.startsWith('Live-Writer:'))
    .some(
      (line) =>
        line.includes(manager) &&
        (time === undefined || line.includes(time)) &&
        line.includes(path),
    );
}
