import { l10n } from 'vscode';
import { writerWords } from '../core/diff/writerWords.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import {
  writtenAt,
  type Finding,
  type IgnoredFinding,
  type Writer,
} from '../core/model/finding.ts';
import { changedLines } from '../core/model/changedLines.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { LineBlame } from '../engine/repository.ts';
import { isUndeclared, type PlacedFinding } from './lineTargets.ts';
import { codeBlock, codeSpan, commandLink, plainMarkdown } from './markdownText.ts';
import { objectPlace } from './objectPlace.ts';
import { actsOnFinding, actsOnObject } from './offeredActs.ts';
import { describeStatus, statusPresentation } from './presentation.ts';
import { longAge } from './timeWords.ts';
import { middleCut, shownValue } from './valueWords.ts';

/** What a hover knows beside the verdict. */
export interface HoverFacts {
  /** The folder's address, as a `Place` names it. */
  readonly folder: string;
  /** Who wrote each line of the committed text; empty where it is not known. */
  readonly blame: readonly LineBlame[];
  readonly now: Date;
}

const BREAK = '  \n';
const LONGEST_VALUE = 400;
/** Two values no longer than this stand on one line. */
const SHORT_VALUE = 40;
const LONGEST_NAME = 80;
const LONGEST_LINE = 120;
/** Lines of a text that differ; more are for the panel. */
const MOST_LINES = 12;
const MOST_IGNORED = 5;

