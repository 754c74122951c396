import * as vscode from 'vscode';
import { contextKeys } from '../contributions.ts';
import { Coalesced } from './coalesced.ts';
import { Disposables } from './disposables.ts';
import { knownPlaces } from './knownPlaces.ts';
import { menuLines, type MenuLines } from './menuLines.ts';
import { resourceNames } from './menuContext.ts';
import type { Messages } from './messages.ts';
import { setContext } from './setContext.ts';
import type { Workspace } from './workspace.ts';

/** Nobody opens a menu so soon after a key. */
const COALESCE_MS = 250;

/**
 * Tells the menu of a line's number at which lines of the active editor it has something to offer.
 * The menu of the text itself goes by the file: VS Code opens it before anybody hears where the
 * cursor went with the click.
 */
export class LineMenus {
  readonly #workspace: Workspace;
  readonly #messages: Messages;
  readonly #owned = new Disposables();
  #turn = 0;

  constructor(workspace: Workspace, messages: Messages) {
    this.#workspace = workspace;
    this.#messages = messages;
    const soon = this.#owned.add(new Coalesced(() => this.#follow(), COALESCE_MS));
    this.#owned.add(workspace.onDidChange(() => soon.ask()));
    this.#owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.#follow()));
    this.#owned.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document !== vscode.window.activeTextEditor?.document) return;
        // Placing costs time: not while somebody types.
        soon.dispose();
        soon.ask();
      }),
    );
    soon.ask();
  }

  dispose(): void {
    this.#turn++;
    this.#owned.dispose();
  }

  #follow(): void {
    this.#tell(++this.#turn).catch((error: unknown) =>
      this.#messages.note('The menu of lines could not be told', error),
    );
  }

  /** Until a file's lines are known, its menu goes by what the file as a whole has to offer. */
  async #tell(turn: number): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const opened = document && this.#workspace.at(document.uri);
    const placed = opened && (await knownPlaces(opened, document, this.#messages));
    if (turn !== this.#turn) return;
    const { apply, capture, ignore } = placed ? menuLines(placed) : noLines;
    const names = placed && document ? resourceNames(document.uri) : [];
    setContext(contextKeys.applyLines, apply);
    setContext(contextKeys.captureLines, capture);
    setContext(contextKeys.ignoreLines, ignore);
    const file = names.map((name) => [name, true] as const);
    setContext(contextKeys.linedFile, Object.fromEntries(file));
  }
}

const noLines: MenuLines = { apply: [], capture: [], ignore: [] };
