import * as vscode from 'vscode';
import type { Problem } from '../core/model/objectStatus.ts';
import { settingsFile } from '../core/model/settingsFile.ts';
import { visibleText } from '../core/model/visibleText.ts';
import { Coalesced } from './coalesced.ts';
import { Disposables } from './disposables.ts';
import { listedProblems, type ListedProblem } from './listedProblems.ts';
import type { Messages } from './messages.ts';
import { placedProblems } from './placedProblems.ts';
import type { Opened, Workspace } from './workspace.ts';

/** A store in motion changes many times a second, and a person reads a list now and then. */
const COALESCE_MS = 100;

type Listed = ReadonlyMap<string, { readonly uri: vscode.Uri; readonly problems: ListedProblem[] }>;

/**
 * Mistakes in `.driftline.yaml` and in manifests, as the engine has judged them, in the Problems
 * view and under their lines. Always: they are no drift, but what somebody has to mend in a file.
 */
export class RepositoryProblems {
  readonly #workspace: Workspace;
  readonly #messages: Messages;
  readonly #owned = new Disposables();
  readonly #list = this.#owned.add(
    vscode.languages.createDiagnosticCollection('driftline-repository'),
  );
  /** Addresses of what has mistakes, also of what is not marked while it is edited. */
  #concerned: ReadonlySet<string> = new Set();
  #turn = 0;

  constructor(workspace: Workspace, messages: Messages) {
    this.#workspace = workspace;
    this.#messages = messages;
    const soon = this.#owned.add(new Coalesced(() => this.#draw(), COALESCE_MS));
    this.#owned.add(
      workspace.onDidChange((change) => {
        if (change.kind === 'folders' || change.change.target) soon.ask();
      }),
    );
    const { workspace: editor } = vscode;
    const follow = ({ uri }: vscode.TextDocument): void => {
      if (this.#concerned.has(uri.toString())) soon.ask();
    };
    this.#owned.add(editor.onDidOpenTextDocument(follow));
    this.#owned.add(editor.onDidSaveTextDocument(follow));
    this.#owned.add(editor.onDidCloseTextDocument(follow));
    this.#owned.add(editor.onDidChangeTextDocument(({ document }) => follow(document)));
    soon.ask();
  }

  dispose(): void {
    this.#turn++;
    this.#owned.dispose();
  }

  #draw(): void {
    const turn = ++this.#turn;
    this.#read().then(
      (drawn) => {
        if (turn === this.#turn) this.#show(drawn);
      },
      (error: unknown) => this.#messages.note('Mistakes could not be listed', error),
    );
  }

  /** Diagnostics by address; what is left as it stands is absent from the inner value. */
  async #read(): Promise<ReadonlyMap<string, Drawn>> {
    const drawn = new Map<string, Drawn>();
    for (const opened of this.#workspace.opened) {
      for (const [address, { uri, problems }] of listedIn(opened)) {
        const before = drawn.get(address)?.diagnostics ?? [];
        const diagnostics = await diagnosticsOf(opened, uri, problems, this.#messages);
        const more = diagnostics?.filter((one) => !before.some((known) => isSame(known, one)));
        drawn.set(address, { uri, ...(more && { diagnostics: [...before, ...more] }) });
      }
    }
    return drawn;
  }

  #show(drawn: ReadonlyMap<string, Drawn>): void {
    this.#concerned = new Set(drawn.keys());
    const gone: vscode.Uri[] = [];
    this.#list.forEach((uri) => {
      if (!drawn.has(uri.toString())) gone.push(uri);
    });
    for (const uri of gone) this.#list.delete(uri);
    for (const { uri, diagnostics } of drawn.values()) {
      if (diagnostics !== undefined) this.#list.set(uri, diagnostics);
    }
  }
}

interface Drawn {
  readonly uri: vscode.Uri;
  readonly diagnostics?: readonly vscode.Diagnostic[];
}

function listedIn({ session, picture }: Opened): Listed {
  const all = listedProblems(session.store.state.problems);
  return new Map(
    [...all].map(([file, problems]) => {
      const uri = picture.uris.uri(file);
      return [uri.toString(), { uri, problems: [...problems] }] as const;
    }),
  );
}

/**
 * `undefined` where what is shown stays: the settings count as saved, and while they are edited
 * VS Code itself keeps each mark at its text. Manifests count as committed; what is edited away is
 * not marked.
 */
async function diagnosticsOf(
  { picture }: Opened,
  uri: vscode.Uri,
  problems: readonly ListedProblem[],
  messages: Messages,
): Promise<readonly vscode.Diagnostic[] | undefined> {
  const document = vscode.workspace.textDocuments.find(
    (one) => one.uri.toString() === uri.toString() && !one.isClosed,
  );
  if (document === undefined || picture.uris.path(uri) === settingsFile) {
    if (document?.isDirty) return undefined;
    return problems.map(diagnosticAt);
  }
  const placed = await placedProblems(picture.places, document, problems, messages);
  return placed.map(diagnosticAt);
}

/** From the first letter of the line to its last: VS Code takes a range of all columns for that. */
function diagnosticAt({ line, message, severity }: ListedProblem): vscode.Diagnostic {
  const all = new vscode.Range(line - 1, 0, line - 1, Number.MAX_VALUE);
  const diagnostic = new vscode.Diagnostic(all, visibleText(message), severities[severity]);
  diagnostic.source = 'Driftline';
  return diagnostic;
}

const severities: Readonly<Record<Problem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  notice: vscode.DiagnosticSeverity.Information,
};

function isSame(a: vscode.Diagnostic, b: vscode.Diagnostic): boolean {
  return a.message === b.message && a.range.isEqual(b.range);
}
