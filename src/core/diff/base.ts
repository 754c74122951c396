import { formatPath, isBelow } from '../model/fieldPath.ts';
import type { ManagedFieldsEntry } from '../model/kubeObject.ts';
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
  if (namesWrite(base.message, owner, formatPath(path))) return false;
  return owner.time === undefined || Date.parse(owner.time) >= Date.parse(base.time);
}

/**
 * A trailer of the commit names this write: it is Git's own by now. A capture writes them, as
 * `Live-Writer: spec.replicas kubectl/scale Update 2026-11-22T10:00:00Z`.
 */
function namesWrite(message: string, owner: ManagedFieldsEntry, path: string): boolean {
  const { manager = '', subresource, operation = 'Update', time } = owner;
  const who = subresource ? `${manager}/${subresource}` : manager;
  const write = `Live-Writer: ${[path, who, operation, time ?? ''].join(' ').trim()}`;
  return message.split('\n').some((line) => line.trim() === write);
}
