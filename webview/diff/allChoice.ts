import type { Choice, PanelObject, PanelRow } from '../../src/shared/panelPicture.ts';
import { fill } from '../../src/shared/panelWords.ts';
import type { Tools } from './tools.ts';

type Of = (key: string, path: string) => Choice;

/** What "all" stands for in these objects. */
export function rowsInAll(
  objects: readonly PanelObject[],
): readonly (readonly [key: string, row: PanelRow])[] {
  return objects.flatMap(({ key, rows }) =>
    rows.filter(({ inAll }) => inAll).map((row) => [key, row] as const),
  );
}

/** The choice that all of them hold; `undefined` where they differ, or there are none. */
export function commonChoice(objects: readonly PanelObject[], of: Of): Choice | undefined {
  const held = new Set(rowsInAll(objects).map(([key, { path }]) => of(key, path)));
  const [only] = held;
  return held.size === 1 ? only : undefined;
}

/** A choice for all is taken where it is offered; what refuses it is left as it is. */
export function picksForAll(
  objects: readonly PanelObject[],
  choice: Choice,
): readonly (readonly [key: string, row: PanelRow, choice: Choice])[] {
  return rowsInAll(objects)
    .filter(([, row]) => choice === 'leave' || row.refused[choice] === undefined)
    .map(([key, row]) => [key, row, choice] as const);
}

/** How many would not take a choice for all, and why the first of them: they stay as they are. */
export function leftByAll(
  objects: readonly PanelObject[],
  choice: Choice,
): { readonly count: number; readonly why: string } | undefined {
  if (choice === 'leave') return undefined;
  const whys = rowsInAll(objects).flatMap(([, { refused }]) => refused[choice] ?? []);
  const [why] = whys;
  return why === undefined ? undefined : { count: whys.length, why };
}

/** A choice for all, with a word on what it leaves. */
export function chooseAll(
  { choices, say, words }: Pick<Tools, 'choices' | 'say' | 'words'>,
  objects: readonly PanelObject[],
  choice: Choice,
): void {
  choices.choose(picksForAll(objects, choice));
  const left = leftByAll(objects, choice);
  if (left !== undefined) say(fill(words.leftByAll, left.count, left.why));
}

/** Why a choice for all would take nothing. */
export function refusedForAll(
  objects: readonly PanelObject[],
): Readonly<Partial<Record<Choice, string>>> {
  const rows = rowsInAll(objects).map(([, row]) => row);
  return { ...refusedBy(rows, 'git'), ...refusedBy(rows, 'live') };
}

function refusedBy(
  rows: readonly PanelRow[],
  choice: 'git' | 'live',
): Readonly<Partial<Record<Choice, string>>> {
  const reasons = rows.map(({ refused }) => refused[choice]);
  const [first] = reasons;
  return first !== undefined && reasons.every((reason) => reason !== undefined)
    ? { [choice]: first }
    : {};
}
