import * as vscode from 'vscode';
import { carryLines } from '../core/manifest/carryLines.ts';
import type { Opened } from './workspace.ts';

/** Opens a file at a line of the revision's text, carried over what was edited since. */
export async function openLine(
  { session, picture }: Opened,
  file: string,
  line: number,
  { preserveFocus }: { readonly preserveFocus: boolean },
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(picture.uris.uri(file));
  const committed = await session.committedText(file);
  const carried =
    committed === undefined ? line : carryLines(committed, document.getText()).atOrAbove(line);
  const at = Math.min(Math.max(carried, 1), document.lineCount) - 1;
  const selection = new vscode.Range(at, 0, at, 0);
  await vscode.window.showTextDocument(document, { selection, preserveFocus, preview: true });
}
