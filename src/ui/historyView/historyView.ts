import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { views, type CommandId } from '../../contributions.ts';
import { Disposables } from '../disposables.ts';
import { clickCommand, treeItemOf } from '../driftView/treeItemOf.ts';
import { reasonOf, type Messages } from '../messages.ts';
import type { Opened, Workspace } from '../workspace.ts';
import type { HistoryRow } from './historyRow.ts';
import { historyRows } from './historyRows.ts';

/** A look at the cluster writes to the store many times: the history is read when that is over. */
const QUIET_MS = 500;
/** "2 min ago" goes on while somebody sees it. */
const CLOCK_MS = 60_000;

interface FolderNode {
  readonly kind: 'folder';
  readonly opened: Opened;
}
type HistoryNode = FolderNode | HistoryRow;

/** The History view: who changed what, when and why, newest first. Reads only while it is seen. */
export class HistoryView implements vscode.TreeDataProvider<HistoryNode> {
  readonly #workspace: Workspace;
  readonly #messages: Messages;
  readonly #extensionUri: vscode.Uri;
  readonly #owned = new Disposables();
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<HistoryNode>;
  #ofSessions = new Disposables();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: {
    readonly workspace: Workspace;
    readonly messages: Messages;
    readonly extensionUri: vscode.Uri;
  }) {
    this.#workspace = parts.workspace;
    this.#messages = parts.messages;
    this.#extensionUri = parts.extensionUri;
    this.#view = this.#owned.add(
      vscode.window.createTreeView<HistoryNode>(views.history, { treeDataProvider: this }),
    );
    this.#owned.add(this.#changed);
    this.#owned.add(this.#view.onDidChangeVisibility(() => this.#soon()));
    this.#owned.add(
      parts.workspace.onDidChange(({ kind }) => {
        if (kind === 'folders') this.#followHealing();
        this.#soon();
      }),
    );
    const clock = setInterval(() => this.refresh(), CLOCK_MS);
    this.#owned.add({ dispose: () => clearInterval(clock) });
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    if (node !== undefined) return 'opened' in node ? this.#rows(node.opened) : [];
    const { opened } = this.#workspace;
    const [only] = opened;
    if (only === undefined) return [];
    if (opened.length > 1) return opened.map((one) => ({ kind: 'folder', opened: one }));
    return this.#rows(only);
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    if ('opened' in node) return folderItem(node.opened);
    const item = treeItemOf(node.id, { ...node, folds: 'never' }, this.#extensionUri);
    item.accessibilityInformation = { label: node.spoken };
    const command = clickOf(node);
    if (command !== undefined) item.command = command;
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: HistoryNode): vscode.TreeItem {
    item.tooltip = 'opened' in node ? node.opened.folder.uri.fsPath : node.lines.join('\n');
    return item;
  }

  /** It shows all folders. */
  shows(): boolean {
    return this.#view.visible;
  }

  onDidChangeSight(listener: () => void): { dispose(): void } {
    return this.#view.onDidChangeVisibility(listener);
  }

  /** Reads anew, where somebody sees it; else when somebody does. */
  refresh(): void {
    if (this.#view.visible) this.#changed.fire(undefined);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#ofSessions.dispose();
    this.#owned.dispose();
  }

  /** A commit, a write and every act show in the store, or in what self-heal says. */
  #soon(): void {
    if (!this.#view.visible) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), QUIET_MS);
  }

  #followHealing(): void {
    this.#ofSessions.dispose();
    const owned = (this.#ofSessions = new Disposables());
    for (const { session } of this.#workspace.opened) {
      owned.add(session.healing.onDidChange(() => this.#soon()));
    }
  }

  async #rows({ folder, session }: Opened): Promise<HistoryNode[]> {
    try {
      const events = await session.timeline();
      // Of several folders one alone must not speak for all.
      const isOnly = this.#workspace.opened.length === 1;
      this.#view.message = isOnly && events.length === 0 ? l10n.t('Nothing has happened yet.') : '';
      return [...historyRows(folder.uri.toString(), events, new Date())];
    } catch (error) {
      this.#messages.note(`The history of ${folder.name} could not be read`, error);
      this.#view.message = l10n.t('The history could not be read: {0}', reasonOf(error));
      return [];
    }
  }
}

function folderItem({ folder, binding }: Opened): vscode.TreeItem {
  const item = new vscode.TreeItem(folder.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = folder.uri.toString();
  item.description = binding.context;
  item.iconPath = new vscode.ThemeIcon('root-folder');
  return item;
}

/** A commit shows its diff, a write by hand the drift of its object. */
function clickOf({ commit, key, folder }: HistoryRow): vscode.Command | undefined {
  const show: CommandId = 'driftline.showDrift';
  if (key !== undefined) return { command: show, title: '', arguments: [{ folder, key }] };
  if (commit === undefined) return undefined;
  return clickCommand('driftline.showCommit', { folder, commit });
}
