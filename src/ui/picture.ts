import * as vscode from 'vscode';
import type { StoreChange } from '../engine/statusStore.ts';
import { Disposables } from './disposables.ts';
import { ExplorerDecorations } from './explorerDecorations.ts';
import { FileStates } from './fileStates.ts';
import { Gutter } from './gutter.ts';
import type { Messages } from './messages.ts';
import { RepositoryUris } from './repositoryUris.ts';
import type { Session } from './session.ts';
import { readSetting } from './settings.ts';

/** Draws one session's store on the surfaces of the editor, for as long as the session lives. */
export class Picture {
  readonly uris: RepositoryUris;
  readonly #session: Session;
  readonly #states: FileStates;
  readonly #gutter: Gutter;
  readonly #explorer: ExplorerDecorations;
  readonly #owned = new Disposables();
  #phase: string;
  #revision: string | undefined;

  constructor(
    session: Session,
    folder: vscode.WorkspaceFolder,
    extensionUri: vscode.Uri,
    messages: Messages,
  ) {
    this.#session = session;
    this.#phase = session.store.state.phase;
    this.#revision = session.store.state.revision?.sha;
    this.uris = new RepositoryUris(folder.uri, session.prefix);
    this.#states = new FileStates(session.store);
    const showInSync = () => readSetting('driftline.showInSync', folder);
    this.#explorer = this.#owned.add(new ExplorerDecorations(this.#states, this.uris, showInSync));
    this.#gutter = this.#owned.add(
      new Gutter({
        extensionUri,
        states: this.#states,
        uris: this.uris,
        committed: (path) => session.committedText(path),
        showInSync,
        onFailure: (error) => messages.note('Marks in the gutter could not be drawn', error),
      }),
    );
    this.#owned.add(vscode.window.registerFileDecorationProvider(this.#explorer));
    this.#owned.add(session.store.onDidChange((change) => this.#update(change)));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('driftline.showInSync')) this.#drawAll();
      }),
    );
    this.#gutter.drawAll();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #update(change: StoreChange): void {
    const touched = this.#states.update(change);
    const { phase, revision } = this.#session.store.state;
    // Folders of a picture that went stale, or came back, look different without a new verdict.
    this.#explorer.refresh(phase === this.#phase ? touched : undefined);
    this.#phase = phase;
    // Lines are those of the revision's text: with another one all marks may stand elsewhere.
    if (revision?.sha !== this.#revision) this.#gutter.drawAll();
    // A finding may move within a file whose state is the same: draw by objects, not by states.
    else this.#gutter.drawPaths(this.#pathsOf(change, touched));
    this.#revision = revision?.sha;
  }

  #pathsOf(change: StoreChange, touched: ReadonlySet<string>): ReadonlySet<string> {
    const paths = new Set(touched);
    for (const key of change.keys) {
      const file = this.#session.store.get(key)?.source?.file;
      if (file !== undefined) paths.add(file);
    }
    return paths;
  }

  #drawAll(): void {
    this.#explorer.refresh();
    this.#gutter.drawAll();
  }
}
