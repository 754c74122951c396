import * as vscode from 'vscode';
import { commands, type CommandId } from '../../contributions.ts';
import type { Disposable } from '../disposables.ts';
import type { Messages } from '../messages.ts';

/** Registers a command; whatever it throws is told to the person who called it, and logged. */
export function registerCommand(
  id: CommandId,
  messages: Messages,
  run: () => Promise<void> | void,
): Disposable {
  const what = `Driftline: ${commands[id].title.replace('…', '')} failed`;
  return vscode.commands.registerCommand(id, async () => {
    try {
      await run();
    } catch (error) {
      // Not waited for: the command has ended, the message may stay for long.
      void messages.failed(what, id, error);
    }
  });
}
