import * as vscode from 'vscode';
import type { ServerChecks } from '../core/model/target.ts';
import type { StoreChange } from '../engine/statusStore.ts';
import { choicePlace, type BindingMemory } from './bindingMemory.ts';
import { bindingFor, type UnboundReason } from './bindingFor.ts';
import { Disposables } from './disposables.ts';
import { kubeconfigNews, type KubeconfigReading } from './kubeconfigNews.ts';
import { reasonOf, type Messages } from './messages.ts';
import { Picture } from './picture.ts';
import type { ClusterBinding, Session, SessionOpener, SessionOptions } from './session.ts';
import { readSetting } from './settings.ts';
import type { Situation } from './statusBarFace.ts';

/** A session with what draws it. */
export interface Opened {
  readonly session: Session;
  readonly picture: Picture;
  readonly folder: vscode.WorkspaceFolder;
  readonly binding: ClusterBinding;
}

/** What a folder's controller is made of. */
export interface FolderParts {
  readonly folder: vscode.WorkspaceFolder;
  readonly opener: SessionOpener;
  readonly memory: BindingMemory;
  readonly messages: Messages;
  readonly extensionUri: vscode.Uri;
  /** The situation changed, or a session came or went. */
  readonly onSituation: () => void;
  readonly onStore: (opened: Opened, change: StoreChange) => void;
}

/** One workspace folder: its binding, its session, opened anew when a setting says otherwise. */
export class FolderController {
  readonly folder: vscode.WorkspaceFolder;
  readonly #parts: FolderParts;
  #ofSession = new Disposables();
  /** What the session was opened by, and the watch that tells when that is old. */
  #reading: KubeconfigReading | undefined;
  #kubeconfig: { dispose(): void } | undefined;
  #opened: Opened | undefined;
  #situation: Situation = { kind: 'opening' };
  #turn = 0;

  constructor(parts: FolderParts) {
    this.folder = parts.folder;
    this.#parts = parts;
  }

  /** The session, where one is open. */
  get opened(): Opened | undefined {
    return this.#opened;
  }

  get situation(): Situation {
    return this.#situation;
  }

  /** Ends the session, if any, and opens the one that trust and settings ask for now. */
  async reopen(): Promise<void> {
    const turn = ++this.#turn;
    this.#end();
    try {
      await this.#open(turn);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#parts.messages.note(`Driftline could not start in ${this.folder.name}`, error);
      this.#stand(situationAfter(error));
    }
  }

  /** Binds the folder to a cluster, for this workspace, and opens it. */
  async bind(binding: ClusterBinding): Promise<void> {
    await this.#parts.memory.bind(this.#choicePlace, binding);
    await this.reopen();
  }

  /** Objects that name no namespace are looked for there; `undefined`: the context's own. */
  async useNamespace(namespace: string | undefined): Promise<void> {
    await this.#parts.memory.useNamespace(this.#choicePlace, namespace);
    await this.reopen();
  }

  dispose(): void {
    this.#turn++;
    this.#end();
  }

