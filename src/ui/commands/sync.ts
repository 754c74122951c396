import { formatRef } from '../../core/model/objectRef.ts';
import { writes, type Plan } from '../../core/model/plan.ts';
import type { StepResult, SyncProgress, SyncReport } from '../../engine/syncReport.ts';
import type { Messages } from '../messages.ts';
import type { Session } from '../session.ts';
import { syncQuestion, type SyncPlace } from '../syncWords.ts';
import type { WorkspaceController } from '../workspaceController.ts';
import { withProgress } from './withProgress.ts';

/** Plans a sync of all objects, asks, carries it out, and says how it ended. */
export async function sync(workspace: WorkspaceController, messages: Messages): Promise<void> {
  const { session } = requireOpened(workspace);
  const plan = await withProgress('Driftline plans what to apply', ({ signal }) =>
    session.planSync(signal),
  );
  if (plan === undefined) return;
  if (!plan.steps.some(writes)) return tellNothingToDo(plan, messages);
  const place = placeOf(session);
  if (!(await messages.confirm(syncQuestion(plan, place)))) return;
  const report = await withProgress(`Applying to ${place.context}`, ({ signal, report: tell }) =>
    session.carryOut(plan, signal, (progress) => tell(describeProgress(progress))),
  );
  if (report) tellReport(report, place, messages);
}

/** The session; throws with the next step where none is open. */
export function requireOpened(workspace: WorkspaceController) {
  const { opened, situation } = workspace;
  if (opened) return opened;
  switch (situation.kind) {
    case 'untrusted':
      throw new Error('this workspace is not trusted. Trust it first (Manage Workspace Trust).');
    case 'noRepository':
    case 'unbound':
    case 'failed':
      throw new Error(situation.message);
    case 'opening':
    case 'looking':
      throw new Error('Driftline is still starting. Try again in a moment.');
  }
}

function placeOf({ store }: Session): SyncPlace {
  const { cluster, target, revision } = store.state;
  const ref = revision?.ref ?? target.revision;
  return {
    context: cluster?.context ?? target.name,
    namespace: target.namespace,
    revision: revision?.sha === undefined ? ref : `${ref}@${revision.sha.slice(0, 7)}`,
  };
}

function tellNothingToDo(plan: Plan, messages: Messages): void {
  const refused = plan.steps.flatMap(({ refusal }) => refusal?.message ?? []);
  const left = plan.steps.flatMap((step) =>
    step.left.map(({ why }) => `${formatRef(step.ref)}: ${why}`),
  );
  const [first, ...more] = [...refused, ...left];
  if (first === undefined) {
    messages.done('Everything that Git declares runs as declared.');
    return;
  }
  const rest = more.length === 0 ? '' : ` And ${more.length} more.`;
  void messages.warn(`Nothing to apply. ${first}${rest}`);
}

function describeProgress({ phase, done, total, subject }: SyncProgress): string {
  const verb = { planning: 'planning', writing: 'applying', waiting: 'waiting for' }[phase];
  return `${done} of ${total}${subject === undefined ? '' : `: ${verb} ${subject}`}`;
}

function tellReport(report: SyncReport, place: SyncPlace, messages: Messages): void {
  for (const { step, outcome, message } of report.results) {
    if (outcome === 'nothing') continue;
    const why = message === undefined ? '' : `, ${message}`;
    messages.note(`Sync of ${formatRef(step.ref)}: ${outcome}${why}`);
  }
  const done = report.results.filter(({ outcome }) => outcome === 'done').length;
  const applied = `Applied ${done === 1 ? '1 object' : `${done} objects`} to ${place.context}`;
  const bad = report.results.filter(isBad);
  const [first] = bad;
  if (!first) {
    messages.done(report.cancelled ? `${applied}, then stopped.` : `${applied}.`);
    return;
  }
  const more = bad.length === 1 ? '' : ` And ${bad.length - 1} more.`;
  const why = first.message ?? `${formatRef(first.step.ref)} was not`;
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
