import * as vscode from 'vscode';
import type { Opened } from './workspace.ts';

const SCHEME = 'driftline-audit';

/** The log of acts as a read-only document of JSON lines; in memory alone, no secret is in it. */
export class AuditDocument implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration: vscode.Disposable;
  readonly #texts = new Map<string, string>();

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Reads the log anew and shows its end: what was done last. */
  async show({ session, folder }: Opened): Promise<void> {
    const path = `/${folder.name}.audit.jsonl`;
    // Two folders may have one name.
    const uri = vscode.Uri.from({ scheme: SCHEME, path, query: folder.uri.toString() });
    this.#texts.set(uri.toString(), await session.auditText());
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    // Lines are long: from their start they tell when, who and what.
    const last = document.lineAt(document.lineCount - 1).range.start;
    await vscode.window.showTextDocument(document, {
      preview: true,
      selection: new vscode.Range(last, last),
    });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
