import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { AuditEntry } from '../core/model/audit.ts';
import { auditText } from './auditWords.ts';
import { Disposables } from './disposables.ts';
import type { Opened } from './workspace.ts';

const SCHEME = 'driftline-audit';

/** What one document shows. */
interface Shown {
  readonly text: string;
  readonly links: readonly vscode.DocumentLink[];
}

/**
 * The log of acts as a read-only document that people read, with a link to the JSON lines as they
 * were written; in memory alone, no secret is in it.
 */
export class AuditDocument implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #owned = new Disposables();
  readonly #shown = new Map<string, Shown>();

  constructor() {
    const { languages, workspace } = vscode;
    this.#owned.add(this.#changed);
    this.#owned.add(workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.#owned.add(
      languages.registerDocumentLinkProvider(
        { scheme: SCHEME },
        { provideDocumentLinks: ({ uri }) => [...(this.#shown.get(uri.toString())?.links ?? [])] },
      ),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#shown.get(uri.toString())?.text ?? '';
  }

  /** Shows the acts, what was done last first. */
  async show({ folder }: Opened, entries: readonly AuditEntry[]): Promise<void> {
    const lines = uriOf(folder, 'jsonl');
    const readable = uriOf(folder, 'log');
    const { text, link } = auditText(folder.name, entries);
    const target = new vscode.DocumentLink(new vscode.Range(0, link.start, 0, link.end), lines);
    target.tooltip = l10n.t('Show each act as it was written to the log');
    const raw = entries.map((entry) => JSON.stringify(entry)).join('\n');
    this.#put(lines, { text: raw, links: [] });
    this.#put(readable, { text, links: [target] });
    const document = await vscode.workspace.openTextDocument(readable);
    await vscode.window.showTextDocument(document, {
      preview: true,
      selection: new vscode.Range(0, 0, 0, 0),
    });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #put(uri: vscode.Uri, shown: Shown): void {
    this.#shown.set(uri.toString(), shown);
    this.#changed.fire(uri);
  }
}

/** Two folders may have one name. */
function uriOf({ name, uri }: vscode.WorkspaceFolder, ending: 'jsonl' | 'log'): vscode.Uri {
  const path = `/${name}.audit.${ending}`;
  return vscode.Uri.from({ scheme: SCHEME, path, query: uri.toString() });
}
