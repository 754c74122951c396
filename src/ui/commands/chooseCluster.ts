import * as vscode from 'vscode';
import type { SessionOpener } from '../session.ts';
import { readSetting } from '../settings.ts';
import type { Workspace } from '../workspace.ts';

/** Asks for the cluster of this folder and remembers it for the workspace. */
export async function chooseCluster(workspace: Workspace, opener: SessionOpener): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw new Error('this workspace is not trusted. Trust it first (Manage Workspace Trust).');
  }
  const kubeconfig = readSetting('driftline.kubeconfig');
  const contexts = await opener.contexts(kubeconfig === '' ? undefined : kubeconfig);
  const picked = await vscode.window.showQuickPick(
    contexts.map((context) => ({
      label: context.name,
      description: context.server,
      detail: `namespace ${context.namespace}${context.current ? ', kubectl’s current context' : ''}`,
      context,
    })),
    {
      title: 'Choose the cluster for this folder',
      placeHolder: 'Driftline only reads from it until you confirm a sync',
      matchOnDescription: true,
    },
  );
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!picked || folder === undefined) return;
  await workspace.bind(folder, { context: picked.context.name, server: picked.context.server });
}
