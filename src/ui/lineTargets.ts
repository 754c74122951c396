import type { CarriedLines } from '../core/manifest/carryLines.ts';
import type { Finding, IgnoredFinding } from '../core/model/finding.ts';
import type { ObjectStatus, Problem } from '../core/model/objectStatus.ts';
import { findingPresentation, statusPresentation } from './presentation.ts';

/** What a file is about to show: its objects, and errors that stand in it. */
export interface FilePicture {
  readonly objects: readonly ObjectStatus[];
  readonly problems: readonly Problem[];
}

/** An object at the first line of its document; lines count from 1, in the editor's text. */
export interface PlacedObject {
  readonly object: ObjectStatus;
  readonly line: number;
}

/** A finding at its line; what Git does not declare stands after what is left above it. */
export interface PlacedFinding extends PlacedObject {
  readonly finding: Finding;
}

/** What a rule hides, where it would stand. */
export interface PlacedIgnored extends PlacedObject {
  readonly finding: IgnoredFinding;
}

export interface PlacedProblem {
  readonly problem: Problem;
  readonly line: number;
}

/** Verdicts of a file at the lines of a text, top first. */
export interface PlacedFile {
  readonly objects: readonly PlacedObject[];
  readonly findings: readonly PlacedFinding[];
  readonly ignored: readonly PlacedIgnored[];
  readonly problems: readonly PlacedProblem[];
}

/**
 * Carries the verdicts of a file over to the editor's text. What is not there any more has no
 * place, and what is not committed has no verdict.
 */
export function placeFile(picture: FilePicture, lines: CarriedLines): PlacedFile {
  const objects = placeObjects(picture.objects, lines);
  const findings = objects.flatMap((one) => placeFindings(one.object.findings, one, lines));
  const ignored = objects.flatMap((one) => placeFindings(one.object.ignored, one, lines));
  const problems = picture.problems.flatMap((problem) => {
    const line = problem.line === undefined ? undefined : lines.at(problem.line);
    return line === undefined ? [] : [{ problem, line }];
  });
  return { objects, findings: findings.sort(byLineAndRank), ignored, problems };
}

function placeObjects(objects: readonly ObjectStatus[], lines: CarriedLines): PlacedObject[] {
  const starts = objects.flatMap(({ source }) => source?.line ?? []).sort((a, b) => a - b);
  return objects
    .flatMap((object) => {
      const { source, facets } = object;
      if (source === undefined || facets.includes('uncommitted')) return [];
      const end = starts.find((start) => start > source.line) ?? Infinity;
      const line = lines.firstIn(source.line, end);
      return line === undefined ? [] : [{ object, line }];
    })
    .sort((a, b) => a.line - b.line);
}

function placeFindings<F extends Finding>(
  findings: readonly F[],
  { object, line: first }: PlacedObject,
  lines: CarriedLines,
): (PlacedObject & { readonly finding: F })[] {
  return findings.flatMap((finding) => {
    if (finding.line === undefined) return [];
    const line = isUndeclared(finding)
      ? Math.max(lines.atOrAbove(finding.line), first)
      : lines.at(finding.line);
    return line === undefined ? [] : [{ object, finding, line }];
  });
}

/** Git says nothing of it: it has no line of its own. */
export function isUndeclared({ kind }: Finding): boolean {
  return kind === 'added' || kind === 'stale';
}

/** Findings of a line, worst first. */
export function findingsAt({ findings }: PlacedFile, line: number): readonly PlacedFinding[] {
  return findings.filter((one) => one.line === line);
}

/** The object whose document holds the line. */
export function objectAt({ objects }: PlacedFile, line: number): PlacedObject | undefined {
  return objects.findLast((one) => one.line <= line);
}

function byLineAndRank(a: PlacedFinding, b: PlacedFinding): number {
  return a.line - b.line || findingRank(a.finding) - findingRank(b.finding);
}

/** Drift stands before what Git has yet to bring, and then kind by kind. */
export function findingRank({ kind, pending }: Finding): number {
  const { rank } = statusPresentation[pending ? 'behind' : 'drifted'];
  return rank + findingPresentation[kind].rank / 10;
}
