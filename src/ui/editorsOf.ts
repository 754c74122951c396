import * as vscode from 'vscode';
import type { RepositoryUris } from './repositoryUris.ts';

/** Visible editors of those files, by their paths from the repository's root. */
export function editorsOf(
  uris: RepositoryUris,
  paths: ReadonlySet<string>,
): readonly vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter(({ document }) => {
    const path = uris.path(document.uri);
    return path !== undefined && paths.has(path);
  });
}
