import type { PanelPicture } from '../../src/shared/panelPicture.ts';
import { fill } from '../../src/shared/panelWords.ts';
import { progressRing } from '../controls.ts';
import { el } from './dom.ts';
import { clockTime } from './times.ts';
import type { Tools } from './tools.ts';
import { appendVisible } from './visibleText.ts';

const svg = 'http://www.w3.org/2000/svg';

/** What is shown where nothing is to be done: a ring with a tick, or why there is nothing. */
export function drawEmpty(picture: PanelPicture, { words }: Tools): readonly HTMLElement[] {
  const { empty, revision } = picture;
  if (empty === undefined) return [];
  switch (empty.kind) {
    case 'looking':
      return [progressRing(words.lookingAtCluster), sentence(words.lookingAtCluster, words)];
    case 'nothing':
      return [sentence(empty.message, words)];
    case 'inSync':
      return [ring(), sentence(fill(words.inSyncSince, revision, clockTime(empty.since)), words)];
  }
}

function sentence(text: string, words: Tools['words']): HTMLElement {
  const told = el('p');
  appendVisible(told, text, words);
  return told;
}

function ring(): HTMLElement {
  const picture = document.createElementNS(svg, 'svg');
  picture.setAttribute('viewBox', '0 0 48 48');
  const circle = document.createElementNS(svg, 'circle');
  for (const [name, value] of Object.entries({ cx: '24', cy: '24', r: '20' })) {
    circle.setAttribute(name, value);
  }
  const tick = document.createElementNS(svg, 'path');
  tick.setAttribute('d', 'm15 24.5 6.5 6.5 12-13.5');
  picture.append(circle, tick);
  const box = el('span', { class: 'ring', 'aria-hidden': 'true' });
  box.append(picture);
  return box;
}
