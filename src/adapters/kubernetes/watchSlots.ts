/** How many watches a cluster carries at once; what comes later polls until one is free. */
export class WatchSlots {
  #free: number;

  constructor(size: number) {
    this.#free = size;
  }

  /** `undefined`: none is free. The answer gives it back, once. */
  take(): (() => void) | undefined {
    if (this.#free === 0) return undefined;
    this.#free -= 1;
    let isTaken = true;
    return () => {
      if (isTaken) this.#free += 1;
      isTaken = false;
    };
  }
}
