import * as vscode from 'vscode';
import { contextKeys, type SettingKey } from '../contributions.ts';
import type { StoreChange } from '../engine/statusStore.ts';
import type { BindingMemory } from './bindingMemory.ts';
import { Disposables } from './disposables.ts';
import { FolderController, type FolderParts, type Opened } from './folderController.ts';
import type { Messages } from './messages.ts';
import type { ClusterBinding, SessionOpener } from './session.ts';
import { setContext } from './setContext.ts';
import type { Situation } from './statusBarFace.ts';

export type { Opened } from './folderController.ts';

const REOPENS_AT: readonly SettingKey[] = [
  'driftline.context',
  'driftline.namespace',
  'driftline.revision',
  'driftline.kubeconfig',
  'driftline.serverChecks',
  'driftline.reconcileInterval',
];
const SETTINGS_FILE = '.driftline.yaml';

export type WorkspaceChange =
  /** A session came or went, or a situation changed. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'store'; readonly opened: Opened; readonly change: StoreChange };

/** Where one folder stands. */
export interface FolderSituation {
  readonly folder: vscode.WorkspaceFolder;
  readonly situation: Situation;
}

/**
 * Follows the workspace's folders, each with a target, a cache and a loop of its own: nothing
 * while the workspace is not trusted.
 */
export class Workspace {
  readonly #parts: {
    readonly opener: SessionOpener;
    readonly memory: BindingMemory;
    readonly messages: Messages;
    readonly extensionUri: vscode.Uri;
  };
  readonly #owned = new Disposables();
  readonly #listeners = new Set<(change: WorkspaceChange) => void>();
  #folders: readonly FolderController[] = [];

  constructor(parts: {
    readonly opener: SessionOpener;
    readonly memory: BindingMemory;
    readonly messages: Messages;
    readonly extensionUri: vscode.Uri;
  }) {
    this.#parts = parts;
    const { workspace } = vscode;
    this.#owned.add(workspace.onDidGrantWorkspaceTrust(() => void this.reopen()));
    this.#owned.add(workspace.onDidChangeWorkspaceFolders(() => void this.#followFolders()));
    this.#owned.add(workspace.onDidChangeConfiguration((change) => this.#followSettings(change)));
    this.#owned.add(workspace.onDidSaveTextDocument(({ uri }) => this.#followSettingsFile(uri)));
    this.#followSettingsOnDisk();
  }

  /** Folders with a session, in the workspace's order. */
  get opened(): readonly Opened[] {
    return this.#folders.flatMap(({ opened }) => opened ?? []);
  }

  get situations(): readonly FolderSituation[] {
    return this.#folders.map(({ folder, situation }) => ({ folder, situation }));
  }

  /** The folder that holds the address; else the one whose repository does. */
  at(uri: vscode.Uri): Opened | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.toString();
    const own = this.opened.find((one) => one.folder.uri.toString() === folder);
    return own ?? this.opened.find(({ picture }) => picture.uris.path(uri) !== undefined);
  }

  /** By the folder's address, as a `Place` names it. */
  of(folder: string): Opened | undefined {
    return this.opened.find((one) => one.folder.uri.toString() === folder);
  }

  onDidChange(listener: (change: WorkspaceChange) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Ends all sessions and opens those that trust, folders and settings ask for now. */
  async reopen(): Promise<void> {
    await this.#followFolders();
    await Promise.all(this.#folders.map((one) => one.reopen()));
  }

  async bind(folder: vscode.WorkspaceFolder, binding: ClusterBinding): Promise<void> {
    await this.#controller(folder)?.bind(binding);
  }

  async useNamespace(folder: vscode.WorkspaceFolder, name: string | undefined): Promise<void> {
    await this.#controller(folder)?.useNamespace(name);
  }

  dispose(): void {
    this.#owned.dispose();
    for (const one of this.#folders) one.dispose();
    this.#folders = [];
    this.#listeners.clear();
  }

  #controller(folder: vscode.WorkspaceFolder): FolderController | undefined {
    return this.#folders.find((one) => one.folder.uri.toString() === folder.uri.toString());
  }

  /** Folders that stay keep their session. */
  async #followFolders(): Promise<void> {
    const wanted = vscode.workspace.workspaceFolders ?? [];
    const before = this.#folders;
    this.#folders = wanted.map((folder) => this.#controller(folder) ?? this.#make(folder));
    for (const one of before) if (!this.#folders.includes(one)) one.dispose();
    const fresh = this.#folders.filter((one) => !before.includes(one));
    this.#tellOfFolders();
    await Promise.all(fresh.map((one) => one.reopen()));
  }

  #make(folder: vscode.WorkspaceFolder): FolderController {
    const parts: FolderParts = {
      ...this.#parts,
      folder,
      onSituation: () => this.#tellOfFolders(),
      onStore: (opened, change) => this.#tell({ kind: 'store', opened, change }),
    };
    return new FolderController(parts);
  }

  #followSettings(change: vscode.ConfigurationChangeEvent): void {
    for (const one of this.#folders) {
      const isMeant = REOPENS_AT.some((key) => change.affectsConfiguration(key, one.folder));
      if (isMeant) void one.reopen();
    }
  }

  /** A file that Git or another program wrote has no save. */
  #followSettingsOnDisk(): void {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${SETTINGS_FILE}`);
    const follow = (uri: vscode.Uri): void => this.#followSettingsFile(uri);
    watcher.onDidChange(follow);
    watcher.onDidCreate(follow);
    watcher.onDidDelete(follow);
    this.#owned.add(watcher);
  }

  /** Rules and policies count from the moment that their file is saved. */
  #followSettingsFile(uri: vscode.Uri): void {
    const opened = this.at(uri);
    if (opened?.picture.uris.path(uri) !== SETTINGS_FILE) return;
    opened.session.healing.check();
    opened.session.refresh().catch((error: unknown) => {
      this.#parts.messages.note(`${SETTINGS_FILE} could not be taken up`, error);
    });
  }

  #tellOfFolders(): void {
    const isActive = this.opened.length > 0;
    setContext(contextKeys.active, isActive);
    this.#tell({ kind: 'folders' });
  }

  #tell(change: WorkspaceChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
