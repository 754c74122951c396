import { fill, type PanelWords } from '../../src/shared/panelWords.ts';
import { el } from './dom.ts';
import type { Segment } from './markInside.ts';
import { visiblePieces } from './visiblePieces.ts';

/** Puts text into an element as text, what is not seen by its code. */
export function appendVisible(parent: Node, text: string, words: PanelWords): void {
  for (const piece of visiblePieces(text)) {
    if ('text' in piece) parent.appendChild(document.createTextNode(piece.text));
    else {
      const title = fill(words.hiddenCharacter, piece.code);
      parent.appendChild(el('span', { class: 'unseen', title }, piece.code));
    }
  }
}

/** Text whose length is cut at `most`; the rest is counted. */
export function appendCut(parent: Node, text: string, words: PanelWords, most: number): void {
  appendVisible(parent, text.slice(0, most), words);
  if (text.length <= most) return;
  const rest = fill(words.moreCharacters, text.length - most);
  parent.appendChild(el('span', { class: 'more' }, rest));
}

/** What differs is an element of its own kind, so that it is told without colour too. */
export function appendSegments(
  parent: Node,
  segments: readonly Segment[],
  tag: 'del' | 'ins',
  words: PanelWords,
): void {
  for (const { text, marked } of segments) {
    if (!marked) appendVisible(parent, text, words);
    else {
      const mark = el(tag, { class: 'inside' });
      appendVisible(mark, text, words);
      parent.appendChild(mark);
    }
  }
}
