import type { Clock } from './environment.ts';

/** Longest stretch of work before the event loop gets a turn, in milliseconds. */
const longestSlice = 12;
/** Longest wait between two tries of a key that keeps failing, in milliseconds. */
const longestBackoff = 30_000;

/**
 * Work by key: coalesced, one at a time a key, a few keys at once, and tried again with growing
 * delay where it throws. Keys carry no facts; the work reads all that it needs.
 */
export class KeyQueue {
  readonly #work: (key: string) => Promise<void>;
  readonly #clock: Clock;
  readonly #parallel: number;
  readonly #onError: (key: string, error: unknown) => void;
  readonly #waiting = new Set<string>();
  readonly #running = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, { dispose(): void }>();
  #idle: (() => void)[] = [];
  #sliceStart = 0;
  #disposed = false;

  constructor(options: {
    readonly work: (key: string) => Promise<void>;
    readonly clock: Clock;
    readonly parallel: number;
    readonly onError: (key: string, error: unknown) => void;
  }) {
    this.#work = options.work;
    this.#clock = options.clock;
    this.#parallel = options.parallel;
    this.#onError = options.onError;
  }

  add(key: string): void {
    if (this.#disposed) return;
    this.#timers.get(key)?.dispose();
    this.#timers.delete(key);
    this.#waiting.add(key);
    this.#fill();
  }

  /** Resolves when nothing waits and nothing runs; keys that back off are not waited for. */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  dispose(): void {
    this.#disposed = true;
    this.#waiting.clear();
    for (const timer of this.#timers.values()) timer.dispose();
    this.#timers.clear();
  }

  #fill(): void {
    for (const key of this.#waiting) {
      if (this.#running.size >= this.#parallel) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.add(key);
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    try {
      await this.#giveWay();
      await this.#work(key);
      this.#failures.delete(key);
    } catch (error) {
      this.#onError(key, error);
      this.#backOff(key);
    }
    this.#running.delete(key);
    this.#fill();
    if (this.#isIdle()) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Thousands of keys at once, each soon done, would hold up the event loop all together. */
  async #giveWay(): Promise<void> {
    if (this.#clock.now().getTime() - this.#sliceStart < longestSlice) return;
    await this.#clock.yield();
    this.#sliceStart = this.#clock.now().getTime();
  }

  #backOff(key: string): void {
    if (this.#disposed || this.#waiting.has(key)) return;
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const delay = Math.min(longestBackoff, 500 * 2 ** (failures - 1));
    this.#timers.set(
      key,
      this.#clock.after(delay, () => this.add(key)),
    );
  }

  #isIdle(): boolean {
    return this.#waiting.size === 0 && this.#running.size === 0;
  }
}
