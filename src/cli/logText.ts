import { writerWords } from '../core/diff/writerWords.ts';
import type { Act, AuditEntry } from '../core/model/audit.ts';
import { relativeTime } from '../core/model/relativeTime.ts';
import { joinCommits, type TimelineEvent } from '../core/model/timeline.ts';
import { span, type Line, type Span, type Style, type Surface } from './spans.ts';
import { subjectText } from './subjectText.ts';
import { tableLines } from './table.ts';

/** When, who, what, why; an event a line, and below an act each object that was not settled. */
export function logLines(
  all: readonly TimelineEvent[],
  { surface, now }: { readonly surface: Surface; readonly now: Date },
): readonly Line[] {
  const events = joinCommits(all);
  const rows = events.map((event) => eventRow(event, now));
  const lines = tableLines(rows, surface, { firm: 2 });
  return events.flatMap((event, index) => [
    ...lines.slice(index, index + 1),
    ...(event.kind === 'act' ? unsettledLines(event.entry) : []),
  ]);
}

function eventRow(event: TimelineEvent, now: Date): readonly Span[] {
  const time = event.time === undefined ? '' : (relativeTime(event.time, now) ?? event.time);
  return [span(time, 'dim'), ...cellsOf(event)];
}

function cellsOf(event: TimelineEvent): readonly Span[] {
  switch (event.kind) {
    case 'commit': {
      if (event.madeBy !== undefined) return actCells(event.madeBy);
      const what = span(`committed ${event.commit.slice(0, 7)}`, 'cyan');
      return [span(event.who.name, 'bold'), what, span(event.subject)];
    }
    case 'write': {
      const what = span(`wrote ${subjectText(event.ref)}`, 'yellow');
      return [span(writerWords(event.writer), 'bold'), what, span(fewOf(event.fields))];
    }
    case 'act':
      return actCells(event.entry);
  }
}

const actWords: Readonly<Record<Act, string>> = {
  apply: 'applied from Git',
  heal: 'healed',
  capture: 'captured live to commit',
  rollback: 'rolled back',
  pause: 'paused self-heal',
  resume: 'resumed self-heal',
  consent: 'allowed self-heal',
  withdraw: 'withdrew self-heal',
};

const outcomeStyles: Readonly<Record<AuditEntry['outcome'], Style>> = {
  done: 'green',
  partial: 'yellow',
  refused: 'red',
  failed: 'red',
};

function actCells(entry: AuditEntry): readonly Span[] {
  const { act, who, commit, outcome, context, message } = entry;
  const verb = actWords[act];
  const said = outcome === 'done' ? verb : `${verb} (${outcome})`;
  const place = context === undefined ? '' : ` · ${context}`;
  const parts = [
    ...entry.objects.map(({ ref, fields }) => `${subjectText(ref)} ${fewOf(fields)}`.trimEnd()),
    ...(message === undefined ? [] : [message]),
  ];
  const from = commit === undefined ? [] : [commit.slice(0, 7)];
  return [
    span(who?.name ?? 'somebody (not recorded)', 'bold'),
    span(`${said}${place}`, outcomeStyles[outcome]),
    span([...from, fewOf(parts, '; ')].filter((part) => part !== '').join('  ')),
  ];
}

function unsettledLines({ objects }: AuditEntry): readonly Line[] {
  return objects.flatMap(({ ref, outcome, message }) => {
    if (message === undefined) return [];
    return [[span(`    ${subjectText(ref)}: ${outcome}: ${message}`, 'red')]];
  });
}

const most = 3;

function fewOf(words: readonly string[], separator = ', '): string {
  const shown = words.slice(0, most).join(separator);
  const rest = words.length - most;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
