import { l10n } from 'vscode';
import type { AuditDocument } from '../auditDocument.ts';
import type { Messages } from '../messages.ts';
import type { Place } from '../place.ts';
import type { Workspace } from '../workspace.ts';
import { requireOpened } from './requireOpened.ts';

/** Opens the log of acts on the repository. */
export async function showAudit(
  workspace: Workspace,
  audit: AuditDocument,
  messages: Messages,
  places?: readonly Place[],
): Promise<void> {
  const opened = await requireOpened(workspace, places);
  if (opened === undefined) return;
  const acts = await opened.session.acts();
  if (acts.length === 0) {
    messages.done(l10n.t('Nothing was done in this repository yet: the log is empty.'));
    return;
  }
  await audit.show(opened, acts);
}
