import type * as vscode from 'vscode';
import type { FilePlaces } from './filePlaces.ts';
import type { ListedProblem } from './listedProblems.ts';
import type { Messages } from './messages.ts';

/**
 * The mistakes of a committed text at their lines in the document, without what is edited away.
 * Where Git can't be read the log says so, and they stand at the lines that they were judged at.
 */
export async function placedProblems(
  places: Pick<FilePlaces, 'unchangedLines'>,
  document: vscode.TextDocument,
  problems: readonly ListedProblem[],
  messages: Pick<Messages, 'note'>,
): Promise<readonly ListedProblem[]> {
  try {
    const placed = await places.unchangedLines(document);
    if (placed === undefined) return problems;
    return problems.flatMap((problem) => {
      const line = placed(problem.line);
      return line === undefined ? [] : [{ ...problem, line }];
    });
  } catch (error) {
    messages.note(`Mistakes of ${document.uri.path} could not be placed`, error);
    return problems;
  }
}
