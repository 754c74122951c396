import * as vscode from 'vscode';
import type { FolderSituation, Workspace } from './workspace.ts';

/**
 * The folder that the status bar item speaks for, and so its menu: the active editor's, else the
 * first one that is compared with a cluster, else the first.
 */
export function shownFolder(workspace: Workspace): FolderSituation | undefined {
  const { situations } = workspace;
  const active = vscode.window.activeTextEditor?.document.uri;
  const holder =
    active && (vscode.workspace.getWorkspaceFolder(active) ?? workspace.at(active)?.folder);
  const own = situations.find(({ folder }) => folder.uri.toString() === holder?.uri.toString());
  const [first] = situations;
  return own ?? situations.find(({ situation }) => situation.kind === 'looking') ?? first;
}
