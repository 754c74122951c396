import type { Choice } from '../../src/shared/panelPicture.ts';
import type { PanelWords } from '../../src/shared/panelWords.ts';
import { el, setAttribute } from './dom.ts';
import type { Tools } from './tools.ts';

export const choices: readonly Choice[] = ['git', 'live', 'leave'];

/** Three buttons of which one holds: a radio group, by mouse and by arrow keys. */
export class ChoiceGroup {
  readonly root: HTMLElement;
  readonly #buttons: ReadonlyMap<Choice, HTMLButtonElement>;
  readonly #choose: (choice: Choice) => void;
  readonly #say: (sentence: string) => void;
  #refused: Readonly<Partial<Record<Choice, string>>> = {};
  #shown: Choice | undefined;

  /** `say` is told why a choice is not offered, where somebody wants it. */
  constructor(
    label: string,
    { words, say }: Pick<Tools, 'words' | 'say'>,
    choose: (choice: Choice) => void,
  ) {
    this.#choose = choose;
    this.#say = say;
    this.root = el('div', { class: 'choice', role: 'radiogroup', 'aria-label': label });
    this.#buttons = new Map(choices.map((choice) => [choice, this.#button(choice, words)]));
    this.root.append(...this.#buttons.values());
    this.root.addEventListener('keydown', (event) => this.#press(event));
  }

  /** `undefined`: those that it stands for are chosen differently. */
  show(shown: Choice | undefined, refused: Readonly<Partial<Record<Choice, string>>> = {}): void {
    this.#shown = shown;
    this.#refused = refused;
    for (const [choice, button] of this.#buttons) {
      const isOn = choice === shown;
      const why = refused[choice];
      setAttribute(button, 'aria-checked', String(isOn));
      setAttribute(button, 'aria-disabled', why === undefined ? undefined : 'true');
      setAttribute(button, 'title', why);
      const isStop = isOn || (shown === undefined && choice === 'leave');
      button.tabIndex = isStop ? 0 : -1;
    }
  }

  take(choice: Choice): void {
    const why = this.#refused[choice];
    if (why !== undefined) return this.#say(why);
    this.#choose(choice);
    this.#buttons.get(choice)?.focus();
  }

  #button(choice: Choice, words: PanelWords): HTMLButtonElement {
    const attributes = { class: `pick ${choice}`, type: 'button', role: 'radio' };
    const button = el('button', attributes, words[choice]);
    button.addEventListener('click', () => this.take(choice));
    return button;
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'ArrowRight') this.#step(1);
    else if (event.key === 'ArrowLeft') this.#step(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #step(by: 1 | -1): void {
    const from = choices.indexOf(this.#shown ?? 'leave');
    for (let nth = 1; nth <= choices.length; nth++) {
      const choice = choices[(from + by * nth + choices.length * nth) % choices.length];
      if (choice !== undefined && this.#refused[choice] === undefined) return this.take(choice);
    }
  }
}
