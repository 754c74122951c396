/** Runs once for all that asked within a while: what many changes draw is drawn once. */
export class Coalesced {
  readonly #run: () => void;
  readonly #within: number;
  #timer: NodeJS.Timeout | undefined;

  /** `within` in milliseconds, from the first that asks. */
  constructor(run: () => void, within: number) {
    this.#run = run;
    this.#within = within;
  }

  ask(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#run();
    }, this.#within);
  }

  /** What is asked for is not run any more. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
