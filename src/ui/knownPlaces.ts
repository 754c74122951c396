import type * as vscode from 'vscode';
import type { DocumentPlaces } from './filePlaces.ts';
import type { Messages } from './messages.ts';
import type { Opened } from './workspace.ts';

/**
 * For what the editor asks by itself: where the repository can't be read, the log says so, and the
 * editor shows nothing.
 */
export async function knownPlaces(
  { picture }: Opened,
  document: vscode.TextDocument,
  messages: Messages,
): Promise<DocumentPlaces | undefined> {
  try {
    return await picture.places.of(document);
  } catch (error) {
    messages.note(`What is known of ${document.uri.path} could not be placed`, error);
    return undefined;
  }
}
