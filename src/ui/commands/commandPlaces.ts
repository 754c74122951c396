import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { isPlace, type Place } from '../place.ts';
import type { Workspace } from '../workspace.ts';

/**
 * What a command is called with: a place, a row of a view (with all selected ones), a file of the
 * explorer, or a line's number. `undefined` where it was called with nothing, as from the palette.
 */
export function commandPlaces(
  workspace: Workspace,
  args: readonly unknown[],
): readonly Place[] | undefined {
  const [first, all] = args;
  const rows = Array.isArray(all) && all.length > 0 ? all : [first];
  const places = rows.flatMap((row) => placeOf(workspace, row) ?? []);
  return places.length === 0 ? undefined : places;
}

function placeOf(workspace: Workspace, value: unknown): Place | undefined {
  if (isPlace(value)) return value;
  if (value instanceof vscode.Uri) return filePlace(workspace, value);
  if (typeof value !== 'object' || value === null) return undefined;
  if ('place' in value && isPlace(value.place)) return value.place;
  if ('uri' in value && value.uri instanceof vscode.Uri) return filePlace(workspace, value.uri);
  return undefined;
}

/** All that a file declares. */
export function filePlace(workspace: Workspace, uri: vscode.Uri): Place | undefined {
  const opened = workspace.at(uri);
  const file = opened?.picture.uris.path(uri);
  if (opened === undefined || file === undefined) return undefined;
  return { folder: opened.folder.uri.toString(), file };
}

/** The active editor's file; throws with the next step where none of ours is active. */
export function activeFile(workspace: Workspace): readonly Place[] {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const place = uri && filePlace(workspace, uri);
  if (place !== undefined) return [place];
  throw new Error(l10n.t('open a manifest of the repository first.'));
}
