import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { settingsFile } from '../../core/model/settingsFile.ts';
import type { SettingsEdit } from '../../core/plan/settingsText.ts';
import type { Opened } from '../workspace.ts';

/**
 * Makes an edit of `.driftline.yaml` and shows where: for a person to review, it counts once they
 * save it. Throws what `edit` throws.
 */
export async function editSettings(
  { picture }: Opened,
  edit: (text: string) => SettingsEdit,
): Promise<vscode.TextDocument> {
  const document = await openSettings(picture.uris.uri(settingsFile));
  const { offset, removed, insert, line } = edit(document.getText());
  if (insert !== '') {
    const change = new vscode.WorkspaceEdit();
    const place = new vscode.Range(
      document.positionAt(offset),
      document.positionAt(offset + removed),
    );
    change.replace(document.uri, place, insert);
    if (!(await vscode.workspace.applyEdit(change))) {
      throw new Error(l10n.t('{0} could not be edited.', settingsFile));
    }
  }
  const { range } = document.lineAt(line - 1);
  await vscode.window.showTextDocument(document, { selection: range.with(range.end) });
  return document;
}

/** A file that is not there yet is made by saving it, not before. */
async function openSettings(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const open = vscode.workspace.textDocuments.find(
    (one) => one.uri.path === uri.path && !one.isClosed,
  );
  if (open) return open;
  try {
    await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError) || error.code !== 'FileNotFound') throw error;
    return vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  }
  return vscode.workspace.openTextDocument(uri);
}
