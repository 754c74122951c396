import type { Choice, PanelObject, PanelPicture } from '../../src/shared/panelPicture.ts';
import { fill } from '../../src/shared/panelWords.ts';
import { chooseAll, commonChoice, refusedForAll, rowsInAll } from './allChoice.ts';
import { ChoiceGroup } from './choiceGroup.ts';
import { el, setAttribute, setText } from './dom.ts';
import { linkButton } from './objectView.ts';
import { clockTime } from './times.ts';
import type { Tools } from './tools.ts';
import { appendVisible } from './visibleText.ts';

/** What all of it is compared with: target, cluster, revision; and the choice for all. */
export class HeaderView {
  readonly root: HTMLElement;
  readonly refresh: HTMLButtonElement;
  readonly #title = el('h1');
  readonly #count = el('span', { class: 'dim' });
  readonly #place = el('span', { class: 'place' });
  readonly #revision = el('code', { class: 'revision' });
  readonly #unpushed = el('span', { class: 'unpushed' });
  readonly #stale = el('p', { class: 'stale', role: 'status' });
  readonly #all: ChoiceGroup;
  readonly #tools: Tools;
  #objects: readonly PanelObject[] = [];

  readonly #push: (branch: string) => void;

  constructor(
    tools: Tools,
    { refresh, push }: { readonly refresh: () => void; readonly push: (branch: string) => void },
  ) {
    this.#tools = tools;
    this.#push = push;
    const { words } = tools;
    this.#all = new ChoiceGroup(words.chooseForAll, tools, (choice: Choice) =>
      chooseAll(tools, this.#objects, choice),
    );
    this.refresh = linkButton(words.refresh, refresh);
    const all = el(
      'div',
      { class: 'all' },
      el('span', { class: 'dim' }, words.all),
      this.#all.root,
    );
    const first = el('div', { class: 'title-line' }, this.#title, this.#count);
    const second = el('div', { class: 'place-line' }, this.#place, this.#revision);
    second.append(this.#unpushed);
    this.root = el(
      'header',
      {},
      el('div', { class: 'titles' }, first, second),
      el('div', { class: 'tools' }, all, this.refresh),
      this.#stale,
    );
  }

  /** What is said and done of all waits until all of the picture's objects are here. */
  update(picture: PanelPicture, objects: readonly PanelObject[]): void {
    const isWhole = objects.length === picture.order.length;
    this.#objects = objects;
    const { words, choices } = this.#tools;
    draw(this.#title, picture.title, words);
    setText(this.#count, isWhole ? countWords(objects, words) : '');
    const namespace = picture.namespace === '' ? '' : ` (${picture.namespace})`;
    const where = picture.context === '' ? '' : ` › ${picture.context}${namespace}`;
    draw(this.#place, `${picture.target}${where}`, words);
    draw(this.#revision, picture.revision, words);
    this.#revision.hidden = picture.revision === '';
    this.#drawUnpushed(picture.unpushed);
    const { stale } = picture;
    this.#stale.hidden = stale === undefined;
    const told = stale && fill(words.awaySince, clockTime(stale.since), stale.message);
    if (told !== undefined) setText(this.#stale, told);
    const all = this.#all.root.parentElement;
    // One object with many fields has its own "all" at its head.
    if (all) all.hidden = !isWhole || rowsInAll(objects).length < 2 || objects.length < 2;
    this.#all.show(commonChoice(objects, choices.of), refusedForAll(objects));
  }

  /** The same button for as long as it is the same branch: it may have the focus. */
  #drawUnpushed(unpushed: PanelPicture['unpushed']): void {
    const { words } = this.#tools;
    const { branch = '', commits = 0 } = unpushed ?? {};
    this.#unpushed.hidden = unpushed === undefined;
    if (this.#unpushed.dataset['branch'] !== branch) {
      const button = linkButton(words.pushNow, () => this.#push(branch));
      setAttribute(button, 'aria-label', fill(words.push, branch));
      this.#unpushed.dataset['branch'] = branch;
      this.#unpushed.replaceChildren(el('span'), button);
    }
    const [told] = this.#unpushed.children;
    const sentence = commits === 1 ? words.oneUnpushed : fill(words.someUnpushed, commits);
    if (told !== undefined) setText(told, sentence);
  }
}

function draw(element: HTMLElement, text: string, words: Tools['words']): void {
  if (element.dataset['shown'] === text) return;
  element.dataset['shown'] = text;
  element.replaceChildren();
  appendVisible(element, text, words);
}

function countWords(objects: readonly PanelObject[], words: Tools['words']): string {
  if (objects.length === 0) return '';
  const fields = objects.flatMap(({ rows }) => rows).filter(({ kind }) => kind !== 'whole').length;
  const told = fields === 1 ? words.oneField : fill(words.fields, fields);
  if (objects.length === 1) return fields === 0 ? '' : told;
  const many = fill(words.objects, objects.length);
  return fields === 0 ? many : `${many} · ${told}`;
}
