import * as vscode from 'vscode';
import type { ShowInSync } from '../contributions.ts';
import { Disposables } from './disposables.ts';
import { editorsOf } from './editorsOf.ts';
import type { FilePlaces } from './filePlaces.ts';
import { gutterMarks, type GutterMark } from './gutterMarks.ts';
import { lineAnchor } from './lineAnchor.ts';
import { statusPresentation } from './presentation.ts';
import type { RepositoryUris } from './repositoryUris.ts';

interface Drawn {
  readonly version: number;
  readonly marks: string;
  readonly icons: ReadonlySet<string>;
}

/**
 * Marks in the gutter of every visible editor of the repository. While a person types, the marks
 * move with the text; they are placed anew when typing pauses, with the next verdict, when a file
 * is saved, and when another editor shows.
 */
export class Gutter {
  readonly #media: vscode.Uri;
  readonly #places: FilePlaces;
  readonly #uris: RepositoryUris;
  readonly #showInSync: () => ShowInSync;
  readonly #showsRuler: () => boolean;
  readonly #editedLines: (document: vscode.TextDocument) => ReadonlySet<number>;
  readonly #owned = new Disposables();
  readonly #types = new Map<string, vscode.TextEditorDecorationType>();
  #drawn = new WeakMap<vscode.TextEditor, Drawn>();
  readonly #onFailure: (error: unknown) => void;

  constructor(parts: {
    readonly extensionUri: vscode.Uri;
    readonly places: FilePlaces;
    readonly uris: RepositoryUris;
    readonly showInSync: () => ShowInSync;
    readonly showsRuler: () => boolean;
    /** First lines of documents whose unsaved text would change something. */
    readonly editedLines: (document: vscode.TextDocument) => ReadonlySet<number>;
    readonly onFailure: (error: unknown) => void;
  }) {
    this.#media = vscode.Uri.joinPath(parts.extensionUri, 'media', 'marks');
    this.#places = parts.places;
    this.#uris = parts.uris;
    this.#showInSync = parts.showInSync;
    this.#showsRuler = parts.showsRuler;
    this.#editedLines = parts.editedLines;
    this.#onFailure = parts.onFailure;
    this.#owned.add(vscode.window.onDidChangeVisibleTextEditors(() => this.drawAll()));
    this.#owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.drawAll()));
    this.#owned.add(vscode.workspace.onDidSaveTextDocument((saved) => this.drawDocument(saved)));
  }

  drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) this.#draw(editor);
  }

  drawDocument(document: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) this.#draw(editor);
    }
  }

  /** Draws the editors of those files anew, by their paths from the root. */
  drawPaths(paths: ReadonlySet<string>): void {
    for (const editor of editorsOf(this.#uris, paths)) this.#draw(editor);
  }

  /** The marks themselves look different from now on. */
  drawAnew(): void {
    for (const type of this.#types.values()) type.dispose();
    this.#types.clear();
    this.#drawn = new WeakMap();
    this.drawAll();
  }

  dispose(): void {
    this.#owned.dispose();
    for (const type of this.#types.values()) type.dispose();
    this.#types.clear();
  }

  #draw(editor: vscode.TextEditor): void {
    if (this.#uris.path(editor.document.uri) === undefined) return;
    this.#place(editor).catch(this.#onFailure);
  }

  async #place(editor: vscode.TextEditor): Promise<void> {
    const placed = await this.#places.of(editor.document);
    if (!vscode.window.visibleTextEditors.includes(editor)) return;
    // With an older text the lines may be others by now: the next look is on its way.
    if (placed && placed.version !== editor.document.version) return this.#draw(editor);
    const editedLines = this.#editedLines(editor.document);
    const options = { showInSync: this.#ringsIn(editor), editedLines };
    this.#apply(editor, placed ? gutterMarks(placed, options) : []);
  }

  #ringsIn(editor: vscode.TextEditor): boolean {
    const shown = this.#showInSync();
    const active = vscode.window.activeTextEditor?.document === editor.document;
    return active && (shown === 'gutter' || shown === 'both');
  }

  #apply(editor: vscode.TextEditor, marks: readonly GutterMark[]): void {
    const before = this.#drawn.get(editor);
    const { version } = editor.document;
    const key = JSON.stringify(marks);
    // With an older text, equal lines may stand elsewhere by now.
    if (before?.marks === key && (before.version === version || marks.length === 0)) return;
    if (!before && marks.length === 0) return;
    const byIcon = Map.groupBy(marks, (mark) => mark.icon);
    for (const icon of before?.icons ?? []) {
      if (!byIcon.has(icon)) editor.setDecorations(this.#type(icon), []);
    }
    for (const [icon, group] of byIcon) {
      const [first] = group;
      const type = this.#type(icon, first);
      editor.setDecorations(
        type,
        group.map(({ line }) => lineAnchor(editor.document, line)),
      );
    }
    this.#drawn.set(editor, { version, marks: key, icons: new Set(byIcon.keys()) });
  }

  #type(icon: string, mark?: GutterMark): vscode.TextEditorDecorationType {
    const known = this.#types.get(icon);
    if (known) return known;
    const side = (theme: string) => ({
      gutterIconPath: vscode.Uri.joinPath(this.#media, `${icon}-${theme}.svg`),
      gutterIconSize: 'contain',
    });
    const type = vscode.window.createTextEditorDecorationType({
      light: side('light'),
      dark: side('dark'),
      // Growing with what is typed before it, a mark would stand on two lines.
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      ...(mark && this.#showsRuler() ? rulerOf(mark) : {}),
    });
    this.#types.set(icon, type);
    return type;
  }
}

/** The overview ruler shows what is wrong, and never what is in sync. */
function rulerOf(mark: GutterMark): vscode.DecorationRenderOptions {
  if (mark.status === 'inSync') return {};
  const { color } = statusPresentation[mark.status];
  return {
    overviewRulerColor: new vscode.ThemeColor(color),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  };
}
