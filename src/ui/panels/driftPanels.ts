import * as vscode from 'vscode';
import type { PanelPlace } from '../../shared/panelPicture.ts';
import { readPlace } from '../../shared/readPageMessage.ts';
import { Disposables, type Disposable } from '../disposables.ts';
import { DriftPanel, panelTitle, type PanelParts } from './driftPanel.ts';
import { InSyncSince } from './inSyncSince.ts';
import { titleOf } from './panelFeed.ts';
import { PageText } from './pageText.ts';

const VIEW_TYPE = 'driftline.panel';

/** The diff panel: one, reused for whatever is to be shown, brought back after a restart. */
export class DriftPanels implements vscode.WebviewPanelSerializer {
  readonly #parts: PanelParts;
  readonly #owned = new Disposables();
  readonly #listeners = new Set<() => void>();
  #current: DriftPanel | undefined;

  constructor(parts: Omit<PanelParts, 'since' | 'page'>) {
    const since = this.#owned.add(new InSyncSince(parts.workspace));
    this.#parts = { ...parts, since, page: new PageText(parts.extensionUri) };
    this.#owned.add(vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this));
  }

  get isOpen(): boolean {
    return this.#current !== undefined;
  }

  shows(folder: string): boolean {
    return this.#current?.shown === folder;
  }

  onDidChangeSight(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  show(place: PanelPlace): void {
    if (this.#current !== undefined) {
      this.#current.show(place);
      this.#tell();
      return;
    }
    const { Active } = vscode.ViewColumn;
    // The title that its first picture has: another one would draw all tabs again.
    const title = panelTitle(titleOf(place, undefined));
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, title, Active);
    this.#adopt(panel, place, { isNew: true });
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const stored = typeof state === 'object' && state !== null && 'place' in state && state.place;
    const place = readPlace(stored);
    // Two of them came from a window of before, or nobody knows what it showed.
    if (place === undefined || this.#current !== undefined) panel.dispose();
    else this.#adopt(panel, place, { isNew: false });
    return Promise.resolve();
  }

  dispose(): void {
    this.#current?.dispose();
    this.#owned.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, place: PanelPlace, age: { readonly isNew: boolean }): void {
    const { extensionUri } = this.#parts;
    const mark = (theme: string) =>
      vscode.Uri.joinPath(extensionUri, 'media', 'marks', `drifted-${theme}.svg`);
    panel.iconPath = { light: mark('light'), dark: mark('dark') };
    const current = (this.#current = new DriftPanel(panel, place, this.#parts, age));
    panel.onDidChangeViewState(() => this.#tell());
    this.#tell();
    panel.onDidDispose(() => {
      current.dispose();
      if (this.#current === current) this.#current = undefined;
    });
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
