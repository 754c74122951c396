import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { CommandId } from '../contributions.ts';

/** A button that runs a command. */
export interface MessageAction {
  readonly title: string;
  readonly command: CommandId;
  readonly args?: readonly unknown[];
}

const showLog = (): MessageAction => ({
  title: l10n.t('Show Log'),
  command: 'driftline.showLog',
});

/** The one place that shows messages to a person, and the log that keeps what was said. */
export class Messages {
  readonly #log: vscode.LogOutputChannel;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /** A command that a person started has failed: what, on what, why, and the next step. */
  async failed(what: string, called: Omit<MessageAction, 'title'>, error: unknown): Promise<void> {
    this.note(what, error);
    const actions = [{ title: l10n.t('Try Again'), ...called }, showLog()];
    const titles = actions.map(({ title }) => title);
    await this.#offer(
      vscode.window.showErrorMessage(`${what}: ${reasonOf(error)}`, ...titles),
      actions,
    );
  }

  /** A sentence that a person who started something must not miss. */
  async warn(sentence: string, actions: readonly MessageAction[] = [showLog()]): Promise<void> {
    this.#log.warn(sentence);
    const titles = actions.map(({ title }) => title);
    await this.#offer(vscode.window.showWarningMessage(sentence, ...titles), actions);
  }

  /** A good end of what a person started: in the status bar, for some seconds. */
  done(sentence: string): void {
    this.#log.info(sentence);
    vscode.window.setStatusBarMessage(`$(pass) ${sentence}`, 6000);
  }

  /** What happened by itself goes to the log alone. */
  note(what: string, error?: unknown): void {
    if (error === undefined) this.#log.info(what);
    else
      this.#log.error(
        `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
  }

  /** Whether the person presses the button, which says what it will do. */
  async confirm(question: {
    readonly title: string;
    readonly detail: string;
    readonly button: string;
  }): Promise<boolean> {
    const { title, detail, button } = question;
    const options = { modal: true, detail };
    return (await vscode.window.showWarningMessage(title, options, button)) === button;
  }

  /** Offers next steps, and answers with the one that the person took. */
  async ask(sentence: string, steps: readonly string[]): Promise<string | undefined> {
    this.#log.info(sentence);
    return vscode.window.showInformationMessage(sentence, ...steps);
  }

  showLog(): void {
    this.#log.show(true);
  }

  async #offer(
    asked: Thenable<string | undefined>,
    actions: readonly MessageAction[],
  ): Promise<void> {
    const answer = await asked;
    const action = actions.find(({ title }) => title === answer);
    if (action) await vscode.commands.executeCommand(action.command, ...(action.args ?? []));
  }
}

/** An error's own sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
