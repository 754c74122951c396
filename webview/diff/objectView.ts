import type { PanelObject } from '../../src/shared/panelPicture.ts';
import { fill } from '../../src/shared/panelWords.ts';
import { chooseAll, commonChoice, refusedForAll, rowsInAll } from './allChoice.ts';
import { ChoiceGroup } from './choiceGroup.ts';
import { el, setAttribute, setText, ViewList, type View } from './dom.ts';
import { RowView } from './rowView.ts';
import { StatusIcon } from './statusIcon.ts';
import { clockTime, exactTime } from './times.ts';
import type { Tools } from './tools.ts';
import { appendVisible } from './visibleText.ts';
import { YamlView } from './yamlView.ts';

/** About as high as a row is, in pixels. */
const ROW_HEIGHT = 60;

/** One object: who it is and how it stands, its findings, and its YAML when asked for. */
export class ObjectView implements View<PanelObject> {
  readonly root: HTMLElement;
  readonly rows: ViewList<PanelObject['rows'][number]>;
  readonly #tools: Tools;
  readonly #icon: StatusIcon;
  readonly #name = el('h2');
  readonly #status = el('span', { class: 'status' });
  readonly #health = el('span', { class: 'health' });
  readonly #since = el('span', { class: 'dim' });
  readonly #notes = el('ul', { class: 'notes' });
  readonly #list = el('ul', { class: 'rows' });
  readonly #file: HTMLButtonElement;
  readonly #all: ChoiceGroup;
  readonly #yaml: YamlView;
  readonly #yamlButton: HTMLButtonElement;
  #object: PanelObject;
  #isSeen = false;

  constructor(object: PanelObject, tools: Tools) {
    this.#object = object;
    this.#tools = tools;
    const { words, ask } = tools;
    this.#icon = new StatusIcon(tools.icons);
    this.#file = linkButton('', () => ask.openFile(this.#object.key));
    this.#all = new ChoiceGroup(fill(words.chooseForObject, object.name), tools, (choice) =>
      chooseAll(tools, [this.#object], choice),
    );
    this.#all.root.classList.add('for-all');
    this.#yaml = new YamlView(object.key, tools);
    this.#yamlButton = linkButton(words.fullYaml, () => this.#toggleYaml());
    this.rows = new ViewList(
      this.#list,
      ({ path }) => path,
      (row) => new RowView(this.#object.key, row, tools),
    );
    const actions = el(
      'div',
      { class: 'actions' },
      this.#file,
      this.#yamlButton,
      linkButton(words.openDiff, () => ask.openDiff(this.#object)),
      this.#all.root,
    );
    const who = el('div', { class: 'who' });
    who.append(this.#icon.root, this.#name, this.#status, this.#since, this.#health);
    const head = el('div', { class: 'object-head' }, who, actions);
    this.root = el('section', { class: 'object' }, head, this.#notes, this.#list, this.#yaml.root);
  }

  update(object: PanelObject): void {
    const isNew = this.#name.childNodes.length === 0;
    const isOther = isNew || this.#object !== object;
    this.#object = object;
    if (isOther) this.#drawHead(object);
    if (this.#isSeen) this.rows.update(object.rows);
    else if (isNew) this.#waitToBeSeen(object);
    this.#list.hidden = object.rows.length === 0;
    const { choices } = this.#tools;
    this.#all.root.hidden = rowsInAll([object]).length < 2;
    this.#all.show(commonChoice([object], choices.of), refusedForAll([object]));
    const isOpen = this.#tools.unfolded.has(this.#yamlName);
    setAttribute(this.#yamlButton, 'aria-expanded', String(isOpen));
    if (isOther) this.#yaml.show(isOpen);
  }

  dispose(): void {
    this.#tools.seen.forget(this.root);
    for (const row of this.rows.views()) row.dispose?.();
  }

  /** Rows that nobody comes near are not made: there may be thousands. */
  #waitToBeSeen({ rows }: PanelObject): void {
    this.#list.style.minHeight = `${rows.length * ROW_HEIGHT}px`;
    this.#tools.seen.watch(this.root, () => {
      this.#isSeen = true;
      this.#list.style.minHeight = '';
      this.rows.update(this.#object.rows);
    });
  }

  get #yamlName(): string {
    return `yaml\n${this.#object.key}`;
  }

  #toggleYaml(): void {
    const isOpen = !this.#tools.unfolded.has(this.#yamlName);
    this.#tools.unfolded.set(this.#yamlName, isOpen);
    setAttribute(this.#yamlButton, 'aria-expanded', String(isOpen));
    this.#yaml.show(isOpen);
  }

  #drawHead(object: PanelObject): void {
    const { words } = this.#tools;
    this.#icon.show(object.status);
    this.#name.replaceChildren(el('span', { class: 'kind' }, `${object.kind} `));
    appendVisible(this.#name, object.name, words);
    if (object.namespace !== undefined) {
      this.#name.append(el('span', { class: 'kind' }, ` · ${object.namespace}`));
    }
    setAttribute(this.root, 'data-status', object.status);
    setAttribute(this.root, 'aria-label', `${object.kind} ${object.name}, ${object.statusWord}`);
    setText(this.#status, object.statusWord);
    setText(this.#health, object.healthWord);
    setAttribute(this.#health, 'data-health', object.health);
    this.#health.hidden = object.health === 'unknown' || object.health === 'missing';
    const { since } = object;
    setText(this.#since, since === undefined ? '' : fill(words.since, clockTime(since)));
    setAttribute(
      this.#since,
      'title',
      since === undefined ? undefined : fill(words.atTheLatest, exactTime(since)),
    );
    const { file, line = 1 } = object;
    this.#file.hidden = file === undefined;
    setText(this.#file, file === undefined ? '' : `${file}:${line}`);
    this.#notes.replaceChildren(...object.notes.map((note) => noteOf(note, words)));
    this.#notes.hidden = object.notes.length === 0;
  }
}

function noteOf(note: string, words: Tools['words']): HTMLElement {
  const item = el('li');
  appendVisible(item, note, words);
  return item;
}

export function linkButton(label: string, run: () => void): HTMLButtonElement {
  const button = el('button', { class: 'link', type: 'button' }, label);
  button.addEventListener('click', run);
  return button;
}
