import type { PanelRow } from '../../src/shared/panelPicture.ts';
import { fill } from '../../src/shared/panelWords.ts';
import { ChoiceGroup } from './choiceGroup.ts';
import { rowId } from './choiceBook.ts';
import { el, setAttribute, setText, type View } from './dom.ts';
import type { Tools } from './tools.ts';
import { drawValues } from './valueView.ts';
import { appendVisible } from './visibleText.ts';

/** One finding: its path, both sides, who and when, and the choice. */
export class RowView implements View<PanelRow> {
  readonly root: HTMLElement;
  readonly choice: ChoiceGroup;
  readonly #key: string;
  readonly #tools: Tools;
  readonly #path = el('button', { class: 'path', type: 'button' });
  readonly #tags = el('div', { class: 'tags' });
  readonly #values: { git: HTMLElement; live: HTMLElement; both: HTMLElement };
  readonly #author = el('div', { class: 'meta' });
  readonly #writer = el('div', { class: 'meta' });
  #row: PanelRow;

  constructor(key: string, row: PanelRow, tools: Tools) {
    this.#key = key;
    this.#row = row;
    this.#tools = tools;
    const { words } = tools;
    this.choice = new ChoiceGroup(fill(words.chooseFor, row.words.join(' › ')), tools, (choice) =>
      tools.choices.choose([[this.#key, this.#row, choice]]),
    );
    this.#path.addEventListener('click', () => tools.ask.openFile(this.#key, this.#row.path));
    const side = (name: string, label: string) =>
      el('div', { class: `side ${name}` }, el('span', { class: 'label' }, label));
    this.#values = { git: el('div'), live: el('div'), both: el('div', { class: 'both' }) };
    const git = side('git', words.git);
    git.append(this.#values.git, this.#author);
    const live = side('live', words.cluster);
    live.append(this.#values.live, this.#writer);
    this.root = el(
      'li',
      { class: 'row' },
      el('div', { class: 'name' }, this.#path, this.#tags),
      el('div', { class: 'sides' }, this.#values.both, git, live),
      this.choice.root,
    );
  }

  get row(): PanelRow {
    return this.#row;
  }

  update(row: PanelRow): void {
    const isNew = this.#path.childNodes.length === 0;
    const before = this.#row;
    this.#row = row;
    const shown = this.#tools.choices.of(this.#key, row.path);
    setAttribute(this.root, 'data-choice', shown);
    setAttribute(this.root, 'data-path', row.path);
    this.choice.show(shown, row.refused);
    if (!isNew && before === row) return;
    this.#drawNames(row);
    this.#drawAuthor(row);
    this.#drawWriter(row);
    if (isNew || !hasSameValues(before, row)) {
      this.#tools.seen.watch(this.root, () =>
        drawValues(this.#values, this.#row, rowId(this.#key, row.path), this.#tools),
      );
    }
  }

  dispose(): void {
    this.#tools.seen.forget(this.root);
  }

  #drawNames({ words: steps, path, kind, pending, note, committed }: PanelRow): void {
    const { words } = this.#tools;
    this.#path.replaceChildren();
    for (const [index, step] of steps.entries()) {
      if (index > 0) this.#path.append(el('span', { class: 'step' }, ' › '));
      const part = el('span', { class: index === steps.length - 1 ? 'last' : 'before' });
      appendVisible(part, step, words);
      this.#path.append(part);
    }
    setAttribute(this.#path, 'title', path === '' ? undefined : path);
    const tags = [
      el('span', { class: `tag ${kind}` }, pending ? words.pending : words.kinds[kind]),
      ...(note === undefined ? [] : [el('span', { class: 'tag' }, note)]),
      ...(committed === undefined ? [] : [el('span', { class: 'tag committed' }, committed)]),
    ];
    this.#tags.replaceChildren(...tags);
  }

  #drawAuthor({ author }: PanelRow): void {
    this.#author.replaceChildren();
    if (author === undefined) return;
    const { times } = this.#tools;
    const title = `${author.commit} ${author.subject}`;
    const name = el('span', { title });
    appendVisible(name, `${author.name}, “${author.subject}”`, this.#tools.words);
    const time = el('time');
    this.#author.append(name, ' · ', time);
    times.show(time, author.time, (exact) => exact);
  }

  #drawWriter({ writer, kind }: PanelRow): void {
    this.#writer.replaceChildren();
    const { times, words } = this.#tools;
    if (writer === undefined) {
      setText(this.#writer, kind === 'absent' ? words.unknownWriter : '');
      return;
    }
    const name = el('span', { title: writer.raw });
    appendVisible(name, writer.words, words);
    this.#writer.append(name);
    if (writer.time === undefined) return;
    const time = el('time');
    this.#writer.append(' · ', time);
    times.show(time, writer.time, (exact) => fill(words.atTheLatest, exact));
  }
}

function hasSameValues(a: PanelRow, b: PanelRow): boolean {
  return (
    a.masked === b.masked &&
    a.kind === b.kind &&
    a.git?.text === b.git?.text &&
    a.live?.text === b.live?.text
  );
}
