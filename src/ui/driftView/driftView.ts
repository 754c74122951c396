import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { contextKeys, selectedRows, views } from '../../contributions.ts';
import { visibleText } from '../../core/model/visibleText.ts';
import type { StoreChange } from '../../engine/statusStore.ts';
import { Coalesced } from '../coalesced.ts';
import { Disposables } from '../disposables.ts';
import { setContext } from '../setContext.ts';
import { welcomeFor, welcomeOf, welcomeReason } from '../welcome.ts';
import type { FolderSituation, Opened, Workspace } from '../workspace.ts';
import { groupings, type DriftNode, type FolderNode, type Grouping } from './driftNode.ts';
import { folderFace } from './folderFace.ts';
import { FolderTree, type TreeChoice } from './folderTree.ts';
import { nodeFace } from './nodeFace.ts';
import type { RowFace } from './rowFace.ts';
import { clickCommand, treeItemOf } from './treeItemOf.ts';
import { badgeWords, countWrong, viewMessage } from './viewWords.ts';

/** Changes that come close together are drawn at once. */
const COALESCE_MS = 40;
/** "Last looked 12 s ago" goes on while somebody sees it. */
const CLOCK_MS = 5000;

/** The Drift view: what is not in sync in all folders, worst first, drawn from their stores. */
export class DriftView implements vscode.TreeDataProvider<DriftNode> {
  readonly #workspace: Workspace;
  readonly #memory: vscode.Memento;
  readonly #extensionUri: vscode.Uri;
  readonly #owned = new Disposables();
  readonly #changed = new vscode.EventEmitter<DriftNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<DriftNode>;
  #choice: TreeChoice;
  #trees: ReadonlyMap<string, FolderTree> = new Map();
  #folders: ReadonlyMap<string, FolderNode> = new Map();
  #touched: Set<DriftNode> | 'all' = new Set();
  readonly #soon = this.#owned.add(new Coalesced(() => this.#flush(), COALESCE_MS));
  #looking: (() => void) | undefined;

