import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { StatusStore } from '../engine/statusStore.ts';
import type { Place } from './place.ts';

/** Objects of the store that places name, each once, with the findings that were meant. */
export interface PlacedObject {
  readonly key: ObjectKey;
  readonly status: ObjectStatus;
  /** Absent: the object as a whole. */
  readonly paths?: ReadonlySet<string>;
}

/** What is gone from the store by now is left out. */
export function placedObjects(
  store: StatusStore,
  places: readonly Place[],
): readonly PlacedObject[] {
  const found = new Map<ObjectKey, PlacedObject>();
  for (const place of places) {
    for (const [key, status] of entriesOf(store, place)) {
      found.set(key, merge(found.get(key), { key, status, ...pathsOf(place) }));
    }
  }
  return [...found.values()];
}

function entriesOf(store: StatusStore, { key, file }: Place): [ObjectKey, ObjectStatus][] {
  if (key !== undefined) {
    const status = store.get(key);
    return status === undefined ? [] : [[key, status]];
  }
  const all = [...store.entries()];
  return file === undefined ? all : all.filter(([, { source }]) => source?.file === file);
}

function pathsOf({ paths }: Place): Pick<PlacedObject, 'paths'> {
  return paths === undefined ? {} : { paths: new Set(paths) };
}

/** The whole of an object takes in its findings. */
function merge(before: PlacedObject | undefined, next: PlacedObject): PlacedObject {
  if (before === undefined) return next;
  const { key, status } = next;
  if (before.paths === undefined || next.paths === undefined) return { key, status };
  return { key, status, paths: new Set([...before.paths, ...next.paths]) };
}
