import * as vscode from 'vscode';

/**
 * Ties a decoration to a line's first word: it moves with that word, and not with what is typed
 * before it or behind it. `line` counts from 1; one past the end is the last.
 */
export function lineAnchor(document: vscode.TextDocument, line: number): vscode.Range {
  const {
    lineNumber,
    firstNonWhitespaceCharacterIndex: start,
    text,
  } = document.lineAt(Math.min(line, document.lineCount) - 1);
  return new vscode.Range(lineNumber, start, lineNumber, Math.min(start + 1, text.length));
}
