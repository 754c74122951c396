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

/** A file of one of the workspace's folders, which count from 0. */
export interface FileStop {
  readonly folder: number;
  readonly file: string;
}

/** Files in turn, beginning behind the one that is left, and coming round to it at last. */
export function filesInTurn(
  files: readonly FileStop[],
  from: FileStop | undefined,
  direction: StepDirection,
): readonly FileStop[] {
  const sign = direction === 'next' ? 1 : -1;
  const turned = [...files].sort((a, b) => sign * compare(a, b));
  const single = turned.filter((one, at) => at === 0 || compare(one, turned[at - 1] ?? one) !== 0);
  if (from === undefined) return single;
  const isAhead = (one: FileStop) => sign * compare(one, from) > 0;
  return [...single.filter(isAhead), ...single.filter((one) => !isAhead(one))];
}

function compare(a: FileStop, b: FileStop): number {
  if (a.folder !== b.folder) return a.folder - b.folder;
  if (a.file === b.file) return 0;
  return a.file < b.file ? -1 : 1;
}