/** Markdown for one finding: both values, both authors, and what can be done. */
export function findingHover({ finding, object }: PlacedFinding, facts: HoverFacts): string {
  const lines = [
    headLines(finding),
    clusterLine(finding, facts.now),
    gitLine(finding, facts),
    ...remarks(object, finding),
  ].filter((line) => line !== '');
  return [lines.join(BREAK), linesBlock(finding), findingLinks(object, finding, facts)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Markdown for a document's first line: the object's state in words, and what can be done. */
export function objectHover(object: ObjectStatus, facts: HoverFacts): string {
  const { badge } = statusPresentation[object.status];
  const lines = [
    `**${badge}** ${plainMarkdown(`${describeStatus(object)}.`)}`,
    ...remarks(object),
    ...messageLine(object),
    ...object.ignored.slice(0, MOST_IGNORED).map(ignoredLine),
    ...moreIgnored(object),
  ];
  return [lines.join(BREAK), objectLinks(object, facts)].filter((part) => part !== '').join('\n\n');
}

/** Markdown for a line where a rule hides what differs. */
export function ignoredHover(finding: IgnoredFinding): string {
  return [headLines(finding), l10n.t('No finding: ignored by {0}', codeSpan(finding.rule))].join(
    BREAK,
  );
}

/** Markdown for the reason that a field is no finding, as the engine gives it. */
export function messageHover(message: string): string {
  return plainMarkdown(message);
}

function headLines(finding: Finding): string {
  const { badge } = statusPresentation[finding.pending ? 'behind' : 'drifted'];
  const path = middleCut(formatPath(finding.path), LONGEST_VALUE);
  return `**${badge}** ${codeSpan(path)}${valuesOf(finding)}`;
}

function valuesOf(finding: Finding): string {
  if (finding.masked === true) return ` &nbsp; ${secretWords(finding)}`;
  if (linesOf(finding) !== undefined) return ` &nbsp; ${l10n.t('Git − · live +')}`;
  const git = shownValue(finding.git, LONGEST_VALUE);
  const live = shownValue(finding.live, LONGEST_VALUE);
  const gitWords = isUndeclared(finding) ? undeclaredWords(finding) : `Git ${codeSpan(git)}`;
  const liveWords =
    finding.kind === 'absent' ? l10n.t('not in the cluster') : `live ${codeSpan(live)}`;
  const isShort = git.length <= SHORT_VALUE && live.length <= SHORT_VALUE;
  return isShort ? ` &nbsp; ${gitWords} · ${liveWords}` : `${BREAK}${gitWords}${BREAK}${liveWords}`;
}

/** Of a text of many lines those that differ. */
function linesOf({ git, live, masked }: Finding): readonly string[] | undefined {
  if (masked === true || typeof git !== 'string' || typeof live !== 'string') return undefined;
  const changed = changedLines(git, live);
  if (changed === undefined || changed.length === 0) return undefined;
  return changed.map(({ side, text }) => `${side === 'before' ? '-' : '+'} ${text}`);
}

function linesBlock(finding: Finding): string {
  const lines = linesOf(finding);
  if (lines === undefined) return '';
  const shown = lines.slice(0, MOST_LINES).map((line) => middleCut(line, LONGEST_LINE));
  const more = lines.length - shown.length;
  const rest = more > 0 ? [l10n.t('… {0} more lines', more)] : [];
  return codeBlock('diff', [...shown, ...rest]);
}

function undeclaredWords({ kind }: Finding): string {
  return kind === 'stale' ? l10n.t('not in Git any more') : l10n.t('not in Git');
}

/** Neither value, nor how long it is. */
function secretWords({ kind }: Finding): string {
  switch (kind) {
    case 'changed':
      return l10n.t('live differs from Git (secret, not shown)');
    case 'absent':
      return l10n.t('not in the cluster (secret, not shown)');
    case 'added':
      return l10n.t('in the cluster, not in Git (secret, not shown)');
    case 'stale':
      return l10n.t('in the cluster, not in Git any more (secret, not shown)');
  }
}

function clusterLine(finding: Finding, now: Date): string {
  const label = `*${l10n.t('Cluster')}* &nbsp; `;
  if (finding.writer === undefined) {
    return finding.kind === 'absent'
      ? `${label}${l10n.t('a removal leaves no trace of who made it')}`
      : '';
  }
  return label + writerLine(finding.writer, now);
}

function writerLine(writer: Writer, now: Date): string {
  const { manager, operation, subresource } = writer;
  const time = writtenAt(writer);
  const words = writerWords(writer);
  const when = time === undefined ? undefined : longAge(time, now);
  return [
    plainMarkdown(middleCut(words, LONGEST_NAME)),
    ...(manager === '' || manager === words ? [] : [codeSpan(middleCut(manager, LONGEST_NAME))]),
    operation === 'Apply' ? l10n.t('by server-side apply') : undefined,
    when === undefined ? undefined : plainMarkdown(l10n.t('{0} at the latest', when)),
    subresource === undefined ? undefined : plainMarkdown(l10n.t('on /{0}', subresource)),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function gitLine(finding: Finding, { blame, now }: HoverFacts): string {
  if (isUndeclared(finding) || finding.line === undefined) return '';
  const by = blame[finding.line - 1];
  if (by === undefined) return '';
  const when = longAge(by.time, now);
  const parts = [
    plainMarkdown(middleCut(by.author, LONGEST_NAME)),
    ...(when === undefined ? [] : [plainMarkdown(when)]),
    `${codeSpan(by.commit.slice(0, 7))} ${plainMarkdown(middleCut(by.subject, LONGEST_NAME))}`,
  ];
  return `*Git* &nbsp; ${parts.join(' · ')}`;
}

function remarks(object: ObjectStatus, finding?: Finding): readonly string[] {
  const { owner, capturedIn, since } = object;
  const sentences = [
    finding?.note === undefined ? undefined : `${finding.note}.`,
    finding?.pending === true ? l10n.t('Git moved on, and that was not applied yet.') : undefined,
    owner === undefined ? undefined : l10n.t('Managed by {0}, which applies Git by itself.', owner),
    capturedIn === undefined ? undefined : l10n.t('Captured in {0}.', capturedIn),
    since === undefined ? undefined : l10n.t('As last seen: the cluster is away.'),
  ];
  return sentences.flatMap((sentence) =>
    sentence === undefined ? [] : [plainMarkdown(middleCut(sentence, LONGEST_VALUE))],
  );
}

/** Statuses whose sentence ends with the message have said it. */
function messageLine({ status, message }: ObjectStatus): readonly string[] {
  const isSaid = status === 'missing' || status === 'invalid' || status === 'unknown';
  return message === undefined || isSaid ? [] : [plainMarkdown(`${message}.`)];
}

function ignoredLine({ path, rule }: IgnoredFinding): string {
  const field = codeSpan(middleCut(formatPath(path), LONGEST_NAME));
  return l10n.t('Ignored: {0}, by {1}', field, codeSpan(middleCut(rule, LONGEST_NAME)));
}

function moreIgnored({ ignored }: ObjectStatus): readonly string[] {
  const more = ignored.length - MOST_IGNORED;
  return more > 0 ? [l10n.t('and {0} more', more)] : [];
}

function findingLinks(object: ObjectStatus, finding: Finding, { folder }: HoverFacts): string {
  const { apply, capture, ignore } = actsOnFinding(object, finding);
  const place = objectPlace(folder, object, [finding]);
  return [
    apply === 'none' ? '' : commandLink(l10n.t('Apply from Git'), 'driftline.apply', place),
    capture ? commandLink(l10n.t('Capture live to commit'), 'driftline.capture', place) : '',
    ignore ? commandLink(l10n.t('Ignore'), 'driftline.ignoreField', place) : '',
  ]
    .filter((link) => link !== '')
    .join(' · ');
}

function objectLinks(object: ObjectStatus, { folder }: HoverFacts): string {
  const { apply, capture } = actsOnObject(object);
  const place = objectPlace(folder, object);
  const words = apply === 'create' ? l10n.t('Create from Git') : l10n.t('Apply from Git');
  return [
    object.findings.length === 0
      ? ''
      : commandLink(l10n.t('Show drift'), 'driftline.showDrift', place),
    apply === 'none' ? '' : commandLink(words, 'driftline.apply', place),
    capture ? commandLink(l10n.t('Capture live to commit'), 'driftline.capture', place) : '',
  ]
    .filter((link) => link !== '')
    .join(' · ');
}
