import { l10n } from 'vscode';
import type { AuditedObject, AuditEntry } from '../core/model/audit.ts';
import { visibleText } from '../core/model/visibleText.ts';
import { actWords, beyondAct, outcomeWords } from './historyView/historyRows.ts';

/** Of what is shown; its link leads to the lines as they were written. */
export interface AuditText {
  readonly text: string;
  /** Place of the link's words in the text. */
  readonly link: { readonly start: number; readonly end: number };
}

/**
 * The log of acts as people read it, newest first: when, who, what; below it where, by which commit,
 * which fields of which objects, and why what was not done was not.
 */
export function auditText(folder: string, entries: readonly AuditEntry[]): AuditText {
  const link = l10n.t('as JSON lines');
  const head = l10n.t('What was done in {0}, newest first; the same {1}.', folder, link);
  const acts = [...entries].reverse().map((entry) => `${actLines(entry).join('\n')}\n`);
  const start = head.lastIndexOf(link);
  return { text: [`${head}\n`, ...acts].join('\n'), link: { start, end: start + link.length } };
}

function actLines(entry: AuditEntry): readonly string[] {
  const { time, who, act, outcome, context, commit, objects } = entry;
  const message = beyondAct(entry);
  const what = outcome === 'done' ? actWords(act) : `${outcomeWords(outcome)}: ${actWords(act)}`;
  const below = [
    ...(context === undefined ? [] : [l10n.t('Cluster: {0}', context)]),
    ...(commit === undefined ? [] : [l10n.t('Commit: {0}', commit.slice(0, 7))]),
    ...objects.map(objectLine),
    ...(message === undefined ? [] : message.split('\n')),
  ];
  return [
    `${momentWords(time)}  ${visibleText(whoWords(who))}  ${what}`,
    ...below.map((line) => `    ${visibleText(line)}`),
  ];
}

function whoWords(who: AuditEntry['who']): string {
  return who === undefined ? l10n.t('somebody (not recorded)') : `${who.name} <${who.email}>`;
}

/** `Deployment task-agent (task): spec.replicas`; with why, where it was not done. */
function objectLine({ ref, fields, outcome, message }: AuditedObject): string {
  const place = ref.namespace === undefined ? '' : ` (${ref.namespace})`;
  const subject = `${ref.kind} ${ref.name}${place}`;
  const said = fields.length === 0 ? subject : `${subject}: ${fields.join(', ')}`;
  const became = endWords(outcome);
  if (message === undefined) return outcome === 'done' ? said : `${said}: ${became}`;
  return `${said}: ${became}: ${message}`;
}

/** What became of one object; what another version wrote stays as it is. */
function endWords(outcome: string): string {
  switch (outcome) {
    case 'done':
      return l10n.t('done');
    case 'refused':
      return l10n.t('refused');
    case 'moved':
      return l10n.t('changed meanwhile, not written');
    case 'unsettled':
      return l10n.t('written, but the same again');
    case 'failed':
      return l10n.t('failed');
    case 'notRun':
      return l10n.t('not begun');
    case 'unknown':
      return l10n.t('not known');
    default:
      return outcome;
  }
}

/** `2026-11-25 20:14:03` of this machine's clock: a log is compared by eye, line with line. */
function momentWords(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return visibleText(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
