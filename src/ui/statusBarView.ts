import * as vscode from 'vscode';
import { contextKeys } from '../contributions.ts';
import type { HealState } from '../engine/healingDesk.ts';
import { Coalesced } from './coalesced.ts';
import { Disposables } from './disposables.ts';
import { setContext } from './setContext.ts';
import { readSetting } from './settings.ts';
import { shownFolder } from './shownFolder.ts';
import type { StatusBar } from './statusBar.ts';
import { statusBarFace } from './statusBarFace.ts';
import type { FolderSituation, Opened, Workspace } from './workspace.ts';

/** Changes that come close together are drawn at once. */
const COALESCE_MS = 40;
/** The stale face says "since", and a day may pass. */
const FACE_MS = 60_000;

/** Keeps the status bar item at the folder of the active editor, else at the first one. */
export class StatusBarView {
  readonly #workspace: Workspace;
  readonly #bar: StatusBar;
  readonly #owned = new Disposables();
  #ofSessions = new Disposables();

  constructor(workspace: Workspace, bar: StatusBar) {
    this.#workspace = workspace;
    this.#bar = bar;
    const draw = (): void => this.#draw();
    const soon = this.#owned.add(new Coalesced(draw, COALESCE_MS));
    this.#owned.add(
      workspace.onDidChange(({ kind }) => {
        if (kind === 'folders') this.#followHealing();
        soon.ask();
      }),
    );
    this.#owned.add(vscode.window.onDidChangeActiveTextEditor(draw));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('driftline.contextColors')) draw();
      }),
    );
    const clock = setInterval(draw, FACE_MS);
    this.#owned.add({ dispose: () => clearInterval(clock) });
  }

  dispose(): void {
    this.#ofSessions.dispose();
    this.#owned.dispose();
  }

  #followHealing(): void {
    this.#ofSessions.dispose();
    const owned = (this.#ofSessions = new Disposables());
    for (const { session } of this.#workspace.opened) {
      owned.add(session.healing.onDidChange(() => this.#draw()));
    }
  }

  #draw(): void {
    const shown = shownFolder(this.#workspace);
    const heal = healOf(this.#openedOf(shown));
    setContext(contextKeys.healing, heal.kind);
    const situation = shown?.situation ?? { kind: 'noRepository', message: '' };
    const colors = readSetting('driftline.contextColors', shown?.folder);
    this.#bar.show(statusBarFace(situation, { now: new Date(), colors, heal }));
  }

  #openedOf(shown: FolderSituation | undefined): Opened | undefined {
    return shown && this.#workspace.of(shown.folder.uri.toString());
  }
}

function healOf(opened: Opened | undefined): HealState {
  return opened?.session.healing.state ?? { kind: 'off' };
}
