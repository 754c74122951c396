import type { Status } from '../core/model/objectStatus.ts';
import {
  findingRank,
  type PlacedFile,
  type PlacedFinding,
  type PlacedObject,
} from './lineTargets.ts';
import { findingPresentation, statusPresentation } from './presentation.ts';

/** Which picture of `media/marks` stands at a line. */
export interface GutterMark {
  /** From 1, in the editor's text. */
  readonly line: number;
  /** Picture without `-dark.svg`. */
  readonly icon: string;
  /** Gives the overview ruler's colour; `inSync` leaves no trace there. */
  readonly status: Status;
}

interface RankedMark extends GutterMark {
  readonly rank: number;
}

/**
 * Marks of one file by line, at most one a line: a document's status on its first line, each
 * finding on its own.
 */
export function gutterMarks(
  placed: PlacedFile,
  options: { readonly showInSync: boolean },
): readonly GutterMark[] {
  const shown = placed.objects.filter(
    ({ object }) => object.status !== 'inSync' || options.showInSync,
  );
  return oneALine([
    ...shown.map(statusMark),
    ...placed.findings.map(findingMark),
    ...placed.problems.map(({ line }) => ({ line, ...icon('invalid', false), rank: 0 })),
  ]);
}

/** A document's own mark stands before findings on the same line. */
function statusMark({ object, line }: PlacedObject): RankedMark {
  const stale = object.since !== undefined;
  return {
    line,
    ...icon(object.status, stale),
    rank: statusPresentation[object.status].rank / 10,
  };
}

function icon(status: Status, stale: boolean): Pick<GutterMark, 'icon' | 'status'> {
  const { icon: name } = statusPresentation[status];
  return { icon: stale ? `${name}-hollow` : name, status };
}

function findingMark({ finding, object, line }: PlacedFinding): RankedMark {
  const status = finding.pending ? 'behind' : 'drifted';
  const { icon: name } = findingPresentation[finding.kind];
  const hollow = object.since === undefined ? '' : '-hollow';
  return {
    line,
    icon: `${statusPresentation[status].icon}-${name}${hollow}`,
    status,
    rank: findingRank(finding),
  };
}

function oneALine(marks: readonly RankedMark[]): GutterMark[] {
  const best = new Map<number, RankedMark>();
  for (const mark of marks) {
    const there = best.get(mark.line);
    if (!there || mark.rank < there.rank) best.set(mark.line, mark);
  }
  return [...best.values()]
    .sort((a, b) => a.line - b.line)
    .map(({ line, icon: name, status }) => ({ line, icon: name, status }));
}
