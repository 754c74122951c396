import type { WriterClassifier } from '../core/diff/classifyWriter.ts';
import type { Comparison, Difference } from '../core/diff/comparison.ts';
import type { PastRevision } from './pastRevisions.ts';

/**
 * An older revision that cannot be read and might say otherwise: what looks drifted may be no more
 * than not applied yet, and what looks like the server's own may have been Git's. `undefined` where
 * the verdict stands whatever it says: all that differs was written by a hand after it.
 */
export function historyGap(
  past: readonly PastRevision[],
  comparison: Comparison,
  kept: readonly Difference[],
  classifier: WriterClassifier,
): PastRevision | undefined {
  const gaps = past.filter(({ unreadable }) => unreadable === true);
  if (gaps.length === 0 || !comparison.asksHistory) return undefined;
  return gaps.find(
    ({ commit }) =>
      kept.length === 0 || !kept.every((one) => isWrittenAfter(one, commit.time, classifier)),
  );
}

function isWrittenAfter(
  { owner }: Difference,
  time: string,
  classifier: WriterClassifier,
): boolean {
  if (owner?.time === undefined || classifier.classify(owner) !== 'hand') return false;
  return Date.parse(owner.time) > Date.parse(time);
}
