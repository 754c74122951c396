import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { isPlace } from '../place.ts';
import type { FolderSituation, Workspace } from '../workspace.ts';

/**
 * The folder that a question is about: the one of the row that was clicked, the active editor's,
 * else the only one, else the one that still waits for an answer, else the one that the person
 * picks. `undefined`: taken back.
 */
export async function chooseFolder(
  workspace: Workspace,
  row?: unknown,
): Promise<FolderSituation | undefined> {
  const { situations } = workspace;
  const clicked = situations.find(({ folder }) => folder.uri.toString() === addressOf(row));
  if (clicked !== undefined) return clicked;
  const [only] = situations;
  if (only === undefined) {
    throw new Error(l10n.t('no folder is open. Open the folder of a Git repository.'));
  }
  if (situations.length === 1) return only;
  const active = vscode.window.activeTextEditor?.document.uri;
  const here = active && vscode.workspace.getWorkspaceFolder(active)?.uri.toString();
  const own = situations.find(({ folder }) => folder.uri.toString() === here);
  if (own !== undefined) return own;
  const waiting = situations.filter(({ situation }) => situation.kind === 'unbound');
  const [first] = waiting;
  if (first !== undefined && waiting.length === 1) return first;
  const items = situations.map((one) => ({ label: one.folder.name, one }));
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Which folder?') });
  return picked?.one;
}

/** A row of the view names its folder by `of`, a place by `folder`. */
function addressOf(row: unknown): unknown {
  if (isPlace(row)) return row.folder;
  return typeof row === 'object' && row !== null && 'of' in row ? row.of : undefined;
}
