import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { ShowInSync } from '../contributions.ts';
import { visibleText } from '../core/model/visibleText.ts';
import type { FileStates, PathState } from './fileStates.ts';
import { statusPresentation } from './presentation.ts';
import type { RepositoryUris } from './repositoryUris.ts';

/** Past this many, the explorer asks again about all that it shows: cheaper than the list. */
const MOST_AT_ONCE = 300;

/** Badges of files, and of folders by the worst below them. Answers by lookup only. */
export class ExplorerDecorations implements vscode.FileDecorationProvider {
  readonly #states: FileStates;
  readonly #uris: RepositoryUris;
  readonly #showInSync: () => ShowInSync;
  readonly #changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(states: FileStates, uris: RepositoryUris, showInSync: () => ShowInSync) {
    this.#states = states;
    this.#uris = uris;
    this.#showInSync = showInSync;
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const path = this.#uris.path(uri);
    if (path === undefined) return undefined;
    const state = this.#states.file(path) ?? this.#states.folder(path);
    if (!state || !this.#isShown(state)) return undefined;
    return decorationOf(state);
  }

  /** Asks for those files and folders again; `undefined` for all. */
  refresh(paths?: ReadonlySet<string>): void {
    if (!paths || paths.size > MOST_AT_ONCE) this.#changed.fire(undefined);
    else if (paths.size > 0) this.#changed.fire([...paths].map((path) => this.#uris.uri(path)));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #isShown({ status }: PathState): boolean {
    if (status !== 'inSync') return true;
    const shown = this.#showInSync();
    return shown === 'explorer' || shown === 'both';
  }
}

function decorationOf({ status, stale, lines }: PathState): vscode.FileDecoration {
  const { badge, color, word } = statusPresentation[status];
  const tooltip = lines.length === 0 ? word : lines.join('\n');
  const told = stale ? l10n.t('{0} (last seen)', tooltip) : tooltip;
  const decoration = new vscode.FileDecoration(badge, `Driftline: ${visibleLines(told)}`);
  // What is in sync keeps its label's colour: only the badge says so.
  if (stale) decoration.color = new vscode.ThemeColor('driftline.unknown');
  else if (status !== 'inSync') decoration.color = new vscode.ThemeColor(color);
  return decoration;
}

/** Names and messages of a cluster are anybody's: only our own line ends stay. */
function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}
