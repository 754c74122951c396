import * as vscode from 'vscode';

/** Opens the four first steps, in the editor's own welcome page. */
export async function openWalkthrough(extensionId: string): Promise<void> {
  const walkthrough = `${extensionId}#start`;
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false);
}
