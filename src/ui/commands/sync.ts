import * as vscode from 'vscode';
import { formatRef } from '../../core/model/objectRef.ts';
import { writes, type Plan } from '../../core/model/plan.ts';
import type { Messages } from '../messages.ts';
import type { Session, SyncOutcome } from '../session.ts';
import { syncQuestion, type SyncPlace } from '../syncWords.ts';
import type { WorkspaceController } from '../workspaceController.ts';

/** Plans a sync of all objects, asks, carries it out, and says how it ended. */
export async function sync(workspace: WorkspaceController, messages: Messages): Promise<void> {
  const { session } = requireOpened(workspace);
  const plan = await withProgress('Driftline plans what to apply', (signal) =>
    session.planSync(signal),
  );
  if (plan === undefined) return;
  if (!plan.steps.some(writes)) return tellNothingToDo(plan, messages);
  const place = placeOf(session);
  if (!(await messages.confirm(syncQuestion(plan, place)))) return;
  const outcomes = await withProgress(`Applying to ${place.context}`, (signal, report) =>
    session.carryOut(plan, signal, report),
  );
  if (outcomes) tellOutcomes(outcomes, place, messages);
}

/** The session; throws with the next step where none is open. */
export function requireOpened(workspace: WorkspaceController) {
  const { opened, situation } = workspace;
  if (opened) return opened;
  switch (situation.kind) {
    case 'untrusted':
      throw new Error('this workspace is not trusted. Trust it first (Manage Workspace Trust).');
    case 'noRepository':
    case 'chooseCluster':
    case 'failed':
      throw new Error(situation.message);
    case 'opening':
    case 'looking':
      throw new Error('Driftline is still starting. Try again in a moment.');
  }
}

/** `undefined` when the person cancelled. */
async function withProgress<T>(
  title: string,
  run: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    try {
      return await run(controller.signal, (message) => progress.report({ message }));
    } catch (error) {
      if (controller.signal.aborted) return undefined;
      throw error;
    } finally {
      subscription.dispose();
    }
  });
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

function tellOutcomes(
  outcomes: readonly SyncOutcome[],
  place: SyncPlace,
  messages: Messages,
): void {
  for (const { ref, state, message } of outcomes) {
    messages.note(`Sync of ${formatRef(ref)}: ${state}${message ? `, ${message}` : ''}`);
  }
  const written = outcomes.filter(({ state }) => state === 'written').length;
  const count = written === 1 ? '1 object' : `${written} objects`;
  const bad = outcomes.filter(({ state }) => state === 'failed' || state === 'refused');
  const [first] = bad;
  if (!first) {
    messages.done(`Applied ${count} to ${place.context}.`);
    return;
  }
  const more = bad.length === 1 ? '' : ` And ${bad.length - 1} more.`;
  void messages.warn(
    `Applied ${count} to ${place.context}; ${formatRef(first.ref)} was not: ${first.message ?? first.state}${more}`,
  );
}
