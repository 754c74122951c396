import * as vscode from 'vscode';
import type { WorkspaceController } from '../workspaceController.ts';

/** Looks again at everything; where nothing is open yet, tries to open it. */
export async function refresh(workspace: WorkspaceController): Promise<void> {
  const location = vscode.ProgressLocation.Window;
  await vscode.window.withProgress({ location, title: 'Driftline looks again' }, async () => {
    const { opened } = workspace;
    if (opened) await opened.session.refresh();
    else await workspace.reopen();
  });
}
