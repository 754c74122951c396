import type { PanelObject } from '../../src/shared/panelPicture.ts';
import { fill, type PanelWords } from '../../src/shared/panelWords.ts';
import { rowId } from './choiceBook.ts';

/** How many rows came, went, or have another value. */
export interface PictureChange {
  readonly fresh: number;
  readonly gone: number;
  readonly other: number;
}

type Objects = ReadonlyMap<string, PanelObject>;

/**
 * What changed under the person: not what their own steps did (`own` names those rows), and not
 * that an object can't be told about for a while.
 */
export function pictureChange(
  before: Objects,
  after: Objects,
  own: ReadonlySet<string>,
): PictureChange {
  const untold = new Set([...untoldOf(before), ...untoldOf(after)]);
  const [old, now] = [rowsOf(before, own, untold), rowsOf(after, own, untold)];
  let [fresh, other] = [0, 0];
  for (const [id, value] of now) {
    const known = old.get(id);
    if (known === undefined) fresh += 1;
    else if (known !== value) other += 1;
  }
  const gone = [...old.keys()].filter((id) => !now.has(id)).length;
  return { fresh, gone, other };
}

function untoldOf(objects: Objects): readonly string[] {
  return [...objects].flatMap(([key, { status }]) => (status === 'unknown' ? key : []));
}

function rowsOf(
  objects: Objects,
  own: ReadonlySet<string>,
  untold: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  for (const [key, { rows: of }] of objects) {
    if (untold.has(key)) continue;
    for (const { path, git, live, masked } of of) {
      const id = rowId(key, path);
      if (own.has(id)) continue;
      rows.set(id, `${git?.text ?? ''}\n\n${live?.text ?? ''}\n\n${masked ? 'masked' : ''}`);
    }
  }
  return rows;
}

/** A sentence for the banner; `undefined` where nothing worth a word changed. */
export function changeWords(
  { fresh, gone, other }: PictureChange,
  lost: readonly string[],
  hasChoices: boolean,
  words: PanelWords,
): string | undefined {
  const parts = [
    ...(fresh === 0 ? [] : [fill(words.changesNew, fresh)]),
    ...(gone === 0 ? [] : [fill(words.changesGone, gone)]),
    ...(other === 0 ? [] : [fill(words.changesOther, other)]),
  ];
  if (parts.length === 0 && lost.length === 0) return undefined;
  const changed = fill(words.pictureChanged, parts.join(', '));
  if (lost.length > 0) {
    const taken = fill(words.choicesLost, lost.join('; '));
    return parts.length === 0 ? taken : `${changed} ${taken}`;
  }
  return hasChoices ? `${changed} ${words.choicesKept}` : changed;
}
