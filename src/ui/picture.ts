import * as vscode from 'vscode';
import type { StoreChange } from '../engine/statusStore.ts';
import { Disposables } from './disposables.ts';
import { ExplorerDecorations } from './explorerDecorations.ts';
import { FileStates } from './fileStates.ts';
import { EditedPreview } from './editedPreview.ts';
import { FilePlaces } from './filePlaces.ts';
import { Gutter } from './gutter.ts';
import { LiveText } from './liveText.ts';
import type { Messages } from './messages.ts';
import { RepositoryUris } from './repositoryUris.ts';
import type { Session } from './session.ts';
import { readSetting } from './settings.ts';

/** Draws one session's store on the surfaces of the editor, for as long as the session lives. */
export class Picture {
  readonly uris: RepositoryUris;
  /** Where verdicts stand in documents. */
  readonly places: FilePlaces;
  readonly #session: Session;
  readonly #states: FileStates;
  readonly #gutter: Gutter;
  readonly #liveText: LiveText;
  readonly #edited: EditedPreview;
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
    const { uris } = this;
    const places = new FilePlaces(this.#states, uris, (path) => session.committedText(path));
    this.places = places;
    const onFailure = (error: unknown) => messages.note('The editor could not be drawn', error);
    const showsRuler = () => readSetting('driftline.overviewRuler', folder);
    this.#gutter = this.#owned.add(
      new Gutter({
        ...{ extensionUri, places, uris, showInSync, showsRuler, onFailure },
        editedLines: (document) => this.#edited.lines(document),
      }),
    );
    const isOn = () => readSetting('driftline.showLiveText', folder);
    this.#liveText = this.#owned.add(new LiveText({ places, uris, isOn, onFailure }));
    const states = this.#states;
    // What was drawn while a key was on its way stands by the lines from before that key.
    const onJudged = (document: vscode.TextDocument): void => {
      this.#gutter.drawDocument(document);
      this.#liveText.drawDocument(document);
    };
    this.#edited = this.#owned.add(
      new EditedPreview({ session, states, uris, onJudged, onFailure }),
    );
    this.#owned.add(vscode.window.registerFileDecorationProvider(this.#explorer));
    this.#owned.add(session.store.onDidChange((change) => this.#update(change)));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => this.#followSettings(change)),
    );
    this.#drawEditors();
  }

  /** The file declares something of the target, or was meant to. */
  declares(uri: vscode.Uri): boolean {
    const path = this.uris.path(uri);
    if (path === undefined) return false;
    return this.#states.objects(path).length + this.#states.problems(path).length > 0;
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
    if (revision?.sha !== this.#revision) this.#drawEditors();
    // A finding may move within a file whose state is the same: draw by objects, not by states.
    else this.#drawEditors(this.#pathsOf(change, touched));
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

  #drawEditors(paths?: ReadonlySet<string>): void {
    for (const surface of [this.#gutter, this.#liveText, this.#edited]) {
      if (paths) surface.drawPaths(paths);
      else surface.drawAll();
    }
  }

  #followSettings(change: vscode.ConfigurationChangeEvent): void {
    if (change.affectsConfiguration('driftline.showInSync')) {
      this.#explorer.refresh();
      this.#gutter.drawAll();
    }
    if (change.affectsConfiguration('driftline.overviewRuler')) this.#gutter.drawAnew();
    if (change.affectsConfiguration('driftline.showLiveText')) this.#liveText.drawAll();
  }
}
