import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { PlacedFile } from './lineTargets.ts';

/** Which way a person goes through the drift. */
export type StepDirection = 'next' | 'previous';

/** Something of the object is to be gone to: a finding, or the object itself. */
export function isStop({ status, facets, findings, source }: ObjectStatus): boolean {
  if (source === undefined || facets.includes('uncommitted')) return false;
  return findings.length > 0 || status === 'missing' || status === 'invalid';
}

/** Lines to go through, from the top: each drifted line, and the start of what has none. */
export function driftStops({ objects, findings }: PlacedFile): readonly number[] {
  const alone = objects.filter(({ object }) => isStop(object) && object.findings.length === 0);
  const lines = new Set([...findings, ...alone].map(({ line }) => line));
  return [...lines].sort((a, b) => a - b);
}

/** The line behind, or before, the cursor's; `undefined` where the file has no more. */
export function nextStop(
  stops: readonly number[],
  line: number,
  direction: StepDirection,
): number | undefined {
  return direction === 'next'
    ? stops.find((stop) => stop > line)
    : stops.findLast((stop) => stop < line);
}

/** Files in turn, beginning behind the one that is left, and coming round to it at last. */
export function filesInTurn(
  files: readonly string[],
  from: string | undefined,
  direction: StepDirection,
): readonly string[] {
  const sorted = [...new Set(files)].sort();
  if (direction === 'previous') sorted.reverse();
  if (from === undefined) return sorted;
  const isBehind = (file: string) => (direction === 'next' ? file > from : file < from);
  return [...sorted.filter(isBehind), ...sorted.filter((file) => !isBehind(file))];
}
