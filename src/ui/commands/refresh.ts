import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { Workspace } from '../workspace.ts';

/** Looks again at everything; where nothing is open yet, tries to open it. */
export async function refresh(workspace: Workspace): Promise<void> {
  const location = vscode.ProgressLocation.Window;
  const title = l10n.t('Driftline looks again');
  await vscode.window.withProgress({ location, title }, async () => {
    const { opened } = workspace;
    if (opened.length === 0) await workspace.reopen();
    else await Promise.all(opened.map(({ session }) => session.refresh()));
  });
}
