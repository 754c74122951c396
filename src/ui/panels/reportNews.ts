import { l10n } from 'vscode';
import type { Status } from '../../core/model/objectStatus.ts';
import type { StepResult, SyncReport } from '../../engine/syncReport.ts';
import type { StepNews } from '../../shared/panelPreview.ts';
import { statusPresentation } from '../presentation.ts';

/** What became of each object of a sync, by looking again. */
export function reportNews(report: SyncReport): readonly StepNews[] {
  const news = report.results.filter(({ outcome }) => outcome !== 'nothing').map(newsOf);
  if (!report.cancelled) return news;
  return [...news, { good: false, message: l10n.t('Stopped; what had begun was finished.') }];
}

function newsOf(result: StepResult): StepNews {
  const { step, message } = result;
  const subject = `${step.ref.kind} ${step.ref.name}`;
  const good = result.outcome === 'done';
  return { good, key: step.key, message: message ?? outcomeWords(subject, result) };
}

function outcomeWords(subject: string, { outcome, step, status }: StepResult): string {
  switch (outcome) {
    case 'done':
      return doneWords(subject, step.action, status?.status);
    case 'nothing':
      return l10n.t('{0}: nothing to do', subject);
    case 'refused':
      return l10n.t('{0} was refused', subject);
    case 'moved':
      return l10n.t('{0} changed meanwhile, so nothing was written', subject);
    case 'unsettled':
      return l10n.t('{0} was written, but the cluster shows the same again', subject);
    case 'failed':
      return l10n.t('{0} could not be written', subject);
    case 'notRun':
      return l10n.t('{0} was not begun', subject);
  }
}

function doneWords(
  subject: string,
  action: StepResult['step']['action'],
  now: Status | undefined,
): string {
  const made =
    action === 'create' || action === 'recreate'
      ? l10n.t('{0} created', subject)
      : l10n.t('{0} applied', subject);
  if (now === undefined) return made;
  const { word } = statusPresentation[now];
  if (now === 'inSync') return `${made} · ${word}`;
  return `${made} · ${l10n.t('still: {0}', word)}`;
}
