/** So often within the window, and a field is somebody else's. */
const mostReverts = 3;
const window = 10 * 60_000;

/** A field that healing gives up, and who keeps writing it. */
export interface Fight {
  readonly key: string;
  readonly path: string;
  readonly manager: string;
}

/** Tells a person's change from a controller that fights back (drift.md 6). */
export class FightDetector {
  readonly #healed = new Map<string, number[]>();
  readonly #fights = new Map<string, Fight>();

  /** Notes that a field is about to be healed; `false` where that would be once too often. */
  mayHeal(key: string, path: string, manager: string, now: number): boolean {
    const id = `${key} ${path}`;
    if (this.#fights.has(id)) return false;
    const times = (this.#healed.get(id) ?? []).filter((time) => now - time < window);
    if (times.length < mostReverts) return true;
    this.#fights.set(id, { key, path, manager });
    return false;
  }

  healed(key: string, path: string, now: number): void {
    const id = `${key} ${path}`;
    const times = (this.#healed.get(id) ?? []).filter((time) => now - time < window);
    this.#healed.set(id, [...times, now]);
  }

  isFought(key: string, path: string): boolean {
    return this.#fights.has(`${key} ${path}`);
  }

  fights(): readonly Fight[] {
    return [...this.#fights.values()];
  }
}
