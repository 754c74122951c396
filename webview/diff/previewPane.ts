import { fill } from '../../src/shared/panelWords.ts';
import { progressRing } from '../controls.ts';
import { el, setAttribute } from './dom.ts';
import type { Preview } from './livePreview.ts';
import { linkButton } from './objectView.ts';
import type { Tools } from './tools.ts';

const NEAREST: ScrollIntoViewOptions = { block: 'nearest' };

/** One side of the preview: a title, and what is known in a place that scrolls. */
export class PreviewPane<T> {
  readonly root: HTMLElement;
  readonly #title = el('h2');
  readonly #body: HTMLElement;
  readonly #draw: (value: T) => readonly HTMLElement[];
  readonly #none: string;
  readonly #tools: Tools;
  readonly #again: () => void;
  #drawn: unknown;

  constructor(parts: {
    readonly name: string;
    readonly title: string;
    readonly none: string;
    readonly tools: Tools;
    readonly draw: (value: T) => readonly HTMLElement[];
    readonly again: () => void;
    /** Stands below, and does not scroll away. */
    readonly form?: HTMLElement;
  }) {
    this.#draw = parts.draw;
    this.#none = parts.none;
    this.#tools = parts.tools;
    this.#again = parts.again;
    this.#body = el('div', {
      class: 'pane-body',
      role: 'region',
      tabindex: '0',
      'aria-label': parts.title,
    });
    this.#title.append(parts.title);
    this.root = el('div', { class: `pane ${parts.name}` }, this.#title, this.#body);
    if (parts.form !== undefined) this.root.append(parts.form);
  }

  show(state: Preview<T>): void {
    setAttribute(this.root, 'data-state', state.kind);
    setAttribute(this.#body, 'aria-busy', state.kind === 'looking' ? 'true' : undefined);
    if (this.#drawn === state) return;
    this.#drawn = state;
    const { words } = this.#tools;
    this.#title.querySelector('vscode-progress-ring')?.remove();
    switch (state.kind) {
      case 'none':
        return this.#body.replaceChildren(el('p', { class: 'aside' }, this.#none));
      case 'looking':
        // Beside the title: what is shown stays where it is.
        if (state.isSlow) this.#title.append(progressRing(words.looking));
        return;
      case 'failed': {
        const told = el('p', { class: 'error' }, fill(words.failed, state.reason));
        return this.#body.replaceChildren(told, linkButton(words.tryAgain, this.#again));
      }
      case 'known':
        return this.#replace(this.#draw(state.value));
    }
  }

  /** What had the focus in what was shown before has it in what is shown now. */
  #replace(drawn: readonly HTMLElement[]): void {
    const active = document.activeElement;
    const had = this.#body.contains(active) ? active?.getAttribute('data-focus') : undefined;
    const { scrollTop } = this.#body;
    this.#body.replaceChildren(...drawn);
    // In a low window: where the person was, else what changes, not what stands before it.
    if (scrollTop > 0) this.#body.scrollTop = scrollTop;
    else this.#body.querySelector('.line.removed, .line.added')?.scrollIntoView(NEAREST);
    if (typeof had !== 'string') return;
    const same = [...this.#body.querySelectorAll<HTMLElement>('[data-focus]')];
    (same.find((one) => one.getAttribute('data-focus') === had) ?? this.#body).focus();
  }
}
