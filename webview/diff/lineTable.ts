import { fill, type PanelWords } from '../../src/shared/panelWords.ts';
import { el } from './dom.ts';
import type { DiffLine, Gap } from './lineDiff.ts';
import { appendCut, appendSegments } from './visibleText.ts';

/** Longest line that is drawn whole; the rest is counted. */
const LONGEST_LINE = 3000;
/** Lines that are drawn at once; more on demand. */
const AT_ONCE = 400;

/** How one line's text is drawn, where not as plain text. */
export type DrawText = (parent: HTMLElement, line: DiffLine) => boolean;

/** Lines of a comparison in one column, what is unchanged folded; each opens by a button. */
export function lineTable(
  lines: readonly (DiffLine | Gap)[],
  words: PanelWords,
  options: { readonly numbers: boolean; readonly draw?: DrawText },
): HTMLElement {
  const table = el('div', { class: options.numbers ? 'lines numbered' : 'lines' });
  appendLines(table, lines, words, options);
  return table;
}

function appendLines(
  parent: HTMLElement,
  lines: readonly (DiffLine | Gap)[],
  words: PanelWords,
  options: { readonly numbers: boolean; readonly draw?: DrawText },
): void {
  for (const line of lines.slice(0, AT_ONCE)) {
    parent.append('gap' in line ? gapButton(line, words, options) : lineOf(line, words, options));
  }
  const rest = lines.slice(AT_ONCE);
  if (rest.length === 0) return;
  const label = fill(words.showMoreLines, rest.length);
  parent.append(
    unfoldButton(label, (button) => {
      appendLines(parent, rest, words, options);
      focusInstead(button, button.nextElementSibling);
      button.remove();
    }),
  );
}

function gapButton(
  { gap }: Gap,
  words: PanelWords,
  options: { readonly numbers: boolean; readonly draw?: DrawText },
): HTMLElement {
  return unfoldButton(fill(words.unchangedLines, gap.length), (button) => {
    const opened = el('div', { class: 'opened' });
    appendLines(opened, gap, words, options);
    button.after(opened);
    focusInstead(button, opened);
    button.remove();
  });
}

/** What came into a button's place has its focus, where it had it: nobody starts at the top again. */
export function focusInstead(button: Element, next: Element | null): void {
  if (document.activeElement !== button || !(next instanceof HTMLElement)) return;
  if (!(next instanceof HTMLButtonElement)) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

export function unfoldButton(label: string, open: (button: HTMLElement) => void): HTMLElement {
  const button = el('button', { class: 'unfold', type: 'button' }, label);
  button.addEventListener('click', () => open(button));
  return button;
}

const looks = { ' ': 'same', '-': 'removed', '+': 'added' } as const;

function lineOf(
  line: DiffLine,
  words: PanelWords,
  { numbers, draw }: { readonly numbers: boolean; readonly draw?: DrawText },
): HTMLElement {
  const row = el('div', { class: `line ${looks[line.sign]}` });
  if (numbers) {
    row.append(
      el('span', { class: 'number', 'aria-hidden': 'true' }, String(line.before ?? '')),
      el('span', { class: 'number', 'aria-hidden': 'true' }, String(line.after ?? '')),
    );
  }
  row.append(el('span', { class: 'sign' }, line.sign));
  const code = el('code');
  drawText(code, line, words, draw);
  row.append(code);
  return row;
}

function drawText(
  code: HTMLElement,
  line: DiffLine,
  words: PanelWords,
  draw: DrawText | undefined,
): void {
  if (line.segments !== undefined) {
    appendSegments(code, line.segments, line.sign === '-' ? 'del' : 'ins', words);
    return;
  }
  if (draw?.(code, line) === true) return;
  appendCut(code, line.text, words, LONGEST_LINE);
}
