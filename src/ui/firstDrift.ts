import type { Messages } from './messages.ts';
import { readSetting } from './settings.ts';
import type { Opened, Workspace } from './workspace.ts';

/** Tells of the first drift of a session, once, where the person wants to hear of it. */
export function tellOfFirstDrift(workspace: Workspace, messages: Messages): { dispose(): void } {
  return workspace.onDidChange((change) => {
    if (change.kind === 'store') tell(change.opened, messages);
  });
}

function tell({ session, folder, binding }: Opened, messages: Messages): void {
  const { phase, cluster } = session.store.state;
  if (phase !== 'current' || !readSetting('driftline.notifyFirstDrift', folder)) return;
  const { drifted } = session.store.summary();
  if (drifted > 0) void messages.tellOfFirstDrift(drifted, cluster?.context ?? binding.context);
}
