/** What sleeping and waking mean for whoever does it. */
export interface SleeperParts {
  /** Only what keeps looking may sleep. */
  readonly maySleep: () => boolean;
  /** Lets go of everything. `waking`: the latest waking, which may be under way still. */
  readonly fallAsleep: (waking: Promise<void>) => Promise<void>;
  readonly getUp: () => Promise<void>;
}

/** Sleeps and wakes, one after the other, and stays awake while anything is done. */
export class Sleeper {
  readonly #parts: SleeperParts;
  #isAsleep = false;
  #acts = 0;
  /** The latest falling asleep, and the latest waking: each waits for the one before. */
  #falling: Promise<void> = Promise.resolve();
  #waking: Promise<void> = Promise.resolve();

  constructor(parts: SleeperParts) {
    this.#parts = parts;
  }

  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  /** Does nothing while an act runs. */
  sleep(): Promise<void> {
    if (this.#isAsleep || this.#acts > 0 || !this.#parts.maySleep()) return this.#falling;
    this.#isAsleep = true;
    this.#falling = this.#parts.fallAsleep(this.#waking);
    return this.#falling;
  }

  /** Awake already, it does nothing. */
  wake(): Promise<void> {
    if (!this.#isAsleep) return this.#waking;
    this.#isAsleep = false;
    this.#waking = this.#getUp();
    return this.#waking;
  }

  /** Awake, and kept so for as long as `act` takes. */
  async awake<T>(act: () => Promise<T>): Promise<T> {
    this.#acts += 1;
    try {
      await this.wake();
      return await act();
    } finally {
      this.#acts -= 1;
    }
  }

  async #getUp(): Promise<void> {
    await this.#falling;
    await this.#parts.getUp();
  }
}
