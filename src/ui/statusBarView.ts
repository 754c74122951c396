import * as vscode from 'vscode';
import { Disposables } from './disposables.ts';
import type { StatusBar } from './statusBar.ts';
import { statusBarFace, type Situation } from './statusBarFace.ts';
import type { Workspace } from './workspace.ts';

/** The stale face says "since", and a day may pass. */
const FACE_MS = 60_000;

/** Keeps the status bar item at the folder of the active editor, else at the first one. */
export class StatusBarView {
  readonly #workspace: Workspace;
  readonly #bar: StatusBar;
  readonly #owned = new Disposables();

  constructor(workspace: Workspace, bar: StatusBar) {
    this.#workspace = workspace;
    this.#bar = bar;
    const draw = (): void => this.#draw();
    this.#owned.add(workspace.onDidChange(draw));
    this.#owned.add(vscode.window.onDidChangeActiveTextEditor(draw));
    const clock = setInterval(draw, FACE_MS);
    this.#owned.add({ dispose: () => clearInterval(clock) });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #draw(): void {
    this.#bar.show(statusBarFace(this.#situation(), new Date()));
  }

  #situation(): Situation {
    const { situations } = this.#workspace;
    const active = vscode.window.activeTextEditor?.document.uri;
    const folder = active && vscode.workspace.getWorkspaceFolder(active)?.uri.toString();
    const own = situations.find((one) => one.folder.uri.toString() === folder);
    const [first] = situations;
    return own?.situation ?? first?.situation ?? { kind: 'noRepository', message: '' };
  }
}
