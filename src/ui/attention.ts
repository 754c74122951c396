import * as vscode from 'vscode';
import { Disposables, type Disposable } from './disposables.ts';
import type { Messages } from './messages.ts';
import { shownFolder } from './shownFolder.ts';
import { Sleeper } from './sleeper.ts';
import type { Opened, Workspace } from './workspace.ts';

/** Ten minutes need no better clock. */
const CLOCK_MS = 30_000;

/** A surface beside the editors that may be in sight. */
export interface Sight {
  /** Whether it shows something of the folder now, by its address. */
  shows(folder: string): boolean;
  onDidChangeSight(listener: () => void): Disposable;
}

/**
 * Follows what a person sees. A folder is seen while one of its manifests is in a visible editor,
 * while a view or the panel shows it, and while the status bar of the focused window speaks for it.
 */
export class Attention {
  readonly #workspace: Workspace;
  readonly #sights: readonly Sight[];
  readonly #sleeper: Sleeper;
  readonly #owned = new Disposables();

  constructor(workspace: Workspace, sights: readonly Sight[], messages: Messages) {
    this.#workspace = workspace;
    this.#sights = sights;
    this.#sleeper = new Sleeper(
      () => Date.now(),
      (error) => messages.note('A folder could not be looked at again', error),
    );
    const check = (): void => this.#check();
    for (const sight of sights) this.#owned.add(sight.onDidChangeSight(check));
    this.#owned.add(vscode.window.onDidChangeVisibleTextEditors(check));
    this.#owned.add(vscode.window.onDidChangeActiveTextEditor(check));
    this.#owned.add(vscode.window.onDidChangeWindowState(check));
    this.#owned.add(workspace.onDidChange(({ kind }) => kind === 'folders' && check()));
    const clock = setInterval(check, CLOCK_MS);
    this.#owned.add({ dispose: () => clearInterval(clock) });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #check(): void {
    const spokenFor = vscode.window.state.focused
      ? shownFolder(this.#workspace)?.folder
      : undefined;
    const watched = this.#workspace.opened.map((opened) => ({
      session: opened.session,
      isSeen: opened.folder.uri.toString() === spokenFor?.uri.toString() || this.#isSeen(opened),
    }));
    this.#sleeper.check(watched);
  }

  #isSeen({ folder, picture }: Opened): boolean {
    const address = folder.uri.toString();
    if (this.#sights.some((sight) => sight.shows(address))) return true;
    const { visibleTextEditors } = vscode.window;
    return visibleTextEditors.some(({ document }) => picture.declares(document.uri));
  }
}
