import * as vscode from 'vscode';
import type { StatusBarFace } from './barFace.ts';

/** The one item, left, since it speaks for the whole workspace. */
export class StatusBar {
  readonly #item: vscode.StatusBarItem;
  #shown: string | undefined;

  constructor() {
    this.#item = vscode.window.createStatusBarItem(
      'driftline.status',
      vscode.StatusBarAlignment.Left,
      10,
    );
    this.#item.name = 'Driftline';
  }

  /** Draws the face, or hides the item; an equal one costs nothing. */
  show(face: StatusBarFace | undefined): void {
    const key = JSON.stringify(face);
    if (key === this.#shown) return;
    this.#shown = key;
    if (!face) {
      this.#item.hide();
      return;
    }
    this.#item.text = face.text;
    this.#item.tooltip = face.lines.join('\n');
    this.#item.accessibilityInformation = { label: face.label, role: 'button' };
    this.#item.command = face.command;
    this.#item.backgroundColor =
      face.background && new vscode.ThemeColor(`statusBarItem.${face.background}Background`);
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
