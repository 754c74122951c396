import * as vscode from 'vscode';
import type { CommandId } from '../../contributions.ts';
import type { RowFace, RowIcon } from './rowFace.ts';

/** A row as the editor draws it; its tooltip is made when the pointer rests on it. */
export function treeItemOf(id: string, face: RowFace, extensionUri: vscode.Uri): vscode.TreeItem {
  const item = new vscode.TreeItem(face.label, foldOf(face));
  item.id = id;
  if (face.description !== undefined) item.description = face.description;
  if (face.icon !== undefined) item.iconPath = iconOf(face.icon, extensionUri);
  if (face.context !== undefined) item.contextValue = face.context;
  return item;
}

/** A click on a row calls a command with the row, and says that it was a click. */
export function clickCommand(command: CommandId, node: unknown): vscode.Command {
  return { command, title: '', arguments: [node, 'click'] };
}

function foldOf({ folds }: RowFace): vscode.TreeItemCollapsibleState {
  switch (folds) {
    case 'never':
      return vscode.TreeItemCollapsibleState.None;
    case 'folded':
      return vscode.TreeItemCollapsibleState.Collapsed;
    case 'open':
      return vscode.TreeItemCollapsibleState.Expanded;
  }
}

/** Pictures come in pairs for dark and light themes. */
function iconOf(icon: RowIcon, extensionUri: vscode.Uri): NonNullable<vscode.TreeItem['iconPath']> {
  if ('codicon' in icon) {
    const color = icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color);
    return new vscode.ThemeIcon(icon.codicon, color);
  }
  const picture = (theme: 'dark' | 'light'): vscode.Uri =>
    vscode.Uri.joinPath(extensionUri, 'media', 'marks', `${icon.mark}-${theme}.svg`);
  return { dark: picture('dark'), light: picture('light') };
}
