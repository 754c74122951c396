import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { ObjectStatus } from '../../core/model/objectStatus.ts';
import type { StatusStore } from '../../engine/statusStore.ts';
import type { PanelPlace } from '../../shared/panelPicture.ts';
import { statusPresentation } from '../presentation.ts';

type Entry = readonly [key: ObjectKey, status: ObjectStatus];

/** What a place names. */
export interface PlaceObjects {
  /** Those that are not in sync, worst first. */
  readonly shown: readonly Entry[];
  /** How many objects the place has, in sync or not. */
  readonly all: readonly Entry[];
}

export function selectObjects(store: StatusStore, place: PanelPlace): PlaceObjects {
  const all = [...store.entries()].filter(([key, status]) => isAt(place, key, status));
  return { all, shown: all.filter(isShown).sort(worstFirst) };
}

function isAt({ key, file }: PanelPlace, of: ObjectKey, { source }: ObjectStatus): boolean {
  if (key !== undefined) return of === key;
  return file === undefined || source?.file === file;
}

function isShown([, { status }]: Entry): boolean {
  return status !== 'inSync';
}

function worstFirst([, a]: Entry, [, b]: Entry): number {
  const rank = statusPresentation[a.status].rank - statusPresentation[b.status].rank;
  return rank || a.ref.kind.localeCompare(b.ref.kind) || a.ref.name.localeCompare(b.ref.name) || 0;
}
