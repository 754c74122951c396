import type { Choice, PanelObject, PanelRow } from '../../src/shared/panelPicture.ts';

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
