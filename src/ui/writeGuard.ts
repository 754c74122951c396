import { l10n, window } from 'vscode';
import type { Messages } from './messages.ts';
import { isTyped, writeCaution, type WritePlace } from './writeCaution.ts';

/** What a person is asked before anything is written. */
export interface WriteQuestion {
  readonly title: string;
  /** What will be written and where, line by line. */
  readonly detail: string;
  /** What the button says it does: `Apply 2`. The cluster's name is added where it is due. */
  readonly button: string;
}

/** The one way in which every write to a cluster is asked for. */
export class WriteGuard {
  readonly #messages: Pick<Messages, 'confirm'>;
  readonly #protectedContexts: () => readonly string[];

  /** `protectedContexts` reads `driftline.protectedContexts`, globs, at each question anew. */
  constructor(messages: Pick<Messages, 'confirm'>, protectedContexts: () => readonly string[]) {
    this.#messages = messages;
    this.#protectedContexts = protectedContexts;
  }

  /** Whether the person agreed. Nothing may be written before, nor where the answer is no. */
  async allows(question: WriteQuestion, place: WritePlace): Promise<boolean> {
    const globs = this.#protectedContexts().filter((glob) => typeof glob === 'string');
    const caution = writeCaution(place, globs);
    const button =
      caution === 'plain' ? question.button : namedButton(question.button, place.context);
    if (!(await this.#messages.confirm({ ...question, button }))) return false;
    return caution !== 'typed' || typesName(question, place);
  }

  /**
   * For a write whose plan was already shown where it was asked for, with the cluster's name on
   * the button: only a protected context asks once more.
   */
  async allowsShown(title: string, place: WritePlace): Promise<boolean> {
    const globs = this.#protectedContexts().filter((glob) => typeof glob === 'string');
    return writeCaution(place, globs) !== 'typed' || typesName({ title }, place);
  }
}

/** `Apply 2` → `Apply 2 to prod-eu`; a button that ends with the name already stays as it is. */
export function namedButton(button: string, context: string): string {
  return button.endsWith(` ${context}`) ? button : l10n.t('{0} to {1}', button, context);
}

async function typesName(
  { title }: Pick<WriteQuestion, 'title'>,
  place: WritePlace,
): Promise<boolean> {
  const prompt = l10n.t(
    '{0} is a protected context. Type its name to go on; Escape writes nothing.',
    place.context,
  );
  const typed = await window.showInputBox({
    title,
    prompt,
    placeHolder: place.context,
    ignoreFocusOut: true,
    validateInput: (text) => (isTyped(text, place) ? undefined : prompt),
  });
  return typed !== undefined && isTyped(typed, place);
}
