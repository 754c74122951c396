import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { ObjectStatus, Status } from '../../core/model/objectStatus.ts';
import type { StatusStore } from '../../engine/statusStore.ts';
import { statusesByRank, statusPresentation } from '../presentation.ts';
import type { Grouping } from './driftNode.ts';

interface Group {
  readonly keys: Set<ObjectKey>;
  readonly counts: Map<Status, number>;
}

interface Seat {
  readonly group: string;
  readonly status: Status;
}

/** What a change of the store did to the groups. */
export interface GroupsChange {
  /** Groups came, went or changed their order. */
  readonly order: boolean;
  /** Groups with other members, or members in another order. */
  readonly groups: ReadonlySet<string>;
  /** Objects that stayed where they were and look different. */
  readonly keys: ReadonlySet<ObjectKey>;
}

const collator = new Intl.Collator('en', { numeric: true });

/**
 * Objects of one store in groups, worst first. Opening costs one walk over the store, a change its
 * own objects; members are sorted when somebody looks.
 */
export class DriftGroups {
  readonly #store: StatusStore;
  readonly #grouping: Grouping;
  readonly #matches: (status: ObjectStatus) => boolean;
  readonly #groups = new Map<string, Group>();
  readonly #seats = new Map<ObjectKey, Seat>();

  constructor(store: StatusStore, grouping: Grouping, matches: (status: ObjectStatus) => boolean) {
    this.#store = store;
    this.#grouping = grouping;
    this.#matches = matches;
    for (const [key] of store.entries()) this.#move(key);
  }

  /** Objects that are shown. */
  get size(): number {
    return this.#seats.size;
  }

  names(): readonly string[] {
    const compare = (a: string, b: string): number =>
      rank(this.worst(a)) - rank(this.worst(b)) || collator.compare(a, b);
    return [...this.#groups.keys()].sort(compare);
  }

  count(group: string): number {
    return this.#groups.get(group)?.keys.size ?? 0;
  }

  worst(group: string): Status | undefined {
    const counts = this.#groups.get(group)?.counts;
    return statusesByRank.find((status) => (counts?.get(status) ?? 0) > 0);
  }

  groupOf(key: ObjectKey): string | undefined {
    return this.#seats.get(key)?.group;
  }

  /** Worst first, then by name. */
  members(group: string): readonly (readonly [ObjectKey, ObjectStatus])[] {
    const keys = this.#groups.get(group)?.keys ?? new Set();
    const members = [...keys].flatMap((key) => {
      const status = this.#store.get(key);
      return status === undefined ? [] : [[key, status] as const];
    });
    return members.sort(
      ([aKey, a], [bKey, b]) =>
        rank(a.status) - rank(b.status) ||
        collator.compare(a.ref.name, b.ref.name) ||
        collator.compare(aKey, bKey),
    );
  }

  update(keys: ReadonlySet<ObjectKey>): GroupsChange {
    const groups = new Set<string>();
    const same = new Set<ObjectKey>();
    let order = false;
    for (const key of keys) {
      const before = this.#seats.get(key);
      const worst = this.#worstOf(before?.group, this.#seatFor(key)?.group);
      const after = this.#move(key);
      if (before?.group === after?.group && before?.status === after?.status) {
        if (after !== undefined) same.add(key);
        continue;
      }
      for (const seat of [before, after]) if (seat !== undefined) groups.add(seat.group);
      order ||= worst !== this.#worstOf(before?.group, after?.group);
    }
    return { order, groups, keys: same };
  }

  /** What the order of two groups hangs on. */
  #worstOf(...names: readonly (string | undefined)[]): string {
    return names.map((name) => (name === undefined ? '' : (this.worst(name) ?? 'none'))).join();
  }

  #seatFor(key: ObjectKey): Seat | undefined {
    const status = this.#store.get(key);
    if (status === undefined || status.facets.includes('uncommitted')) return undefined;
    if (!this.#matches(status)) return undefined;
    return { group: groupName(this.#grouping, status), status: status.status };
  }

  #move(key: ObjectKey): Seat | undefined {
    const before = this.#seats.get(key);
    const after = this.#seatFor(key);
    if (before !== undefined) this.#leave(key, before);
    if (after !== undefined) this.#sit(key, after);
    return after;
  }

  #leave(key: ObjectKey, { group: name, status }: Seat): void {
    this.#seats.delete(key);
    const group = this.#groups.get(name);
    if (group === undefined) return;
    group.keys.delete(key);
    group.counts.set(status, (group.counts.get(status) ?? 1) - 1);
    if (group.keys.size === 0) this.#groups.delete(name);
  }

  #sit(key: ObjectKey, seat: Seat): void {
    this.#seats.set(key, seat);
    const group = this.#groups.get(seat.group) ?? { keys: new Set(), counts: new Map() };
    this.#groups.set(seat.group, group);
    group.keys.add(key);
    group.counts.set(seat.status, (group.counts.get(seat.status) ?? 0) + 1);
  }
}

function rank(status: Status | undefined): number {
  return status === undefined ? Number.POSITIVE_INFINITY : statusPresentation[status].rank;
}

function groupName(grouping: Grouping, { status, ref, source }: ObjectStatus): string {
  switch (grouping) {
    case 'status':
      return status;
    case 'kind':
      return ref.kind;
    case 'namespace':
      return ref.namespace ?? '';
    case 'file':
      return source?.file ?? '';
  }
}
