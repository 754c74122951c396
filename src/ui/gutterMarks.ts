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
  options: {
    readonly showInSync: boolean;
    /** First lines of documents whose text in the editor would change something. */
    readonly editedLines?: ReadonlySet<number>;
  },
): readonly GutterMark[] {
  const statuses = placed.objects.flatMap((one) => {
    const isEdited = options.editedLines?.has(one.line) === true || differsFromRevision(one);
    if (one.object.status !== 'inSync' || options.showInSync) return [statusMark(one, isEdited)];
    return isEdited ? [{ ...statusMark(one, isEdited), icon: 'edited' }] : [];
  });
  return oneALine([
    ...statuses,
    ...placed.findings.map(findingMark),
    ...placed.problems.map(({ line }) => ({ line, ...icon('invalid', false), rank: 0 })),
  ]);
}

/** On the disk, or in a commit that the target does not follow yet. */
function differsFromRevision({ object: { facets } }: PlacedObject): boolean {
  return facets.includes('edited') || facets.includes('ahead');
}

/** A document's own mark stands before findings on the same line; a pencil stands beside it. */
function statusMark({ object, line }: PlacedObject, isEdited: boolean): RankedMark {
  const stale = object.since !== undefined;
  return {
    line,
    ...icon(object.status, stale, isEdited),
    rank: statusPresentation[object.status].rank / 10,
  };
}

function icon(
  status: Status,
  stale: boolean,
  isEdited = false,
): Pick<GutterMark, 'icon' | 'status'> {
  const { icon: name } = statusPresentation[status];
  return { icon: `${name}${isEdited ? '-edited' : ''}${stale ? '-hollow' : ''}`, status };
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
