/** Milliseconds. */
export interface BackoffLimits {
  readonly first: number;
  readonly most: number;
}

/** Waits that double from try to try, each with up to half of it taken off at random. */
export class Backoff {
  readonly #limits: BackoffLimits;
  #tries = 0;

  constructor(limits: BackoffLimits) {
    this.#limits = limits;
  }

  next(): number {
    const { first, most } = this.#limits;
    const wait = Math.min(most, first * 2 ** Math.min(this.#tries, 30));
    this.#tries += 1;
    return wait * (0.5 + Math.random() / 2);
  }

  reset(): void {
    this.#tries = 0;
  }
}
