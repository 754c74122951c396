import * as vscode from 'vscode';
import { visibleText } from '../core/model/visibleText.ts';
import { Disposables } from './disposables.ts';
import type { DocumentPlaces } from './filePlaces.ts';
import { findingWords } from './findingWords.ts';
import type { Messages } from './messages.ts';
import { readSetting } from './settings.ts';
import type { Opened, Workspace, WorkspaceChange } from './workspace.ts';

/** Findings of visible files in the Problems view, as information; only for who asks for it. */
export class DriftProblems {
  readonly #workspace: Workspace;
  readonly #messages: Messages;
  readonly #owned = new Disposables();
  readonly #problems = this.#owned.add(vscode.languages.createDiagnosticCollection('driftline'));

  constructor(workspace: Workspace, messages: Messages) {
    this.#workspace = workspace;
    this.#messages = messages;
    this.#owned.add(workspace.onDidChange((change) => this.#follow(change)));
    this.#owned.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#drawAll()));
    this.#owned.add(vscode.workspace.onDidSaveTextDocument((saved) => this.#draw(saved)));
    this.#owned.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#problems.delete(uri)),
    );
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('driftline.problems')) this.#drawAll();
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #follow(change: WorkspaceChange): void {
    if (change.kind === 'folders') this.#problems.clear();
    this.#drawAll();
  }

  #drawAll(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.#draw(document);
  }

  /** The folder of the document, where its problems are to be listed. */
  #asks({ uri }: vscode.TextDocument): Opened | undefined {
    const opened = this.#workspace.at(uri);
    return opened && readSetting('driftline.problems', opened.folder) ? opened : undefined;
  }

  #draw(document: vscode.TextDocument): void {
    const opened = this.#asks(document);
    if (opened === undefined) {
      if (this.#problems.has(document.uri)) this.#problems.delete(document.uri);
      return;
    }
    opened.picture.places.of(document).then(
      (placed) => {
        // Another session may draw it by now, or nobody asks for it any more.
        const isMeant = !document.isClosed && this.#asks(document) === opened;
        if (isMeant) this.#problems.set(document.uri, problemsOf(document, placed));
      },
      (error: unknown) => this.#messages.note('Problems could not be listed', error),
    );
  }
}

function problemsOf(
  document: vscode.TextDocument,
  placed: DocumentPlaces | undefined,
): vscode.Diagnostic[] {
  return (placed?.findings ?? []).map(({ finding, object, line }) => {
    const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(
      Math.min(line, document.lineCount) - 1,
    );
    const problem = new vscode.Diagnostic(
      range.with(range.start.with({ character: firstNonWhitespaceCharacterIndex })),
      visibleText(`${object.ref.kind} ${object.ref.name}: ${findingWords(finding)}`),
      vscode.DiagnosticSeverity.Information,
    );
    problem.source = 'Driftline';
    return problem;
  });
}
