import * as vscode from 'vscode';
import { contextKeys, type SettingKey } from '../contributions.ts';
import type { ServerChecks } from '../core/model/target.ts';
import { bindingFor, type BindingAnswer } from './bindingFor.ts';
import { Disposables } from './disposables.ts';
import { reasonOf, type Messages } from './messages.ts';
import { Picture } from './picture.ts';
import type { ClusterBinding, Session, SessionOpener, SessionOptions } from './session.ts';
import { readSetting } from './settings.ts';
import type { StatusBar } from './statusBar.ts';
import { statusBarFace, type Situation } from './statusBarFace.ts';

const BINDING = 'driftline.binding';
const REOPENS_AT: readonly SettingKey[] = [
  'driftline.context',
  'driftline.namespace',
  'driftline.revision',
  'driftline.kubeconfig',
  'driftline.serverChecks',
  'driftline.reconcileInterval',
];
/** The stale face says "since", and a day may pass. */
const FACE_MS = 60_000;

/** A session with what draws it. */
export interface Opened {
  readonly session: Session;
  readonly picture: Picture;
  readonly folder: vscode.WorkspaceFolder;
}

/**
 * Follows the workspace: nothing while it is not trusted, then one session for the first folder
 * that is in a repository, opened anew when a setting says otherwise.
 */
export class WorkspaceController {
  readonly #opener: SessionOpener;
  readonly #memory: vscode.Memento;
  readonly #messages: Messages;
  readonly #statusBar: StatusBar;
  readonly #extensionUri: vscode.Uri;
  readonly #owned = new Disposables();
  #ofSession = new Disposables();
  #opened: Opened | undefined;
  #situation: Situation = { kind: 'opening' };
  #turn = 0;

  constructor(parts: {
    readonly opener: SessionOpener;
    readonly memory: vscode.Memento;
    readonly messages: Messages;
    readonly statusBar: StatusBar;
    readonly extensionUri: vscode.Uri;
  }) {
    this.#opener = parts.opener;
    this.#memory = parts.memory;
    this.#messages = parts.messages;
    this.#statusBar = parts.statusBar;
    this.#extensionUri = parts.extensionUri;
    const reopen = () => void this.reopen();
    this.#owned.add(vscode.workspace.onDidGrantWorkspaceTrust(reopen));
    this.#owned.add(vscode.workspace.onDidChangeWorkspaceFolders(reopen));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (REOPENS_AT.some((key) => change.affectsConfiguration(key))) reopen();
      }),
    );
    const clock = setInterval(() => this.#draw(), FACE_MS);
    this.#owned.add({ dispose: () => clearInterval(clock) });
  }

  /** The session, where one is open. */
  get opened(): Opened | undefined {
    return this.#opened;
  }

  get situation(): Situation {
    return this.#situation;
  }

  /** Ends the session, if any, and opens the one that trust, folders and settings ask for now. */
  async reopen(): Promise<void> {
    const turn = ++this.#turn;
    this.#end();
    try {
      await this.#open(turn);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#messages.note('Driftline could not start', error);
      this.#stand(situationAfter(error));
    }
  }

  /** Binds the folder to a cluster, for this workspace, and opens it. */
  async bind(binding: ClusterBinding): Promise<void> {
    await this.#memory.update(BINDING, binding);
    await this.reopen();
  }

  dispose(): void {
    this.#turn++;
    this.#end();
    this.#owned.dispose();
  }

  async #open(turn: number): Promise<void> {
    if (!vscode.workspace.isTrusted) return this.#stand({ kind: 'untrusted' });
    const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
    if (!folder) return this.#stand({ kind: 'noRepository', message: 'No folder is open.' });
    this.#stand({ kind: 'opening' });
    const answer = await this.#binding(folder);
    if (turn !== this.#turn) return;
    const session = await this.#opener.open(optionsFor(folder, answer.binding));
    if (turn !== this.#turn) return session.dispose();
    if (answer.binding) this.#begin(session, folder, answer.binding);
    else this.#wait(session, answer.message);
  }

  async #binding(folder: vscode.WorkspaceFolder): Promise<BindingAnswer> {
    const kubeconfig = readSetting('driftline.kubeconfig', folder);
    try {
      return bindingFor({
        contexts: await this.#opener.contexts(kubeconfig === '' ? undefined : kubeconfig),
        wanted: readSetting('driftline.context', folder),
        remembered: this.#memory.get<ClusterBinding>(BINDING),
      });
    } catch (error) {
      this.#messages.note('The kubeconfig could not be read', error);
      return { message: reasonOf(error) };
    }
  }

  /** Without a cluster there is no verdict to draw; whether there are manifests decides on a word. */
  #wait(session: Session, message: string): void {
    const owned = (this.#ofSession = new Disposables());
    owned.add(session);
    owned.add(session.store.onDidChange(() => this.#draw()));
    this.#stand({ kind: 'unbound', message, store: session.store });
  }

  #begin(session: Session, folder: vscode.WorkspaceFolder, binding: ClusterBinding): void {
    const owned = (this.#ofSession = new Disposables());
    owned.add(session);
    const picture = owned.add(new Picture(session, folder, this.#extensionUri, this.#messages));
    this.#opened = { session, picture, folder };
    owned.add(session.store.onDidChange(() => this.#follow(session, binding)));
    void vscode.commands.executeCommand('setContext', contextKeys.active, true);
    this.#stand({ kind: 'looking', store: session.store });
    this.#follow(session, binding);
  }

  #end(): void {
    this.#opened = undefined;
    this.#ofSession.dispose();
    void vscode.commands.executeCommand('setContext', contextKeys.active, false);
  }

  #follow(session: Session, binding: ClusterBinding): void {
    this.#draw();
    const { cluster, phase } = session.store.state;
    if (cluster?.uid !== undefined && binding.uid === undefined) {
      const { context, server } = binding;
      const known = this.#memory.get<ClusterBinding>(BINDING);
      if (known?.uid === undefined || known.context !== context || known.server !== server) {
        void this.#memory.update(BINDING, { context, server, uid: cluster.uid });
      }
    }
    if (phase !== 'current') return;
    const { drifted } = session.store.summary();
    if (drifted > 0) void this.#messages.tellOfFirstDrift(drifted, cluster?.context ?? '');
  }

  #stand(situation: Situation): void {
    this.#situation = situation;
    this.#draw();
  }

  #draw(): void {
    this.#statusBar.show(statusBarFace(this.#situation, new Date()));
  }
}

function optionsFor(
  folder: vscode.WorkspaceFolder,
  binding: ClusterBinding | undefined,
): SessionOptions {
  const kubeconfig = readSetting('driftline.kubeconfig', folder);
  const namespace = readSetting('driftline.namespace', folder);
  const checks = readSetting('driftline.serverChecks', folder);
  return {
    folder: folder.uri.fsPath,
    revision: readSetting('driftline.revision', folder),
    reconcileSeconds: readSetting('driftline.reconcileInterval', folder),
    ...(binding ? { binding } : {}),
    ...(kubeconfig === '' ? {} : { kubeconfig }),
    ...(namespace === '' ? {} : { namespace }),
    ...(checks === 'auto' ? {} : { serverChecks: checks satisfies ServerChecks }),
  };
}

/** A folder that is in no repository is nothing to complain about. */
function situationAfter(error: unknown): Situation {
  const message = reasonOf(error);
  const isQuiet = error instanceof Error && 'reason' in error && error.reason === 'notARepository';
  return isQuiet ? { kind: 'noRepository', message } : { kind: 'failed', message };
}
