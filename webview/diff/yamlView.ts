import { fill } from '../../src/shared/panelWords.ts';
import type { PanelSides } from '../../src/shared/protocol.ts';
import { progressRing } from '../controls.ts';
import { el, setAttribute } from './dom.ts';
import { diffLines, foldUnchanged, type DiffLine, type Gap } from './lineDiff.ts';
import { focusInstead, lineTable, unfoldButton, type DrawText } from './lineTable.ts';
import { pairLines, type LinePair } from './pairLines.ts';
import type { Tools } from './tools.ts';
import { appendCut } from './visibleText.ts';
import { yamlTokens, type Token } from './yamlTokens.ts';

const CONTEXT = 3;
const AT_ONCE = 400;
const LONGEST_LINE = 3000;
/** Nothing turns before: what comes at once needs no ring. */
const PATIENCE_MS = 150;

type Mode = 'unified' | 'sideBySide';

/** The whole object as YAML, both sides, what is unchanged folded. Asked for when opened. */
export class YamlView {
  readonly root = el('div', { class: 'yaml' });
  readonly #key: string;
  readonly #tools: Tools;
  readonly #body = el('div', { class: 'yaml-body', role: 'region', tabindex: '0' });
  readonly #modes = new Map<Mode, HTMLButtonElement>();
  #sides: PanelSides | undefined;
  #turn = 0;

  constructor(key: string, tools: Tools) {
    this.#key = key;
    this.#tools = tools;
    const { words } = tools;
    setAttribute(this.#body, 'aria-label', words.fullYaml);
    const bar = el('div', { class: 'modes', role: 'group', 'aria-label': words.fullYaml });
    for (const mode of ['unified', 'sideBySide'] as const) {
      const button = el('button', { class: 'pick', type: 'button' }, words[mode]);
      button.addEventListener('click', () => this.#setMode(mode));
      this.#modes.set(mode, button);
      bar.append(button);
    }
    this.root.append(bar, this.#body);
    this.root.hidden = true;
  }

  /** Shown, it is looked for anew. */
  show(isOpen: boolean): void {
    this.root.hidden = !isOpen;
    if (isOpen) void this.#look();
  }

  get #mode(): Mode {
    return this.#tools.unfolded.has('sideBySide') ? 'sideBySide' : 'unified';
  }

  #setMode(mode: Mode): void {
    this.#tools.unfolded.set('sideBySide', mode === 'sideBySide');
    this.#draw();
  }

  async #look(): Promise<void> {
    const turn = ++this.#turn;
    const { words, ask } = this.#tools;
    const ring = setTimeout(() => {
      if (this.#sides === undefined) this.#body.replaceChildren(progressRing(words.looking));
    }, PATIENCE_MS);
    try {
      const sides = await ask.sides(this.#key);
      if (turn !== this.#turn) return;
      this.#sides = sides;
      this.#draw();
    } catch (error) {
      if (turn !== this.#turn) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.#body.replaceChildren(el('p', { class: 'error' }, fill(words.failed, reason)));
    } finally {
      clearTimeout(ring);
    }
  }

  #draw(): void {
    for (const [mode, button] of this.#modes) {
      setAttribute(button, 'aria-pressed', String(mode === this.#mode));
    }
    if (this.#sides === undefined) return;
    const { git, live } = this.#sides;
    const { words } = this.#tools;
    const parts: HTMLElement[] = [];
    if (git === undefined) parts.push(el('p', { class: 'aside' }, words.noneInGit));
    if (live === undefined) parts.push(el('p', { class: 'aside' }, words.noneInCluster));
    if (git !== undefined && git === live) {
      parts.push(el('p', { class: 'aside' }, words.sidesAreEqual));
    }
    this.#body.replaceChildren(...parts, this.#compared(git ?? '', live ?? ''));
  }

  #compared(git: string, live: string): HTMLElement {
    const { words } = this.#tools;
    const lines = diffLines(git, live);
    if (lines === undefined) return el('p', { class: 'aside' }, words.tooLarge);
    const draw = tokenDrawer(git, live, words);
    const folded = foldUnchanged(lines, CONTEXT);
    if (this.#mode === 'unified') return lineTable(folded, words, { numbers: true, draw });
    return sideTable(folded, words, draw);
  }
}

/** Colours by the line's number on its own side; a line that differs keeps its marks instead. */
function tokenDrawer(git: string, live: string, words: Tools['words']): DrawText {
  const before = yamlTokens(git);
  const after = yamlTokens(live);
  return (parent, line) => {
    const tokens =
      line.sign === '+' ? after[(line.after ?? 0) - 1] : before[(line.before ?? 0) - 1];
    if (tokens === undefined || line.text.length > LONGEST_LINE) return false;
    for (const token of tokens) parent.append(tokenOf(token, words));
    return true;
  };
}

function tokenOf({ kind, text }: Token, words: Tools['words']): HTMLElement {
  const span = el('span', { class: `token ${kind}` });
  appendCut(span, text, words, LONGEST_LINE);
  return span;
}

function sideTable(
  lines: readonly (DiffLine | Gap)[],
  words: Tools['words'],
  draw: DrawText,
): HTMLElement {
  const table = el('div', { class: 'beside' });
  table.append(
    el('div', { class: 'beside-head' }, words.git),
    el('div', { class: 'beside-head' }, words.cluster),
  );
  appendPairs(table, pairLines(lines), words, draw);
  return table;
}

function appendPairs(
  table: HTMLElement,
  pairs: readonly LinePair[],
  words: Tools['words'],
  draw: DrawText,
): void {
  for (const pair of pairs.slice(0, AT_ONCE)) {
    if ('gap' in pair) {
      const label = fill(words.unchangedLines, pair.gap.length);
      const button = unfoldButton(label, () => {
        const opened = document.createElement('div');
        opened.className = 'opened-beside';
        appendPairs(opened, pairLines(pair.gap), words, draw);
        button.after(opened);
        focusInstead(button, opened);
        button.remove();
      });
      table.append(button);
    } else table.append(halfOf(pair.before, words, draw), halfOf(pair.after, words, draw));
  }
  const rest = pairs.slice(AT_ONCE);
  if (rest.length === 0) return;
  const more = unfoldButton(fill(words.showMoreLines, rest.length), () => {
    appendPairs(table, rest, words, draw);
    focusInstead(more, more.nextElementSibling);
    more.remove();
  });
  table.append(more);
}

function halfOf(line: DiffLine | undefined, words: Tools['words'], draw: DrawText): HTMLElement {
  return line === undefined
    ? el('div', { class: 'lines' }, el('div', { class: 'line blank' }))
    : lineTable([line], words, { numbers: false, draw });
}