  get #address(): string {
    return this.folder.uri.toString();
  }

  get #choicePlace(): string {
    return choicePlace(this.#address, readSetting('driftline.context', this.folder));
  }

  async #open(turn: number): Promise<void> {
    const { folder } = this;
    if (!vscode.workspace.isTrusted) return this.#stand({ kind: 'untrusted' });
    if (folder.uri.scheme !== 'file') {
      return this.#stand({
        kind: 'noRepository',
        message: `${folder.name} is not on this machine.`,
      });
    }
    this.#stand({ kind: 'opening' });
    await this.#watchKubeconfig(turn);
    const reading = await this.#readKubeconfig();
    if (turn !== this.#turn) return;
    this.#reading = reading;
    const { answer } = reading;
    const session = await this.#parts.opener.open(this.#options(answer.binding));
    if (turn !== this.#turn) return session.dispose();
    if (answer.binding) this.#begin(session, answer.binding);
    else this.#wait(session, answer.message, answer.why);
  }

  async #readKubeconfig(): Promise<KubeconfigReading> {
    try {
      const contexts = await this.#parts.opener.contexts(this.#kubeconfigFile);
      const wanted = readSetting('driftline.context', this.folder);
      const remembered = this.#parts.memory.boundTo(this.#address, wanted);
      const answer = bindingFor({ contexts, wanted, remembered });
      const context = contexts.find(({ name }) => name === answer.binding?.context);
      return { answer, context };
    } catch (error) {
      this.#parts.messages.note('The kubeconfig could not be read', error);
      return { answer: { message: reasonOf(error), why: 'noKubeconfig' }, context: undefined };
    }
  }

  async #watchKubeconfig(turn: number): Promise<void> {
    const { opener } = this.#parts;
    const hear = (): void => void this.#followKubeconfig();
    const watch = await opener.watchContexts(this.#kubeconfigFile, hear);
    if (turn !== this.#turn) return watch.dispose();
    this.#kubeconfig = watch;
  }

  /** The file was written: nothing of it is taken over silently but what leads to the same place. */
  async #followKubeconfig(): Promise<void> {
    const turn = this.#turn;
    const now = await this.#readKubeconfig();
    if (turn !== this.#turn || this.#reading === undefined) return;
    const news = kubeconfigNews(this.#reading, now);
    this.#reading = now;
    if (news === 'none') return;
    const { folder } = this;
    this.#parts.messages.note(`The kubeconfig has changed for ${folder.name}: ${news}`);
    if (news === 'openAnew') await this.reopen();
    else await this.#signInAgain();
  }

  /** A session that is let in needs no other credentials: they are renewed when they end. */
  async #signInAgain(): Promise<void> {
    const session = this.#opened?.session;
    const phase = session?.store.state.phase;
    if (session === undefined || phase === 'current' || phase === 'asleep') return;
    try {
      await session.refresh();
    } catch (error) {
      this.#parts.messages.note('The cluster could not be asked again', error);
    }
  }

  get #kubeconfigFile(): string | undefined {
    const named = readSetting('driftline.kubeconfig', this.folder);
    return named === '' ? undefined : named;
  }

  /** Without a cluster there is no verdict to draw; whether there are manifests decides on a word. */
  #wait(session: Session, message: string, why: UnboundReason): void {
    const owned = (this.#ofSession = new Disposables());
    owned.add(session);
    owned.add(session.store.onDidChange(() => this.#parts.onSituation()));
    this.#stand({ kind: 'unbound', message, why, store: session.store });
  }

  #begin(session: Session, binding: ClusterBinding): void {
    const owned = (this.#ofSession = new Disposables());
    const { folder } = this;
    const place = this.#choicePlace;
    const { extensionUri, messages } = this.#parts;
    owned.add(session);
    const picture = owned.add(new Picture(session, folder, extensionUri, messages));
    const opened = { session, picture, folder, binding };
    this.#opened = opened;
    owned.add(
      session.store.onDidChange((change) => {
        this.#remember(session, binding, place);
        this.#parts.onStore(opened, change);
      }),
    );
    this.#stand({ kind: 'looking', store: session.store });
    this.#remember(session, binding, place);
  }

  #end(): void {
    this.#opened = undefined;
    this.#reading = undefined;
    this.#kubeconfig?.dispose();
    this.#kubeconfig = undefined;
    this.#ofSession.dispose();
  }

  /** The cluster that has answered is the one that the folder is bound to from now on. */
  #remember(session: Session, { context, server, uid }: ClusterBinding, place: string): void {
    const { cluster } = session.store.state;
    if (cluster?.uid === undefined || uid !== undefined) return;
    const known = this.#parts.memory.of(place).binding;
    if (known?.uid !== undefined && known.context === context && known.server === server) return;
    void this.#parts.memory.bind(place, { context, server, uid: cluster.uid });
  }

  #stand(situation: Situation): void {
    this.#situation = situation;
    this.#parts.onSituation();
  }

  #options(binding: ClusterBinding | undefined): SessionOptions {
    const { folder } = this;
    const kubeconfig = this.#kubeconfigFile;
    const set = readSetting('driftline.namespace', folder);
    const namespace = set === '' ? this.#parts.memory.of(this.#choicePlace).namespace : set;
    const checks = readSetting('driftline.serverChecks', folder);
    return {
      folder: folder.uri.fsPath,
      revision: readSetting('driftline.revision', folder),
      reconcileSeconds: readSetting('driftline.reconcileInterval', folder),
      ...(binding ? { binding } : {}),
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(checks === 'auto' ? {} : { serverChecks: checks satisfies ServerChecks }),
    };
  }
}

/** A folder that is in no repository is nothing to complain about. */
function situationAfter(error: unknown): Situation {
  const message = reasonOf(error);
  const isQuiet = error instanceof Error && 'reason' in error && error.reason === 'notARepository';
  return isQuiet ? { kind: 'noRepository', message } : { kind: 'failed', message };
}