  constructor(workspace: Workspace, memory: vscode.Memento, extensionUri: vscode.Uri) {
    this.#workspace = workspace;
    this.#memory = memory;
    this.#extensionUri = extensionUri;
    this.#choice = { grouping: rememberedGrouping(memory), filter: '' };
    this.#view = this.#owned.add(
      vscode.window.createTreeView<DriftNode>(views.drift, {
        treeDataProvider: this,
        canSelectMany: true,
        showCollapseAll: true,
      }),
    );
    this.#owned.add(this.#changed);
    this.#owned.add(this.#view.onDidChangeVisibility(() => this.#drawHead()));
    this.#owned.add(
      workspace.onDidChange((change) => {
        if (change.kind === 'folders') this.#followFolders();
        else this.#follow(change.opened, change.change);
      }),
    );
    const clock = setInterval(() => this.#view.visible && this.#drawHead(), CLOCK_MS);
    this.#owned.add({ dispose: () => clearInterval(clock) });
    this.#followFolders();
  }

  get choice(): TreeChoice {
    return this.#choice;
  }

  get isVisible(): boolean {
    return this.#view.visible;
  }

  /** It shows all folders. */
  shows(): boolean {
    return this.isVisible;
  }

  onDidChangeSight(listener: () => void): { dispose(): void } {
    return this.#view.onDidChangeVisibility(listener);
  }

  /** Draws everything by another grouping, which is remembered, or by another filter. */
  choose(change: Partial<TreeChoice>): void {
    const { grouping } = this.#choice;
    this.#choice = { ...this.#choice, ...change };
    if (this.#choice.grouping !== grouping) {
      void this.#memory.update(GROUPING, this.#choice.grouping);
    }
    setContext(contextKeys.filtered, this.#choice.filter !== '');
    this.#trees = new Map();
    this.#followFolders();
  }

  tree(folder: string): FolderTree | undefined {
    return this.#trees.get(folder);
  }

  get trees(): Iterable<FolderTree> {
    return this.#trees.values();
  }

  /** A key of the view hands over no row: the selected ones are meant, all drift where none is. */
  meantBy(args: readonly unknown[]): readonly unknown[] {
    const { selection } = this.#view;
    return args[0] === selectedRows ? [selection[0], selection] : args;
  }

  getChildren(node?: DriftNode): DriftNode[] {
    if (node !== undefined) return [...(this.#trees.get(node.of)?.children(node) ?? [])];
    if (welcomeFor(this.#situations()) !== '') return [];
    if (this.#folders.size > 0) return [...this.#folders.values()];
    return [...this.#trees.values()].flatMap((tree) => tree.roots());
  }

  getParent(node: DriftNode): DriftNode | undefined {
    return node.parent;
  }

  getTreeItem(node: DriftNode): vscode.TreeItem {
    const face = this.#face(node);
    if (face === undefined) return new vscode.TreeItem('');
    const item = treeItemOf(node.id, face, this.#extensionUri);
    if (face.click !== undefined) item.command = clickCommand(`driftline.${face.click}`, node);
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: DriftNode): vscode.TreeItem {
    item.tooltip = this.#face(node)?.lines.join('\n') ?? '';
    return item;
  }

  dispose(): void {
    this.#looking?.();
    this.#owned.dispose();
  }

  #face(node: DriftNode): RowFace | undefined {
    if (node.kind === 'folder') {
      const found = this.#workspace.situations.find(({ folder }) => addressOf(folder) === node.of);
      return found && folderFace(found);
    }
    const tree = this.#trees.get(node.of);
    return tree && nodeFace(node, tree, new Date());
  }

  #situations() {
    return this.#workspace.situations.map(({ situation }) => situation);
  }

  /** Folders that stay keep their rows. */
  #followFolders(): void {
    const { opened, situations } = this.#workspace;
    const shown = situations.filter((one) => isWorthARow(one));
    const folders = shown.length > 1 ? shown.map(({ folder }) => addressOf(folder)) : [];
    const before = this.#folders;
    this.#folders = new Map(
      folders.map((of) => [of, before.get(of) ?? { kind: 'folder', id: of, of }]),
    );
    const trees = opened.map(({ folder, session }) => {
      const of = addressOf(folder);
      const parent = this.#folders.get(of);
      const known = this.#trees.get(of);
      const stays = known?.store === session.store && known.parent === parent;
      return stays ? known : new FolderTree(of, session.store, this.#choice, parent);
    });
    this.#trees = new Map(trees.map((tree) => [tree.of, tree]));
    this.#redraw('all');
  }

  #follow({ folder }: Opened, change: StoreChange): void {
    const of = addressOf(folder);
    const touched = this.#trees.get(of)?.update(change) ?? [];
    const whole = this.#folders.get(of);
    // Its own row counts too.
    const isCounted = touched === 'all' || touched.some(({ kind }) => kind === 'group');
    this.#redraw(isCounted && whole !== undefined ? [whole] : touched);
  }

  /** Soon, and together with what comes until then. */
  #redraw(touched: readonly DriftNode[] | 'all'): void {
    if (touched === 'all') this.#touched = 'all';
    else if (this.#touched !== 'all') for (const node of touched) this.#touched.add(node);
    this.#soon.ask();
  }

  #flush(): void {
    const touched = this.#touched;
    this.#touched = new Set();
    const hadWelcome = this.#welcome;
    this.#drawHead();
    const all = touched === 'all' || hadWelcome !== this.#welcome;
    if (all) this.#changed.fire(undefined);
    else if (touched.size > 0) this.#changed.fire([...touched]);
  }

  #welcome = '';

  /** Title, message, badge and the bar of progress. */
  #drawHead(): void {
    const situations = this.#situations();
    const welcome = welcomeFor(situations);
    this.#welcome = welcome;
    setContext(contextKeys.welcome, welcome);
    // A message would hide the welcome with its buttons: the reason stands in the title then.
    const message = welcome === '' ? this.#message() : '';
    if (message !== this.#view.message) this.#view.message = message;
    const description =
      welcome === '' ? this.#description() : visibleText(welcomeReason(situations, welcome));
    if (description !== this.#view.description) this.#view.description = description;
    const wrong = [...this.#trees.values()].reduce((sum, { store }) => sum + countWrong(store), 0);
    const badge =
      wrong === 0 || welcome !== '' ? undefined : { value: wrong, tooltip: badgeWords(wrong) };
    if (badge?.value !== this.#view.badge?.value) this.#view.badge = badge;
    this.#showProgress(situations.some(isLooking));
  }

  #message(): string {
    const opened = this.#workspace.opened;
    const times = opened.flatMap(({ session }) => session.lookedAt?.getTime() ?? []);
    return viewMessage({
      stores: opened.map(({ session }) => session.store),
      filter: this.#choice.filter,
      shown: [...this.#trees.values()].reduce((sum, { groups }) => sum + groups.size, 0),
      isLive: opened.every(({ session }) => session.isLive),
      // All of it is as fresh as the oldest look.
      lookedAt: times.length < opened.length ? undefined : new Date(Math.min(...times)),
      now: new Date(),
    });
  }

  /** The cluster's name stands in the title: one look tells where one is. */
  #description(): string {
    const [only, more] = this.#workspace.opened;
    if (only === undefined || more !== undefined) return '';
    const { cluster, target } = only.session.store.state;
    return `${cluster?.context ?? only.binding.context} / ${target.namespace}`;
  }

  #showProgress(isBusy: boolean): void {
    if (isBusy === (this.#looking !== undefined)) return;
    if (!isBusy) {
      this.#looking?.();
      this.#looking = undefined;
      return;
    }
    const location = { viewId: views.drift };
    const end = new Promise<void>((resolve) => (this.#looking = resolve));
    void vscode.window.withProgress({ location, title: l10n.t('Looking') }, () => end);
  }
}

/** The command's id serves as the name in the workspace's memory. */
const GROUPING = 'driftline.groupBy';

function rememberedGrouping(memory: vscode.Memento): Grouping {
  const known = memory.get<unknown>(GROUPING);
  return groupings.find((one) => one === known) ?? 'status';
}

function addressOf(folder: vscode.WorkspaceFolder): string {
  return folder.uri.toString();
}

function isLooking({ kind, ...rest }: FolderSituation['situation']): boolean {
  if (kind === 'opening') return true;
  return kind === 'looking' && 'store' in rest && rest.store.state.phase === 'looking';
}

/** Folders of other things are left alone without a word. */
function isWorthARow({ situation }: FolderSituation): boolean {
  const welcome = welcomeOf(situation);
  return welcome !== 'noRepository' && welcome !== 'noManifests';
}
