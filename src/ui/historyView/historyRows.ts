import { l10n } from 'vscode';
import { viewItems } from '../../contributions.ts';
import { writerWords } from '../../core/diff/writerWords.ts';
import type { Act, AuditEntry } from '../../core/model/audit.ts';
import { parsePath } from '../../core/model/parsePath.ts';
import { objectKey, type ObjectRef } from '../../core/model/objectRef.ts';
import {
  joinCommits,
  type ActEvent,
  type CommitEvent,
  type TimelineEvent,
  type WriteEvent,
} from '../../core/model/timeline.ts';
import { visibleText } from '../../core/model/visibleText.ts';
import type { RowIcon } from '../driftView/rowFace.ts';
import { fieldWords } from '../fieldWords.ts';
import { briefAge, exactMoment } from '../moments.ts';
import type { HistoryRow } from './historyRow.ts';

const MOST_NAMED = 3;
/** Characters: what a view of 300 pixels shows before who and when. The tooltip has all of it. */
const LONGEST_LABEL = 20;

/**
 * Commits, our acts, and writes by hand, in the order they come in; a commit of ours is one row.
 * What appliers and controllers wrote is left out: that is how a cluster lives.
 */
export function historyRows(
  folder: string,
  events: readonly TimelineEvent[],
  now: Date,
): readonly HistoryRow[] {
  const seen = new Map<string, number>();
  return joinCommits(events).flatMap((event) => {
    const row = rowOf(folder, event, now);
    if (row === undefined) return [];
    // Equal events are told apart, so that each row keeps its own place.
    const count = seen.get(row.id) ?? 0;
    seen.set(row.id, count + 1);
    return [count === 0 ? row : { ...row, id: `${row.id}#${count}` }];
  });
}

function rowOf(folder: string, event: TimelineEvent, now: Date): HistoryRow | undefined {
  switch (event.kind) {
    case 'commit':
      return commitRow(folder, event, now);
    case 'act':
      return actRow(folder, event, now);
    case 'write':
      return writeRow(folder, event, now);
  }
}

/** A row is narrow for the eye alone. */
function namedRow(
  name: string,
  details: readonly (string | undefined)[],
): Pick<HistoryRow, 'label' | 'description' | 'spoken'> {
  const description = joined(details);
  return { label: cut(name), description, spoken: `${name}, ${description}` };
}

