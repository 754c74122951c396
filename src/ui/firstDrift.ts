import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { Messages } from './messages.ts';
import { readSetting } from './settings.ts';
import type { Opened, Workspace } from './workspace.ts';

/**
 * Tells of the first drift of a session, once, where the person wants to hear of it, and does not
 * see it already (`isSeen`: in the panel or the Drift view).
 */
export function tellOfFirstDrift(
  workspace: Workspace,
  messages: Messages,
  isSeen: () => boolean,
): { dispose(): void } {
  let isTold = false;
  return workspace.onDidChange((change) => {
    if (isTold) return;
    // A session may open on a picture that is complete already.
    const all = change.kind === 'store' ? [change.opened] : workspace.opened;
    const opened = all.find((one) => newsOf(one) > 0);
    if (opened === undefined) return;
    isTold = true;
    if (isSeen()) return;
    tell(opened, newsOf(opened), messages).catch((error: unknown) => {
      messages.note('The first drift could not be told of', error);
    });
  });
}

/** How many objects there are to tell of. */
function newsOf({ session, folder }: Opened): number {
  if (session.store.state.phase !== 'current') return 0;
  return readSetting('driftline.notifyFirstDrift', folder) ? session.store.summary().drifted : 0;
}

async function tell(
  { session, folder, binding }: Opened,
  drifted: number,
  messages: Messages,
): Promise<void> {
  const context = session.store.state.cluster?.context ?? binding.context;
  const sentence =
    drifted === 1
      ? l10n.t('1 object has drifted away from Git in {0}.', context)
      : l10n.t('{0} objects have drifted away from Git in {1}.', drifted, context);
  const show = l10n.t('Show Drift');
  const never = l10n.t('Don’t Show Again');
  const answer = await messages.ask(sentence, [show, never]);
  if (answer === show) {
    await vscode.commands.executeCommand('driftline.showDrift', { folder: folder.uri.toString() });
  }
  if (answer === never) {
    const settings = vscode.workspace.getConfiguration();
    const everywhere = vscode.ConfigurationTarget.Global;
    await settings.update('driftline.notifyFirstDrift', false, everywhere);
  }
}
