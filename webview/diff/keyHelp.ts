import type { PanelWords } from '../../src/shared/panelWords.ts';
import { el, setAttribute } from './dom.ts';
import { linkButton } from './objectView.ts';
import type { Tools } from './tools.ts';

const NAME = 'keys';

/** What single keys do, in one line that a person opens by a button or by `?`. */
export class KeyHelp {
  readonly button: HTMLButtonElement;
  readonly list: HTMLElement;
  readonly #unfolded: Tools['unfolded'];

  constructor({ words, unfolded }: Pick<Tools, 'words' | 'unfolded'>) {
    this.#unfolded = unfolded;
    this.button = linkButton(words.keys.title, () => this.toggle());
    this.button.classList.add('keys');
    setAttribute(this.button, 'aria-keyshortcuts', '?');
    setAttribute(this.button, 'aria-controls', 'key-list');
    this.list = el('ul', { class: 'key-list', id: 'key-list', 'aria-label': words.keys.title });
    for (const [keys, does] of rowsOf(words)) {
      const names = keys.flatMap((key) => [el('kbd', {}, key), ' ']);
      this.list.append(el('li', {}, ...names, does));
    }
    this.#draw();
  }

  toggle(): void {
    this.#unfolded.set(NAME, !this.#unfolded.has(NAME));
    this.#draw();
  }

  #draw(): void {
    const isOpen = this.#unfolded.has(NAME);
    this.list.hidden = !isOpen;
    setAttribute(this.button, 'aria-expanded', String(isOpen));
  }
}

function rowsOf({ keys }: PanelWords): readonly (readonly [readonly string[], string])[] {
  return [
    [['j', 'k'], keys.move],
    [['g'], keys.git],
    [['l'], keys.live],
    [[keys.spaceName], keys.space],
    [[keys.enterName], keys.enter],
  ];
}
