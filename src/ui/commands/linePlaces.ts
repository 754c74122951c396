import * as vscode from 'vscode';
import type { Place } from '../place.ts';
import { isLineOfEditor, placeOf } from '../placeAt.ts';
import type { Workspace } from '../workspace.ts';
import { commandPlaces } from './commandPlaces.ts';

/**
 * As `commandPlaces`, for commands that mean what stands at a line: called from the menu of a line's
 * number or of the editor's text, they get the findings there, else the document's object.
 */
export async function linePlaces(
  workspace: Workspace,
  args: readonly unknown[],
): Promise<readonly Place[] | undefined> {
  const [first, all] = args;
  const isOfEditor = first instanceof vscode.Uri || isLineOfEditor(first);
  // The explorer hands over all that is selected there as well.
  if (!isOfEditor || Array.isArray(all)) return commandPlaces(workspace, args);
  const place = await placeOf(workspace, first);
  return place && [place];
}
