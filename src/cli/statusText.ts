import { writerWords } from '../core/diff/writerWords.ts';
import { writtenAt, type Finding } from '../core/model/finding.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import type { ObjectStatus, Problem } from '../core/model/objectStatus.ts';
import { relativeTime } from '../core/model/relativeTime.ts';
import type { StatusStore, Summary } from '../engine/statusStore.ts';
import { line, span, type Line, type Span, type Style, type Surface } from './spans.ts';
import { statusesByRank, statusFaces } from './statusFaces.ts';
import { headLines, placeText, sourceText } from './subjectText.ts';
import { tableLines } from './table.ts';
import { differenceText } from './valueText.ts';

/** Up to that many objects, those in sync have a row of their own too. */
const fewObjects = 25;

/** All that `driftline status` prints. */
export function statusLines(
  store: StatusStore,
  options: { readonly repository: string; readonly surface: Surface; readonly now: Date },
): readonly Line[] {
  const objects = sorted([...store.objects()]);
  const shown = objects.filter(({ status }) => status !== 'inSync' || objects.length <= fewObjects);
  return [
    ...headLines(store.state, options.repository),
    ...(shown.length === 0 ? [] : [line()]),
    ...objectLines(shown, store.state.problems, options),
    ...problemLines(store.state.problems),
    ...summaryLines(store, objects.length, shown.length),
  ];
}

/** Notices, warnings and errors, each with its place. */
export function problemLines(problems: readonly Problem[]): readonly Line[] {
  if (problems.length === 0) return [];
  const styles: Readonly<Record<Problem['severity'], Style>> = {
    error: 'red',
    warning: 'yellow',
    notice: 'cyan',
  };
  return [
    line(),
    ...problems.map(({ severity, file, line: at, message }) => {
      const where = file === undefined ? '' : `${file}${at === undefined ? '' : `:${at}`}: `;
      return line(span(`${severity}: `, styles[severity]), `${where}${message}`);
    }),
  ];
}

/** `1 drifted, 1 behind, 3 in sync`, or the sentence that all is well. */
export function summaryText(summary: Summary): string {
  const parts = statusesByRank.flatMap((status) => {
    const count = summary[status];
    const { word } = statusFaces[status];
    return count === 0 ? [] : [`${count} ${word.charAt(0).toLowerCase()}${word.slice(1)}`];
  });
  return parts.length === 0 ? 'no objects' : parts.join(', ');
}

function summaryLines(store: StatusStore, total: number, shown: number): readonly Line[] {
  const summary = store.summary();
  if (total === 0) {
    // What could not be read may well declare objects.
    const isUnread = store.state.problems.some(({ severity }) => severity === 'error');
    return isUnread ? [] : [line(), line('Git declares no Kubernetes objects here.')];
  }
  if (summary.inSync === total) {
    const what =
      total === 1
        ? 'The 1 object that Git declares runs'
        : `All ${total} objects that Git declares run`;
    return [line(), line(span(`✓ ${what} as declared.`, 'green'))];
  }
  const hidden = shown < total ? ' (not listed)' : '';
  return [line(), line(`${summaryText(summary)}${hidden}`)];
}

function sorted(objects: readonly ObjectStatus[]): readonly ObjectStatus[] {
  const rank = ({ status }: ObjectStatus): number => statusFaces[status].rank;
  return [...objects].sort((a, b) => rank(a) - rank(b));
}

function objectLines(
  objects: readonly ObjectStatus[],
  problems: readonly Problem[],
  { surface, now }: { readonly surface: Surface; readonly now: Date },
): readonly Line[] {
  const rows = tableLines(objects.map(objectRow), surface, { firm: 1 });
  const told = new Set(problems.map(({ message }) => message));
  return objects.flatMap((object, index) => [
    ...rows.slice(index, index + 1),
    ...messageLines(object, told),
    ...tableLines(
      object.findings.map((finding) => findingRow(finding, now)),
      surface,
    ),
  ]);
}

function objectRow(object: ObjectStatus): readonly Span[] {
  const { mark, word, style } = statusFaces[object.status];
  return [
    span(`${mark} ${word}`, style),
    span(object.ref.kind),
    span(placeText(object.ref), 'bold'),
    span(detailText(object)),
    span(sourceText(object.source), 'dim'),
  ];
}

/** A sentence has a line of its own, where it may wrap; what stands among the problems stands once. */
function messageLines({ message }: ObjectStatus, told: ReadonlySet<string>): readonly Line[] {
  return message === undefined || told.has(message) ? [] : [line(`    ${message}`)];
}

function detailText(object: ObjectStatus): string {
  const parts: string[] = [];
  const count = object.findings.length;
  if (object.behind !== undefined) {
    const { commits, commit, subject } = object.behind;
    const plural = commits === 1 ? 'commit' : 'commits';
    parts.push(`${commits} ${plural} since ${commit.slice(0, 7)} ${subject}`);
  }
  if (count > 0) parts.push(count === 1 ? '1 field' : `${count} fields`);
  if (object.owner !== undefined) parts.push(`managed by ${object.owner}`);
  parts.push(...capturedTexts(object));
  parts.push(...object.facets.map((facet) => facetWords[facet]));
  if (object.status !== 'missing' && object.health !== 'healthy' && object.health !== 'unknown') {
    parts.push(object.health);
  }
  return parts.join(' · ');
}

/** `captured in five`; `1 captured in five` where that is not all. */
function capturedTexts({ capturedIn, findings }: ObjectStatus): readonly string[] {
  if (capturedIn !== undefined) return [`captured in ${capturedIn}`];
  const counts = new Map<string, number>();
  for (const { capturedIn: branch } of findings) {
    if (branch !== undefined) counts.set(branch, (counts.get(branch) ?? 0) + 1);
  }
  return [...counts].map(([branch, count]) => `${count} captured in ${branch}`);
}

const facetWords: Readonly<Record<ObjectStatus['facets'][number], string>> = {
  edited: 'edited here',
  ahead: 'this branch changes it',
  uncommitted: 'not committed yet',
};

function findingRow(finding: Finding, now: Date): readonly Span[] {
  return [
    span(`    ${formatPath(finding.path)}`),
    span(differenceText(finding), finding.pending ? 'blue' : 'yellow'),
    span(whoText(finding, now), 'dim'),
  ];
}

/** `kubectl scale · 2 min ago`, or why nobody is named. */
export function whoText(finding: Finding, now: Date): string {
  const parts = finding.pending ? ['not applied yet'] : [];
  if (finding.writer !== undefined && !finding.pending) {
    parts.push(writerWords(finding.writer));
    const time = writtenAt(finding.writer);
    const when = time === undefined ? undefined : relativeTime(time, now);
    if (when !== undefined) parts.push(when);
  }
  if (finding.note !== undefined) parts.push(finding.note);
  if (finding.capturedIn !== undefined) parts.push(`captured in ${finding.capturedIn}`);
  return parts.join(' · ');
}
