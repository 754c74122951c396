import * as vscode from 'vscode';
import { l10n } from 'vscode';
import {
  driftStops,
  filesInTurn,
  isStop,
  nextStop,
  type FileStop,
  type StepDirection,
} from '../driftStops.ts';
import type { Messages } from '../messages.ts';
import type { Opened, Workspace } from '../workspace.ts';

/**
 * Goes to the next, or previous, drifted line: through the active file, then on to the next file,
 * folder after folder, and round to where it began.
 */
export async function goToDrift(
  workspace: Workspace,
  messages: Messages,
  direction: StepDirection,
): Promise<void> {
  if (await stepInFile(workspace, direction)) return;
  for (const address of addresses(workspace, direction)) {
    if (await enter(workspace, address, direction)) return;
  }
  messages.done(l10n.t('Nothing has drifted.'));
}

async function stepInFile(workspace: Workspace, direction: StepDirection): Promise<boolean> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return false;
  const stops = await stopsOf(workspace, editor.document);
  const line = nextStop(stops, editor.selection.active.line + 1, direction);
  if (line === undefined) return false;
  reveal(editor, line);
  return true;
}

/** Files with something to go to, in turn. */
function addresses(workspace: Workspace, direction: StepDirection): readonly vscode.Uri[] {
  const { opened } = workspace;
  const files = opened.flatMap((one, folder) => filesOf(one).map((file) => ({ folder, file })));
  return filesInTurn(files, activeStop(workspace), direction).flatMap(
    ({ folder, file }) => opened[folder]?.picture.uris.uri(file) ?? [],
  );
}

function activeStop(workspace: Workspace): FileStop | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  const own = active && workspace.at(active);
  const file = active && own?.picture.uris.path(active);
  return own && file !== undefined ? { folder: workspace.opened.indexOf(own), file } : undefined;
}

function filesOf({ session }: Opened): readonly string[] {
  return [...session.store.objects()].filter(isStop).flatMap(({ source }) => source?.file ?? []);
}

/** Opens the file at its first stop, or its last; `false` where it has none any more. */
async function enter(
  workspace: Workspace,
  address: vscode.Uri,
  direction: StepDirection,
): Promise<boolean> {
  const document = await openIfThere(address);
  if (!document) return false;
  const stops = await stopsOf(workspace, document);
  const line = direction === 'next' ? stops[0] : stops.at(-1);
  if (line === undefined) return false;
  reveal(await vscode.window.showTextDocument(document), line);
  return true;
}

/** A file of the revision may be gone from the working tree. */
async function openIfThere(address: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    await vscode.workspace.fs.stat(address);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
  return vscode.workspace.openTextDocument(address);
}

async function stopsOf(
  workspace: Workspace,
  document: vscode.TextDocument,
): Promise<readonly number[]> {
  const placed = await workspace.at(document.uri)?.picture.places.of(document);
  return placed ? driftStops(placed) : [];
}

function reveal(editor: vscode.TextEditor, line: number): void {
  const { range, firstNonWhitespaceCharacterIndex } = editor.document.lineAt(
    Math.min(line, editor.document.lineCount) - 1,
  );
  const start = range.start.with({ character: firstNonWhitespaceCharacterIndex });
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
