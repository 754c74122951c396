/** One look at a time; whoever asks gets one that began after they asked. */
export class LookTurns {
  readonly #lookOnce: () => Promise<void>;
  readonly #mayLook: () => boolean;
  #running: Promise<void> | undefined;
  /** The look that begins when the one under way has ended. */
  #next: Promise<void> | undefined;

  /** @param mayLook asked before a look begins that had to wait for another one. */
  constructor(lookOnce: () => Promise<void>, mayLook: () => boolean) {
    this.#lookOnce = lookOnce;
    this.#mayLook = mayLook;
  }

  /** The look under way. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  /** One that is under way may have read Git before this was asked: then the next. */
  look(): Promise<void> {
    if (this.#running === undefined) return this.#begin();
    this.#next ??= this.#after(this.#running);
    return this.#next;
  }

  #begin(): Promise<void> {
    this.#running = this.#lookOnce().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #after(running: Promise<void>): Promise<void> {
    // Whoever waits for that one hears how it failed.
    await Promise.allSettled([running]);
    this.#next = undefined;
    // Another one may have begun in between: it, too, began after this was asked for.
    if (this.#mayLook()) await (this.#running ?? this.#begin());
  }
}
