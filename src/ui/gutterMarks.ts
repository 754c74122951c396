import type { CarriedLines } from '../core/manifest/carryLines.ts';
import type { Finding } from '../core/model/finding.ts';
import type { ObjectStatus, Problem, Status } from '../core/model/objectStatus.ts';
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

/** What a file is about to show: its objects, and errors that stand in it. */
export interface FilePicture {
  readonly objects: readonly ObjectStatus[];
  readonly problems: readonly Problem[];
}

interface RankedMark extends GutterMark {
  readonly rank: number;
}

/**
 * Marks of one file by line, at most one a line: a document's status on its first line, each
 * finding on its own. Lines come from the committed text and are carried over to the editor's;
 * what is not there any more has no mark.
 */
export function gutterMarks(
  picture: FilePicture,
  lines: CarriedLines,
  options: { readonly showInSync: boolean },
): readonly GutterMark[] {
  const marks: RankedMark[] = [];
  const starts = documentStarts(picture.objects);
  for (const object of picture.objects) {
    if (object.facets.includes('uncommitted') || object.source === undefined) continue;
    if (object.status === 'inSync' && !options.showInSync) continue;
    const end = starts.find((start) => start > (object.source?.line ?? 0)) ?? Infinity;
    const line = lines.firstIn(object.source.line, end);
    if (line === undefined) continue;
    marks.push(statusMark(object, line));
    for (const finding of object.findings) marks.push(...findingMark(finding, object, lines, line));
  }
  for (const problem of picture.problems) {
    const line = problem.line === undefined ? undefined : lines.at(problem.line);
    if (line !== undefined) marks.push({ line, ...icon('invalid', false), rank: 0 });
  }
  return oneALine(marks);
}

function documentStarts(objects: readonly ObjectStatus[]): number[] {
  return objects.flatMap((object) => object.source?.line ?? []).sort((a, b) => a - b);
}

function statusMark(object: ObjectStatus, line: number): RankedMark {
  const stale = object.since !== undefined;
  // A document's own mark stands before findings on the same line.
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

function findingMark(
  finding: Finding,
  object: ObjectStatus,
  lines: CarriedLines,
  first: number,
): RankedMark[] {
  if (finding.line === undefined) return [];
  // What Git does not declare has no line of its own: it stands after what is left above it.
  const undeclared = finding.kind === 'added' || finding.kind === 'stale';
  const line = undeclared ? Math.max(lines.atOrAbove(finding.line), first) : lines.at(finding.line);
  if (line === undefined) return [];
  const status = finding.pending ? 'behind' : 'drifted';
  const { icon: name, rank } = findingPresentation[finding.kind];
  const hollow = object.since === undefined ? '' : '-hollow';
  return [
    {
      line,
      icon: `${statusPresentation[status].icon}-${name}${hollow}`,
      status,
      rank: statusPresentation[status].rank + rank / 10,
    },
  ];
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
