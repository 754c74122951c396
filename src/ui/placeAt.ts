import * as vscode from 'vscode';
import { findingsAt, objectAt } from './lineTargets.ts';
import { objectPlace } from './objectPlace.ts';
import { isPlace, type Place } from './place.ts';
import type { Workspace } from './workspace.ts';

/**
 * What stands at a line of a file, which counts from 1: its findings, else its document's object,
 * else the file. Without a line the file, or all below a folder of the workspace. `undefined`
 * outside of all that is looked at.
 */
export async function placeAt(
  workspace: Workspace,
  uri: vscode.Uri,
  line?: number,
): Promise<Place | undefined> {
  const opened = workspace.at(uri);
  const file = opened?.picture.uris.path(uri);
  if (!opened || file === undefined) return undefined;
  const folder = opened.folder.uri.toString();
  if (uri.toString() === folder) return { folder };
  if (line === undefined) return { folder, file };
  const document = vscode.workspace.textDocuments.find(
    (one) => one.uri.toString() === uri.toString(),
  );
  const placed = document && (await opened.picture.places.of(document));
  if (!placed) return { folder, file };
  const [first, ...more] = findingsAt(placed, line);
  if (first) {
    const findings = [first, ...more].filter(({ object }) => object === first.object);
    return objectPlace(
      folder,
      first.object,
      findings.map(({ finding }) => finding),
    );
  }
  const at = objectAt(placed, line);
  return at ? objectPlace(folder, at.object) : { folder, file };
}

/**
 * What a command is meant for, by what called it: a `Place`, a line number's context menu, a file
 * of the explorer, or nothing but the cursor.
 */
export async function placeOf(workspace: Workspace, argument: unknown): Promise<Place | undefined> {
  if (isPlace(argument)) return argument;
  if (argument instanceof vscode.Uri) {
    const editor = vscode.window.activeTextEditor;
    // The editor's own context menu hands over its file: there the cursor says more.
    const isActive = editor?.document.uri.toString() === argument.toString();
    return placeAt(workspace, argument, isActive ? cursorLine(editor) : undefined);
  }
  if (isLineOfEditor(argument)) return placeAt(workspace, argument.uri, argument.lineNumber);
  const editor = vscode.window.activeTextEditor;
  return editor && placeAt(workspace, editor.document.uri, cursorLine(editor));
}

function cursorLine(editor: vscode.TextEditor): number {
  return editor.selection.active.line + 1;
}

/** What `editor/lineNumber/context` hands to a command; its lines count from 1. */
export function isLineOfEditor(value: unknown): value is { lineNumber: number; uri: vscode.Uri } {
  if (typeof value !== 'object' || value === null) return false;
  const { lineNumber, uri } = value as Record<string, unknown>;
  return typeof lineNumber === 'number' && uri instanceof vscode.Uri;
}
