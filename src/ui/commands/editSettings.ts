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
): Promise<void> {
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
}

/**
 * Saves the settings where they are open and edited, and shows the file: one that was not there
 * until now is another document once it is. `false`: the person did not let them be saved.
 */
export async function saveSettings({ picture }: Opened): Promise<boolean> {
  const uri = picture.uris.uri(settingsFile);
  const document = openDocument(uri);
  if (document?.isDirty !== true) return true;
  if (!(await document.save())) return false;
  await vscode.window.showTextDocument(uri);
  return true;
}

/** A file that is not there yet is made by saving it, not before. */
async function openSettings(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const open = openDocument(uri);
  if (open) return open;
  try {
    await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError) || error.code !== 'FileNotFound') throw error;
    return vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  }
  return vscode.workspace.openTextDocument(uri);
}

/** The file as it is open, or as it is to be made; never what a diff shows of that path. */
function openDocument({ scheme, path }: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isClosed }) =>
      uri.path === path && (uri.scheme === scheme || uri.scheme === 'untitled') && !isClosed,
  );
}
