import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { ObjectKey } from '../core/model/objectRef.ts';
import { Disposables } from './disposables.ts';
import { reasonOf } from './messages.ts';
import type { ObjectSides } from '../engine/readSides.ts';
import type { Opened, Workspace } from './workspace.ts';

type Side = keyof ObjectSides;

const schemes: Readonly<Record<Side, string>> = { git: 'driftline-git', live: 'driftline-live' };

/** How long both sides of one reading serve both documents of a diff. */
const SHARED_MS = 1000;

/**
 * Both sides of objects as read-only documents in memory, secret values hidden; read anew when the
 * store says that the object changed, for as long as they are open.
 */
export class VirtualDocuments implements vscode.Disposable {
  readonly #workspace: Workspace;
  readonly #owned = new Disposables();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #readings = new Map<string, Promise<ObjectSides>>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#owned.add(this.#changed);
    for (const side of ['git', 'live'] as const) {
      const provider = {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri: vscode.Uri) => this.#text(uri, side),
      };
      this.#owned.add(
        vscode.workspace.registerTextDocumentContentProvider(schemes[side], provider),
      );
    }
    this.#owned.add(
      workspace.onDidChange((change) => {
        if (change.kind === 'store') this.#refresh(change.opened, change.change.keys);
        else this.#refreshAll();
      }),
    );
  }

  /** Git on the left, the cluster on the right, in VS Code's own diff editor. */
  async openDiff(opened: Opened, key: ObjectKey): Promise<void> {
    const status = opened.session.store.get(key);
    if (status === undefined) throw new Error(l10n.t('Git declares this object no more.'));
    const { kind, name } = status.ref;
    const context = opened.session.store.state.cluster?.context ?? opened.binding.context;
    const title = l10n.t('{0} {1}: Git ↔ {2}', kind, name, context);
    const [git, live] = [uriOf(opened, key, 'git'), uriOf(opened, key, 'live')];
    await vscode.commands.executeCommand('vscode.diff', git, live, title);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #text(uri: vscode.Uri, side: Side): Promise<string> {
    const { folder, key, context } = namedBy(uri);
    const opened = this.#workspace.of(folder);
    // The title names a cluster: another one's object does not belong under it.
    if (opened === undefined || opened.binding.context !== context)
      return `# ${l10n.t('Driftline is not looking at this folder now.')}\n`;
    try {
      const sides = await this.#read(opened, key);
      return sides[side] ?? '';
    } catch (error) {
      return `# ${reasonOf(error).replaceAll('\n', '\n# ')}\n`;
    }
  }

  /** Both documents of one diff come from one look at the cluster. */
  #read(opened: Opened, key: ObjectKey): Promise<ObjectSides> {
    const name = `${opened.folder.uri.toString()}\n${key}`;
    const known = this.#readings.get(name);
    if (known !== undefined) return known;
    const reading = opened.session.sides(key);
    this.#readings.set(name, reading);
    const timer = setTimeout(() => this.#readings.delete(name), SHARED_MS);
    timer.unref();
    return reading;
  }

  /** A session came or went: what is read now may be of another cluster, or of none. */
  #refreshAll(): void {
    this.#readings.clear();
    for (const { uri } of vscode.workspace.textDocuments) {
      if (Object.values(schemes).includes(uri.scheme)) this.#changed.fire(uri);
    }
  }

  #refresh(opened: Opened, keys: ReadonlySet<ObjectKey>): void {
    const folder = opened.folder.uri.toString();
    for (const { uri } of vscode.workspace.textDocuments) {
      if (!Object.values(schemes).includes(uri.scheme)) continue;
      const named = namedBy(uri);
      if (named.folder !== folder || !keys.has(named.key)) continue;
      this.#readings.delete(`${folder}\n${named.key}`);
      this.#changed.fire(uri);
    }
  }
}

function uriOf(opened: Opened, key: ObjectKey, side: Side): vscode.Uri {
  const { context } = opened.binding;
  const query = JSON.stringify({ folder: opened.folder.uri.toString(), key, context });
  const name = key.split('/').at(-1) ?? 'object';
  return vscode.Uri.from({ scheme: schemes[side], path: `/${name}.yaml`, query });
}

/** Anybody may ask for such an address: what it names is looked up, and need not be there. */
function namedBy({ query }: vscode.Uri): {
  readonly folder: string;
  readonly key: ObjectKey;
  readonly context?: string;
} {
  try {
    const { folder, key, context } = JSON.parse(query) as Record<string, unknown>;
    if (typeof folder === 'string' && typeof key === 'string' && typeof context === 'string') {
      return { folder, key, context };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { folder: '', key: '' };
}
