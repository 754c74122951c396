import type { FieldPath } from '../core/model/fieldPath.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import type { ObjectKey, ObjectRef } from '../core/model/objectRef.ts';

/** So often within the window, and a field is somebody else's. */
const mostHeals = 3;
const window = 10 * 60_000;

/** A place that healing gives up. The empty path is the object itself: somebody deletes it. */
export interface Fight {
  readonly key: ObjectKey;
  readonly ref: ObjectRef;
  readonly path: FieldPath;
  /** Who wrote it last, by managedFields; `''` where nobody is recorded. */
  readonly manager: string;
}

/**
 * Tells a person's change from a controller that fights back (drift.md 6): what came back three
 * times in ten minutes is given up for the life of this detector. Time in milliseconds.
 */
export class FightDetector {
  readonly #healed = new Map<string, readonly number[]>();
  readonly #fights = new Map<string, Fight>();

  /** The place was healed, or at least written. */
  healed(key: ObjectKey, path: FieldPath, now: number): void {
    const id = idOf(key, path);
    this.#healed.set(id, [...this.#recent(id, now), now]);
  }

  /** It is there again: once too often, and the fight is on; told by `true` only that once. */
  cameBack(fight: Fight, now: number): boolean {
    const id = idOf(fight.key, fight.path);
    if (this.#fights.has(id) || this.#recent(id, now).length < mostHeals) return false;
    this.#fights.set(id, fight);
    return true;
  }

  isFought(key: ObjectKey, path: FieldPath): boolean {
    return this.#fights.has(idOf(key, path));
  }

  #recent(id: string, now: number): readonly number[] {
    return (this.#healed.get(id) ?? []).filter((time) => now - time < window);
  }
}

function idOf(key: ObjectKey, path: FieldPath): string {
  return `${key}\0${formatPath(path)}`;
}
