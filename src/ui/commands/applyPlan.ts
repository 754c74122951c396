import { l10n } from 'vscode';
import { formatRef } from '../../core/model/objectRef.ts';
import { writes, type Plan } from '../../core/model/plan.ts';
import type { StepResult, SyncProgress, SyncReport } from '../../engine/syncReport.ts';
import { goodWords } from '../goodWords.ts';
import type { MessageAction, Messages } from '../messages.ts';
import type { Place } from '../place.ts';
import type { SyncRequest } from '../session.ts';
import { consentOf } from '../syncPicks.ts';
import { syncQuestion, type SyncPlace } from '../syncWords.ts';
import { requireFree } from '../requireFree.ts';
import type { Opened } from '../workspace.ts';
import type { WriteGuard } from '../writeGuard.ts';
import { withProgress } from './withProgress.ts';

/** What commands that write to a cluster speak and ask with. */
export interface ApplyTalk {
  readonly messages: Messages;
  readonly guard: WriteGuard;
}

/**
 * Plans, with progress; `undefined` where the person took it back. Throws in the middle of a rebase
 * or the like: planning has looked at Git by then.
 */
export async function planApply(opened: Opened, request: SyncRequest): Promise<Plan | undefined> {
  const plan = await withProgress(l10n.t('Driftline plans what to apply'), ({ signal }) =>
    opened.session.planSync(request, signal),
  );
  if (plan !== undefined) requireFree(opened);
  return plan;
}

/** Asks for a plan that writes something, carries it out, and says how it ended. */
export async function applyPlan(opened: Opened, plan: Plan, talk: ApplyTalk): Promise<void> {
  const { messages, guard } = talk;
  if (!plan.steps.some(writes)) return tellNothingToDo(opened, plan, messages);
  const place = syncPlace(opened);
  if (!(await guard.allows(syncQuestion(plan, place), place))) return;
  const title = l10n.t('Applying to {0}', place.context);
  const report = await withProgress(title, ({ signal, report: tell }) =>
    opened.session.carryOut(plan, signal, (progress) => tell(describeProgress(progress))),
  );
  if (report) tellReport(report, place, messages);
}

/** Where a write of this folder goes. */
export function syncPlace({ session, binding }: Opened): SyncPlace {
  const { cluster, target, revision } = session.store.state;
  const ref = revision?.ref ?? target.revision;
  return {
    context: cluster?.context ?? binding.context,
    namespace: target.namespace,
    revision: revision?.sha === undefined ? ref : `${ref}@${revision.sha.slice(0, 7)}`,
    loopback: cluster?.loopback ?? false,
  };
}

function tellNothingToDo(opened: Opened, plan: Plan, messages: Messages): void {
  const { session } = opened;
  const refused = plan.steps.flatMap(({ refusal }) => refusal?.message ?? []);
  const left = plan.steps.flatMap((step) =>
    step.left.map(({ why }) => `${formatRef(step.ref)}: ${why}`),
  );
  const [first, ...more] = [...refused, ...left];
  if (first === undefined) {
    // What was asked for may be a part only, and the rest another matter.
    const objects = [...session.store.objects()];
    const isAll = objects.every(({ status }) => status === 'inSync');
    messages.done(isAll ? goodWords(objects) : l10n.t('There is nothing to apply.'));
    return;
  }
  const sentence =
    more.length === 0
      ? l10n.t('Nothing can be applied. {0}', first)
      : l10n.t('Nothing can be applied. {0} And {1} more.', first, more.length);
  void messages.warn(sentence, liftActions(opened, plan));
}

/** What only a consent of its own lets through can be allowed where a sync is picked. */
function liftActions({ folder }: Opened, plan: Plan): readonly MessageAction[] | undefined {
  const places = plan.steps
    .filter((step) => consentOf(step) !== 'none')
    .map(({ key }): Place => ({ folder: folder.uri.toString(), key }));
  if (places.length === 0) return undefined;
  return [{ title: l10n.t('Sync…'), command: 'driftline.sync', args: [places[0], places] }];
}

/** What is under way, and how far it is. */
export function describeProgress({ phase, done, total, subject }: SyncProgress): string {
  if (subject === undefined) return l10n.t('{0} of {1}', done, total);
  switch (phase) {
    case 'planning':
      return l10n.t('{0} of {1}: planning {2}', done, total, subject);
    case 'writing':
      return l10n.t('{0} of {1}: applying {2}', done, total, subject);
    case 'waiting':
      return l10n.t('{0} of {1}: waiting for {2}', done, total, subject);
  }
}

function tellReport(report: SyncReport, place: SyncPlace, messages: Messages): void {
  for (const { step, outcome, message } of report.results) {
    if (outcome === 'nothing') continue;
    const why = message === undefined ? '' : `, ${message}`;
    messages.note(`Sync of ${formatRef(step.ref)}: ${outcome}${why}`);
  }
  const done = report.results.filter(({ outcome }) => outcome === 'done').length;
  const applied =
    done === 1
      ? l10n.t('Applied 1 object to {0}', place.context)
      : l10n.t('Applied {0} objects to {1}', done, place.context);
  const bad = report.results.filter(isBad);
  const [first] = bad;
  if (!first) {
    messages.done(report.cancelled ? l10n.t('{0}, then stopped.', applied) : `${applied}.`);
    return;
  }
  const why = first.message ?? l10n.t('{0} was not', formatRef(first.step.ref));
  const more = bad.length === 1 ? '' : ` ${l10n.t('And {0} more.', bad.length - 1)}`;
  void messages.warn(`${applied}. ${why}${more}`);
}

function isBad({ outcome }: StepResult): boolean {
  switch (outcome) {
    case 'done':
    case 'nothing':
      return false;
    case 'refused':
    case 'moved':
    case 'unsettled':
    case 'failed':
    case 'notRun':
      return true;
  }
}
