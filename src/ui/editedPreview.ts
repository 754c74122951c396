import * as vscode from 'vscode';
import { isManifestFile } from '../core/manifest/isManifestFile.ts';
import { Disposables } from './disposables.ts';
import { editedMarks, type EditedMark } from './editedWords.ts';
import type { FileStates } from './fileStates.ts';
import { lineAnchor } from './lineAnchor.ts';
import { lineTextType } from './lineTextType.ts';
import type { RepositoryUris } from './repositoryUris.ts';
import type { Session } from './session.ts';

/** A person who types on is not interrupted. */
const PAUSE_MS = 400;
/** A text that takes long to read is read less often. */
const LARGE_PAUSE_MS = 1500;
const LARGE_TEXT = 100_000;
const none: ReadonlySet<number> = new Set();
/** Reading it would hold up everything else. */
const TOO_LARGE = 2_000_000;

/**
 * Says on a document's first line what the text in the editor would change in the cluster, where
 * it is not the revision's. A keystroke costs a timer; the text is judged when the typing pauses.
 */
export class EditedPreview {
  readonly #session: Session;
  readonly #states: FileStates;
  readonly #uris: RepositoryUris;
  readonly #onFailure: (error: unknown) => void;
  readonly #owned = new Disposables();
  readonly #type: vscode.TextEditorDecorationType;
  readonly #timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  readonly #drawn = new WeakMap<vscode.TextEditor, string>();
  readonly #lines = new WeakMap<vscode.TextDocument, ReadonlySet<number>>();
  readonly #onJudged: (document: vscode.TextDocument) => void;

  constructor(parts: {
    readonly session: Session;
    readonly states: FileStates;
    readonly uris: RepositoryUris;
    /** Typing has paused, and `lines` may answer otherwise for that document now. */
    readonly onJudged: (document: vscode.TextDocument) => void;
    readonly onFailure: (error: unknown) => void;
  }) {
    this.#onJudged = parts.onJudged;
    this.#session = parts.session;
    this.#states = parts.states;
    this.#uris = parts.uris;
    this.#onFailure = parts.onFailure;
    this.#type = this.#owned.add(lineTextType());
    const { workspace, window } = vscode;
    this.#owned.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#await(document);
      }),
    );
    this.#owned.add(workspace.onDidCloseTextDocument((document) => this.#forget(document)));
    this.#owned.add(window.onDidChangeVisibleTextEditors(() => this.drawAll()));
  }

  /** First lines of documents that are edited, in the text as it was judged last. */
  lines(document: vscode.TextDocument): ReadonlySet<number> {
    return this.#lines.get(document) ?? none;
  }

  drawAll(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.#await(document);
  }

  /** The verdicts of those files are others now, by their paths from the root. */
  drawPaths(paths: ReadonlySet<string>): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (paths.has(this.#uris.path(document.uri) ?? '')) this.#await(document);
    }
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#owned.dispose();
  }

  #await(document: vscode.TextDocument): void {
    const path = this.#uris.path(document.uri);
    if (path === undefined || !isManifestFile(path)) return;
    this.#forget(document);
    const pause = document.lineCount * 40 > LARGE_TEXT ? LARGE_PAUSE_MS : PAUSE_MS;
    const timer = setTimeout(() => {
      this.#timers.delete(document);
      this.#judge(document, path).catch(this.#onFailure);
    }, pause);
    this.#timers.set(document, timer);
  }

  #forget(document: vscode.TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
  }

  async #judge(document: vscode.TextDocument, path: string): Promise<void> {
    if (document.isClosed) return;
    const { version } = document;
    const marks = await this.#marks(document.getText(), path);
    // Typed on meanwhile: the next pause judges that.
    if (document.isClosed || document.version !== version) return;
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) this.#apply(editor, marks);
    }
    this.#lines.set(document, new Set(marks.map(({ line }) => line)));
    this.#onJudged(document);
  }

  async #marks(text: string, path: string): Promise<readonly EditedMark[]> {
    const committed = await this.#session.committedText(path);
    if (committed === text || !this.#mayDeclare(text, path)) return [];
    return editedMarks(await this.#session.judgeText(path, text), this.#states.objects(path));
  }

  /** Any YAML or JSON may be open: lock files, pipelines, values. */
  #mayDeclare(text: string, path: string): boolean {
    if (text.length > TOO_LARGE) return false;
    if (this.#states.objects(path).length > 0) return true;
    return text.includes('apiVersion') && text.includes('kind');
  }

  #apply(editor: vscode.TextEditor, marks: readonly EditedMark[]): void {
    const key = JSON.stringify(marks);
    if ((this.#drawn.get(editor) ?? '[]') === key && marks.length === 0) return;
    editor.setDecorations(
      this.#type,
      marks.map(({ line, text }) => ({
        range: lineAnchor(editor.document, line),
        renderOptions: { after: { contentText: text } },
      })),
    );
    this.#drawn.set(editor, key);
  }
}