function commitRow(folder: string, event: CommitEvent, now: Date): HistoryRow {
  const { commit, subject, message, who, time, madeBy } = event;
  const name = visibleText(subject);
  const did = madeBy && visibleText(actLabel(madeBy));
  // The subject that was proposed says less than what was done, in the space that there is.
  const isOwn = did === undefined || !/^capture[(:]/.test(subject);
  const names = did === undefined ? [name] : isOwn ? [name, did] : [did, name];
  const details = [visibleText(who.name), briefAge(time, now)];
  return {
    id: `${folder}|commit|${commit}`,
    folder,
    commit,
    ...namedRow(isOwn ? name : did, details),
    spoken: [...names, joined(details)].join(', '),
    lines: [
      ...(madeBy === undefined ? [] : [...actTold(madeBy), '']),
      ...message.split('\n').map(visibleText),
      '',
      visibleText(`${who.name} <${who.email}>`),
      exactMoment(time),
      commit,
    ],
    icon: madeBy === undefined ? { codicon: 'git-commit' } : actIcon(madeBy.act, madeBy.outcome),
    context: viewItems.commit,
  };
}

function actRow(folder: string, { entry, time }: ActEvent, now: Date): HistoryRow {
  const { act, who, commit, outcome } = entry;
  const message = beyondAct(entry);
  return {
    id: `${folder}|act|${time}|${act}`,
    folder,
    ...(commit === undefined ? {} : { commit }),
    ...namedRow(visibleText(actLabel(entry)), [visibleText(who?.name ?? ''), briefAge(time, now)]),
    lines: [
      ...actTold(entry),
      ...(message === undefined ? [] : [visibleText(message)]),
      exactMoment(time),
    ],
    icon: actIcon(act, outcome),
    context: viewItems.act,
  };
}

function actTold(entry: AuditEntry): readonly string[] {
  const { context } = entry;
  const where = context === undefined ? [] : [l10n.t('Cluster: {0}', visibleText(context))];
  return [...actLines(entry), ...where];
}

/** Each object with its fields, and why one was not settled. */
function actLines({ act, objects, commit }: AuditEntry): readonly string[] {
  const head = commit === undefined ? actWords(act) : `${actWords(act)} · ${commit.slice(0, 7)}`;
  const lines = objects.map(({ ref, fields, message }) => {
    const told = [subjectOf(ref), fewOf(fields), message ?? ''].filter((part) => part !== '');
    return visibleText(told.join(': '));
  });
  return [head, ...lines];
}

function writeRow(folder: string, event: WriteEvent, now: Date): HistoryRow | undefined {
  const { writer, ref, fields, time } = event;
  if (writer.class === 'applier' || writer.class === 'controller') return undefined;
  const who = visibleText(writerWords(writer));
  const subject = visibleText(subjectOf(ref));
  // Rows are narrow: the kind, and that it was by hand, are in the tooltip and the icon.
  return {
    id: `${folder}|write|${objectKey(ref)}|${writer.manager}|${writer.subresource ?? ''}|${time ?? ''}`,
    folder,
    key: objectKey(ref),
    ...namedRow(`${visibleText(ref.name)} ${fewOf(fields.map(shortField))}`, [
      who,
      time === undefined ? undefined : briefAge(time, now),
    ]),
    lines: [
      l10n.t('{0} wrote into {1} of the cluster', who, subject),
      ...fields.map(visibleText),
      ...(time === undefined ? [] : [l10n.t('At the latest {0}', exactMoment(time))]),
    ],
    icon: { codicon: 'edit', color: 'driftline.drifted' },
    context: viewItems.write,
  };
}

/** As the Drift view names it. */
function shortField(path: string): string {
  const parsed = parsePath(path);
  return parsed === undefined ? visibleText(path) : fieldWords(parsed);
}

/** `Deployment task-agent`. */
function subjectOf(ref: ObjectRef): string {
  return `${ref.kind} ${ref.name}`;
}

/** `Applied task-agent`: short, since the icon and the tooltip tell the rest. */
function actLabel({ act, objects, outcome }: AuditEntry): string {
  const [first, ...more] = objects.map(({ ref }) => ref.name);
  const all = more.length === 0 ? first : l10n.t('{0} and {1} more', first ?? '', more.length);
  if (outcome !== 'done') return `${outcomeWords(outcome)}: ${all ?? actWords(act)}`;
  return all === undefined ? actWords(act) : actOn(act, all);
}

function actOn(act: Act, subjects: string): string {
  switch (act) {
    case 'apply':
      return l10n.t('Applied {0}', subjects);
    case 'heal':
      return l10n.t('Healed {0}', subjects);
    case 'capture':
      return l10n.t('Captured {0}', subjects);
    case 'rollback':
      return l10n.t('Rolled back {0}', subjects);
    case 'pause':
    case 'resume':
    case 'consent':
    case 'withdraw':
      return actWords(act);
  }
}

/** What an act did, in words. */
export function actWords(act: Act): string {
  switch (act) {
    case 'apply':
      return l10n.t('Applied from Git');
    case 'heal':
      return l10n.t('Healed');
    case 'capture':
      return l10n.t('Captured live to commit');
    case 'rollback':
      return l10n.t('Rolled back');
    case 'pause':
      return l10n.t('Paused self-heal');
    case 'resume':
      return l10n.t('Resumed self-heal');
    case 'consent':
      return l10n.t('Allowed self-heal');
    case 'withdraw':
      return l10n.t('Forbade self-heal');
  }
}

/** What its message says that the act does not: of a consent the policy, of a pause its end. */
export function beyondAct({ act, message }: AuditEntry): string | undefined {
  switch (act) {
    case 'pause':
    case 'resume':
    case 'consent':
    case 'withdraw': {
      const own = /^self-heal (?:paused|resumed|allowed|forbidden)(?::? |$)/;
      return message?.replace(own, '') || undefined;
    }
    case 'apply':
    case 'heal':
    case 'capture':
    case 'rollback':
      return message;
  }
}

function actIcon(act: Act, outcome: AuditEntry['outcome']): RowIcon {
  if (outcome === 'failed' || outcome === 'refused') {
    return { codicon: 'error', color: 'driftline.invalid' };
  }
  const codicon = actCodicon(act);
  return outcome === 'partial' ? { codicon, color: 'list.warningForeground' } : { codicon };
}

function actCodicon(act: Act): string {
  switch (act) {
    case 'apply':
      return 'cloud-upload';
    case 'heal':
      return 'shield';
    case 'capture':
      return 'repo-pull';
    case 'rollback':
      return 'discard';
    case 'pause':
      return 'debug-pause';
    case 'resume':
      return 'debug-continue';
    case 'consent':
      return 'unlock';
    case 'withdraw':
      return 'lock';
  }
}

export function outcomeWords(outcome: Exclude<AuditEntry['outcome'], 'done'>): string {
  switch (outcome) {
    case 'partial':
      return l10n.t('In part');
    case 'refused':
      return l10n.t('Refused');
    case 'failed':
      return l10n.t('Failed');
  }
}

function fewOf(words: readonly string[]): string {
  const shown = words.slice(0, MOST_NAMED).join(', ');
  const rest = words.length - MOST_NAMED;
  return rest > 0 ? l10n.t('{0} and {1} more', shown, rest) : shown;
}

/** Whole characters, as they are counted by code point. */
function cut(text: string): string {
  const all = [...text];
  return all.length <= LONGEST_LABEL
    ? text
    : `${all
        .slice(0, LONGEST_LABEL - 1)
        .join('')
        .trimEnd()}…`;
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
