import { l10n } from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { HealNews } from '../engine/healingDesk.ts';
import { Disposables } from './disposables.ts';
import type { Messages } from './messages.ts';
import type { Opened, Workspace } from './workspace.ts';

/**
 * Says what self-heal did: in the log, and where it has given up a field, to the person who allowed
 * it, since nobody undoes that drift any more.
 */
export class HealingNews {
  readonly #workspace: Pick<Workspace, 'opened' | 'onDidChange'>;
  readonly #messages: Pick<Messages, 'note' | 'warn'>;
  readonly #following: { dispose(): void };
  #ofSessions = new Disposables();

  constructor(
    workspace: Pick<Workspace, 'opened' | 'onDidChange'>,
    messages: Pick<Messages, 'note' | 'warn'>,
  ) {
    this.#workspace = workspace;
    this.#messages = messages;
    this.#following = workspace.onDidChange(({ kind }) => {
      if (kind === 'folders') this.#followSessions();
    });
    this.#followSessions();
  }

  dispose(): void {
    this.#following.dispose();
    this.#ofSessions.dispose();
  }

  #followSessions(): void {
    this.#ofSessions.dispose();
    const owned = (this.#ofSessions = new Disposables());
    for (const opened of this.#workspace.opened) {
      owned.add(opened.session.healing.onDidChange((news) => news && this.#tell(opened, news)));
    }
  }

  #tell({ folder }: Opened, { kind, key, message }: HealNews): void {
    switch (kind) {
      case 'healed':
      case 'failed':
      case 'left':
        return this.#messages.note(`Self-heal in ${folder.name}: ${message}`);
      case 'fight': {
        const place = { folder: folder.uri.toString(), key };
        const command: CommandId = 'driftline.showDrift';
        void this.#messages.warn(message, [
          { title: l10n.t('Show Drift'), command, args: [place] },
        ]);
      }
    }
  }
}
