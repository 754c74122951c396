import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { commands, type CommandId } from '../../contributions.ts';
import type { Disposable } from '../disposables.ts';
import type { Messages } from '../messages.ts';

/** Registers a command; whatever it throws is told to the person who called it, and logged. */
export function registerCommand(
  id: CommandId,
  messages: Messages,
  run: (...args: readonly unknown[]) => Promise<void> | void,
): Disposable {
  return vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
    try {
      await run(...args);
    } catch (error) {
      const title = commands[id].title.replace('…', '');
      const what = l10n.t('Driftline: {0} failed', title);
      // Not waited for: the command has ended, the message may stay for long.
      void messages.failed(what, { command: id, args }, error);
    }
  });
}
