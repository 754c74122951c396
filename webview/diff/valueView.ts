import type { PanelRow, PanelValue } from '../../src/shared/panelPicture.ts';
import { fill } from '../../src/shared/panelWords.ts';
import { el } from './dom.ts';
import { diffLines, foldUnchanged, type DiffLine, type Gap } from './lineDiff.ts';
import { lineTable, unfoldButton } from './lineTable.ts';
import { markInside, type Segment } from './markInside.ts';
import type { Tools } from './tools.ts';
import { appendCut, appendSegments, appendVisible } from './visibleText.ts';

/** A value folds past that. */
const MOST_LINES = 12;
const MOST_CHARACTERS = 600;
const CONTEXT = 3;

/** Both sides of a row: beside each other, or line by line where both have many. */
export function drawValues(
  places: { readonly git: HTMLElement; readonly live: HTMLElement; readonly both: HTMLElement },
  row: PanelRow,
  id: string,
  tools: Tools,
): void {
  const { git, live, both } = places;
  const compared = comparedLines(row);
  both.hidden = compared === undefined;
  git.hidden = live.hidden = compared !== undefined;
  both.replaceChildren(...(compared === undefined ? [] : [foldedLines(compared, id, tools)]));
  if (compared !== undefined) return;
  const marks = row.git && row.live ? markInside(row.git.text, row.live.text) : undefined;
  const isLarge = isTooLarge(row);
  git.replaceChildren(oneSide(row, 'git', marks?.before, `${id}\ngit`, tools));
  live.replaceChildren(oneSide(row, 'live', marks?.after, `${id}\nlive`, tools));
  if (isLarge) live.append(el('p', { class: 'aside' }, tools.words.tooLarge));
}

function isTooLarge({ git, live }: PanelRow): boolean {
  return (git?.text.length ?? 0) + (live?.text.length ?? 0) > 20_000 && !!git && !!live;
}

function comparedLines({ git, live }: PanelRow): readonly DiffLine[] | undefined {
  if (git === undefined || live === undefined) return undefined;
  if (!hasLines(git) && !hasLines(live)) return undefined;
  return diffLines(git.text, live.text);
}

function hasLines({ form }: PanelValue): boolean {
  return form !== 'scalar';
}

function foldedLines(lines: readonly DiffLine[], id: string, tools: Tools): HTMLElement {
  const folded = foldUnchanged(lines, CONTEXT);
  const isShort = folded.length <= MOST_LINES + 2;
  if (isShort || tools.unfolded.has(id)) return withLess(folded, id, tools, isShort);
  const box = el('div');
  const { words } = tools;
  box.append(lineTable(folded.slice(0, MOST_LINES), words, { numbers: false }));
  const all = fill(words.showAllLines, folded.length);
  box.append(
    unfoldButton(all, () => {
      tools.unfolded.set(id, true);
      box.replaceWith(withLess(folded, id, tools, false));
    }),
  );
  return box;
}

function withLess(
  folded: readonly (DiffLine | Gap)[],
  id: string,
  tools: Tools,
  isShort: boolean,
): HTMLElement {
  const box = el('div', {}, lineTable(folded, tools.words, { numbers: false }));
  if (isShort) return box;
  box.append(
    unfoldButton(tools.words.showLess, () => {
      tools.unfolded.set(id, false);
      box.replaceWith(foldedLines(folded.flatMap(linesOf), id, tools));
    }),
  );
  return box;
}

function linesOf(line: DiffLine | Gap): readonly DiffLine[] {
  return 'gap' in line ? line.gap : [line];
}

function oneSide(
  row: PanelRow,
  side: 'git' | 'live',
  segments: readonly Segment[] | undefined,
  id: string,
  tools: Tools,
): HTMLElement {
  const { words } = tools;
  if (row.masked) return el('span', { class: 'value none' }, words.differs);
  const value = row[side];
  if (value === undefined) return el('span', { class: 'value none', title: words.nothing }, '–');
  if (segments !== undefined && isFoldedShort(value.text)) {
    const marked = el('code', { class: 'value' });
    appendSegments(marked, segments, side === 'git' ? 'del' : 'ins', words);
    return marked;
  }
  // Where the sides have nothing in common the whole value is what differs.
  const isWhole = row.git !== undefined && row.live !== undefined && row.kind !== 'whole';
  return plainValue(value.text, isWhole ? (side === 'git' ? 'del' : 'ins') : 'span', id, tools);
}

function isFoldedShort(text: string): boolean {
  return text.length <= MOST_CHARACTERS && text.split('\n').length <= MOST_LINES;
}

/** A 200 kB value is put into the page only when somebody asks for it, and in pieces then. */
const PIECE = 50_000;

function plainValue(
  text: string,
  tag: 'del' | 'ins' | 'span',
  id: string,
  tools: Tools,
): HTMLElement {
  const { words } = tools;
  const box = el('div');
  const inside = el(tag, tag === 'span' ? {} : { class: 'inside' });
  box.append(el('code', { class: 'value' }, inside));
  if (isFoldedShort(text)) {
    appendVisible(inside, text, words);
    return box;
  }
  const lines = text.split('\n');
  const short = lines.slice(0, MOST_LINES).join('\n').slice(0, MOST_CHARACTERS);
  const label =
    lines.length > MOST_LINES
      ? fill(words.showAllLines, lines.length)
      : fill(words.showAllCharacters, text.length);
  const isOpen = tools.unfolded.has(id);
  if (isOpen) appendCut(inside, text, words, PIECE);
  else appendVisible(inside, `${short}…`, words);
  box.append(
    unfoldButton(isOpen ? words.showLess : label, () => {
      tools.unfolded.set(id, !isOpen);
      box.replaceWith(plainValue(text, tag, id, tools));
    }),
  );
  return box;
}
