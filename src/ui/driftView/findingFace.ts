import { l10n } from 'vscode';
import { viewItems } from '../../contributions.ts';
import { writerWords } from '../../core/diff/writerWords.ts';
import { formatPath } from '../../core/model/fieldPath.ts';
import { writtenAt, type Finding, type IgnoredFinding } from '../../core/model/finding.ts';
import type { Json } from '../../core/model/json.ts';
import type { ObjectStatus } from '../../core/model/objectStatus.ts';
import { partedPair } from '../../core/model/partedText.ts';
import { visibleText } from '../../core/model/visibleText.ts';
import { fieldWords } from '../fieldWords.ts';
import { shortValue } from '../findingWords.ts';
import { exactMoment, momentWords } from '../moments.ts';
import { findingPresentation } from '../presentation.ts';
import { findingContext } from './rowContext.ts';
import type { RowFace } from './rowFace.ts';

/** Longer values are shown from where they part. */
const LONGEST_WHOLE = 16;

/** `replicas  3 → 5  kubectl scale`. */
export function findingFace(
  finding: Finding | IgnoredFinding,
  object: ObjectStatus,
  now: Date,
): RowFace {
  const { source, since } = object;
  const rule = 'rule' in finding ? finding.rule : undefined;
  return {
    label: fieldWords(finding.path),
    description: [shortWords(finding), byWords(finding)].filter((part) => part !== '').join('  '),
    lines: findingLines(finding, rule, now),
    icon: iconOf(finding, rule, since),
    context: rule === undefined ? findingContext(object, finding) : viewItems.ignored,
    folds: 'never',
    ...(source === undefined ? {} : { click: 'revealInFile' as const }),
  };
}

function iconOf(finding: Finding, rule: string | undefined, since: string | undefined) {
  if (rule !== undefined) return { codicon: 'eye-closed' };
  const hollow = since === undefined ? '' : '-hollow';
  const status = finding.pending ? 'behind' : 'drifted';
  return { mark: `${status}-${findingPresentation[finding.kind].icon}${hollow}` };
}

/** In the row there is room for what differs alone: `…:v1 → …:v2`. */
function shortWords(finding: Finding): string {
  const { kind, git, live, masked } = finding;
  if (kind !== 'changed' || masked === true) return valueWords(finding);
  if (typeof git !== 'string' || typeof live !== 'string') return valueWords(finding);
  const [before, after] = partedPair(git, live, LONGEST_WHOLE);
  return `${shownValue(before)} → ${shownValue(after)}`;
}

/** Git's value, then the cluster's. */
function valueWords(finding: Finding): string {
  const [git, live] = [shownValue(finding.git), shownValue(finding.live)];
  if (finding.masked === true) return maskedWords(finding);
  switch (finding.kind) {
    case 'changed':
      return `${git} → ${live}`;
    case 'absent':
      return l10n.t('{0} → removed', git);
    case 'added':
      return l10n.t('added {0}', live);
    case 'stale':
      return l10n.t('left over {0}', live);
  }
}

function maskedWords({ kind }: Finding): string {
  switch (kind) {
    case 'changed':
      return l10n.t('secret differs');
    case 'absent':
      return l10n.t('secret removed');
    case 'added':
      return l10n.t('secret added');
    case 'stale':
      return l10n.t('secret left over');
  }
}

/** Of an item that only pairs a name with a value, the value: its name is in the path. */
function shownValue(value: Json | undefined): string {
  if (value === undefined) return '–';
  const isPair =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).sort().join() === 'name,value';
  const shown = isPair ? (value as { readonly value: Json }).value : value;
  return visibleText(shortValue(shown));
}

function byWords({ pending, writer, note, capturedIn }: Finding): string {
  if (capturedIn !== undefined) return l10n.t('captured in {0}', visibleText(capturedIn));
  if (pending) return l10n.t('not applied yet');
  if (note !== undefined) return visibleText(note);
  return writer === undefined ? '' : visibleText(writerWords(writer));
}

function findingLines(finding: Finding, rule: string | undefined, now: Date): readonly string[] {
  const { writer, line } = finding;
  return [
    visibleText(formatPath(finding.path)),
    valueWords(finding),
    ...(finding.pending ? [l10n.t('Git moved on, and this was not applied yet.')] : []),
    ...(writer === undefined ? [] : [writerLine(writer, now)]),
    ...(finding.capturedIn === undefined
      ? []
      : [
          l10n.t(
            'The branch {0} already declares what the cluster has.',
            visibleText(finding.capturedIn),
          ),
        ]),
    ...(rule === undefined ? [] : [l10n.t('Ignored by {0}', visibleText(rule))]),
    ...(line === undefined ? [] : [l10n.t('Line {0}', line)]),
  ];
}

function writerLine(writer: NonNullable<Finding['writer']>, now: Date): string {
  const who = visibleText(writerWords(writer));
  const raw = writer.manager === '' || writer.manager === who ? '' : ` (${writer.manager})`;
  const time = writtenAt(writer);
  if (time === undefined) return l10n.t('Written by {0}', `${who}${visibleText(raw)}`);
  const when = momentWords(time, now) ?? '';
  return l10n.t(
    'Written by {0}, at the latest {1} ({2})',
    `${who}${visibleText(raw)}`,
    when,
    exactMoment(time),
  );
}
