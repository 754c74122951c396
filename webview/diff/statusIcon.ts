import { el, setAttribute } from './dom.ts';

/** The picture of a status, for dark and for light themes; the word stands beside it. */
export class StatusIcon {
  readonly root = el('span', { class: 'icon', 'aria-hidden': 'true' });
  readonly #dark = el('img', { class: 'dark', alt: '', width: '16', height: '16' });
  readonly #light = el('img', { class: 'light', alt: '', width: '16', height: '16' });
  readonly #icons: Readonly<Record<string, string>>;

  constructor(icons: Readonly<Record<string, string>>) {
    this.#icons = icons;
    this.root.append(this.#dark, this.#light);
  }

  show(icon: string): void {
    setAttribute(this.#dark, 'src', this.#icons[`${icon}-dark`]);
    setAttribute(this.#light, 'src', this.#icons[`${icon}-light`]);
  }
}
