const longest = 12;

/** Keeps long loops from holding up the event loop: `rest` after each step gives way in time. */
export class TimeSlice {
  #started = performance.now();

  /** Resolves at once until some milliseconds of work have gathered. */
  async rest(): Promise<void> {
    if (performance.now() - this.#started < longest) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#started = performance.now();
  }
}
