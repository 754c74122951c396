import type { PanelRow, PanelValue } from '../../src/shared/panelPicture.ts';
import { fill } from '../../src/shared/panelWords.ts';
import { el } from './dom.ts';
import { diffLines, foldUnchanged, type DiffLine, type Gap } from './lineDiff.ts';
import { focusInstead, lineTable, unfoldButton } from './lineTable.ts';
import { excerpt, markInside, type Segment } from './markInside.ts';
import type { Tools } from './tools.ts';
import { appendSegments } from './visibleText.ts';

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
  git.replaceChildren(oneSide(row, 'git', marks?.before, `${id}\ngit`, tools));
  live.replaceChildren(oneSide(row, 'live', marks?.after, `${id}\nlive`, tools));
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
      replaceBox(box, withLess(folded, id, tools, false));
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
      replaceBox(box, foldedLines(folded.flatMap(linesOf), id, tools));
    }),
  );
  return box;
}

/** The same value, folded otherwise; its button keeps the focus. */
function replaceBox(box: HTMLElement, next: HTMLElement): void {
  const had = box.querySelector('.unfold:focus');
  box.after(next);
  if (had !== null) focusInstead(had, next.querySelector(':scope > .unfold'));
  box.remove();
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
  if (row.masked && !lacks(row, side)) return el('span', { class: 'value none' }, words.differs);
  const value = row[side];
  if (value === undefined) return el('span', { class: 'value none', title: words.nothing }, '–');
  // Where the sides have nothing in common the whole value is what differs.
  const isBoth = row.git !== undefined && row.live !== undefined && row.kind !== 'whole';
  const whole = [{ text: value.text, marked: isBoth }];
  return plainValue(segments ?? whole, side === 'git' ? 'del' : 'ins', id, tools);
}

/** Of a value that is not shown, too, it is told on which side there is none. */
function lacks({ kind }: PanelRow, side: 'git' | 'live'): boolean {
  return side === 'git' ? kind === 'added' || kind === 'stale' : kind === 'absent';
}

function isFoldedShort(text: string): boolean {
  return text.length <= MOST_CHARACTERS && text.split('\n').length <= MOST_LINES;
}

/** A 200 kB value is put into the page only when somebody asks for it. */
function plainValue(
  segments: readonly Segment[],
  tag: 'del' | 'ins',
  id: string,
  tools: Tools,
): HTMLElement {
  const { words } = tools;
  const text = segments.map((segment) => segment.text).join('');
  const code = el('code', { class: 'value' });
  const box = el('div', {}, code);
  const isShort = isFoldedShort(text);
  const isOpen = isShort || tools.unfolded.has(id);
  const shown = isOpen ? segments : excerpt(firstLines(segments), MOST_CHARACTERS);
  appendSegments(code, shown, tag, words);
  if (isShort) return box;
  box.append(
    unfoldButton(isOpen ? words.showLess : allOf(text, words), () => {
      tools.unfolded.set(id, !isOpen);
      replaceBox(box, plainValue(segments, tag, id, tools));
    }),
  );
  return box;
}

/** A value of many lines without a partner is folded by lines. */
function firstLines(segments: readonly Segment[]): readonly Segment[] {
  const [only] = segments;
  if (segments.length !== 1 || only === undefined) return segments;
  const lines = only.text.split('\n');
  if (lines.length <= MOST_LINES) return segments;
  return [{ ...only, text: `${lines.slice(0, MOST_LINES).join('\n')}\n…` }];
}

function allOf(text: string, words: Tools['words']): string {
  const lines = text.split('\n').length;
  return lines > MOST_LINES
    ? fill(words.showAllLines, lines)
    : fill(words.showAllCharacters, text.length);
}
