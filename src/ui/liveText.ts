import * as vscode from 'vscode';
import { Disposables } from './disposables.ts';
import { editorsOf } from './editorsOf.ts';
import type { FilePlaces } from './filePlaces.ts';
import { lineAnchor } from './lineAnchor.ts';
import { lineTextType } from './lineTextType.ts';
import { liveTextWords } from './liveTextWords.ts';
import type { RepositoryUris } from './repositoryUris.ts';

const MINUTE_MS = 60_000;

/** A dim text behind a line, which counts from 1. */
interface LineText {
  readonly line: number;
  readonly text: string;
}

interface Drawn {
  readonly version: number;
  readonly texts: string;
}

/**
 * The live value as dim text behind each drifted line of the visible editors. Moves with the text
 * while a person types; what is drawn already is not drawn again, so nothing flickers when only
 * the minute has changed.
 */
export class LiveText {
  readonly #places: FilePlaces;
  readonly #uris: RepositoryUris;
  readonly #isOn: () => boolean;
  readonly #onFailure: (error: unknown) => void;
  readonly #owned = new Disposables();
  readonly #type: vscode.TextEditorDecorationType;
  readonly #drawn = new WeakMap<vscode.TextEditor, Drawn>();

  constructor(parts: {
    readonly places: FilePlaces;
    readonly uris: RepositoryUris;
    readonly isOn: () => boolean;
    readonly onFailure: (error: unknown) => void;
  }) {
    this.#places = parts.places;
    this.#uris = parts.uris;
    this.#isOn = parts.isOn;
    this.#onFailure = parts.onFailure;
    this.#type = this.#owned.add(lineTextType());
    this.#owned.add(vscode.window.onDidChangeVisibleTextEditors(() => this.drawAll()));
    this.#owned.add(vscode.workspace.onDidSaveTextDocument((saved) => this.drawDocument(saved)));
    const clock = setInterval(() => this.drawAll(), MINUTE_MS);
    this.#owned.add({ dispose: () => clearInterval(clock) });
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

  dispose(): void {
    this.#owned.dispose();
  }

  #draw(editor: vscode.TextEditor): void {
    if (this.#uris.path(editor.document.uri) === undefined) return;
    this.#place(editor).catch(this.#onFailure);
  }

  async #place(editor: vscode.TextEditor): Promise<void> {
    const placed = this.#isOn() ? await this.#places.of(editor.document) : undefined;
    if (!vscode.window.visibleTextEditors.includes(editor)) return;
    if (placed && placed.version !== editor.document.version) return this.#draw(editor);
    const now = new Date();
    const lines = Map.groupBy(placed?.findings ?? [], ({ line }) => line);
    const texts = [...lines].flatMap(([line, found]) => {
      const text = liveTextWords(found, now);
      return text === undefined ? [] : [{ line, text }];
    });
    this.#apply(editor, texts);
  }

  #apply(editor: vscode.TextEditor, texts: readonly LineText[]): void {
    const before = this.#drawn.get(editor);
    const { version } = editor.document;
    const key = JSON.stringify(texts);
    if (before?.texts === key && (before.version === version || texts.length === 0)) return;
    if (!before && texts.length === 0) return;
    editor.setDecorations(
      this.#type,
      texts.map(({ line, text }) => ({
        range: lineAnchor(editor.document, line),
        renderOptions: { after: { contentText: text } },
      })),
    );
    this.#drawn.set(editor, { version, texts: key });
  }
}
