import * as vscode from 'vscode';
import { manifestDocuments } from './driftCodeLens.ts';
import { knownPlaces } from './knownPlaces.ts';
import type { PlacedFinding } from './lineTargets.ts';
import type { Messages } from './messages.ts';
import { objectPlace } from './objectPlace.ts';
import { quickFixWords } from './quickFixWords.ts';
import type { Workspace } from './workspace.ts';

/** What can be done about the drift of a line, as quick fixes; none is ever the preferred one. */
export class DriftQuickFixes implements vscode.CodeActionProvider {
  readonly #workspace: Workspace;
  readonly #messages: Messages;
  readonly #registration: vscode.Disposable;

  constructor(workspace: Workspace, messages: Messages) {
    this.#workspace = workspace;
    this.#messages = messages;
    this.#registration = vscode.languages.registerCodeActionsProvider(manifestDocuments, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
  ): Promise<vscode.CodeAction[]> {
    const opened = this.#workspace.at(document.uri);
    const placed = opened && (await knownPlaces(opened, document, this.#messages));
    if (!opened || !placed) return [];
    const folder = opened.folder.uri.toString();
    return placed.findings
      .filter(({ line }) => line > range.start.line && line <= range.end.line + 1)
      .flatMap((one) => actionsFor(folder, one));
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function actionsFor(folder: string, one: PlacedFinding): vscode.CodeAction[] {
  const place = objectPlace(folder, one.object, [one.finding]);
  return quickFixWords(one).map(({ title, command }) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command, arguments: [place] };
    return action;
  });
}
