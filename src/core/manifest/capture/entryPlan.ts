import type { Json } from '../../model/json.ts';
import type { Likeness } from './writeBlock.ts';

/** An entry that a collection gets. */
export interface NewEntry {
  /** Index of the old entry that it follows, -1 for the front. */
  readonly after: number;
  /** Only in maps. */
  readonly key?: string;
  readonly value: Json;
  readonly like: Likeness;
}

/** What goes and comes in one collection; what stays is edited in its place. */
export interface EntryPlan {
  /** Indexes of old entries. */
  readonly removed: ReadonlySet<number>;
  readonly inserts: readonly NewEntry[];
}

/** New entries by the old one that they follow, in order. */
export function byPlace(inserts: readonly NewEntry[]): ReadonlyMap<number, readonly NewEntry[]> {
  const groups = new Map<number, NewEntry[]>();
  for (const insert of inserts) {
    const group = groups.get(insert.after);
    if (group === undefined) groups.set(insert.after, [insert]);
    else group.push(insert);
  }
  return groups;
}
