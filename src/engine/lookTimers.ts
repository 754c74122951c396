import type { Clock } from './environment.ts';

/** Milliseconds after a definition moved, and after each look since, at which kinds are read anew. */
const definitionDelays = [300, 700, 2_000, 5_000];
/** Longest pause before the next try while there is no cluster, in milliseconds. */
const longestRetry = 30_000;

/** What is looked at by itself. */
export interface LookTimersParts {
  readonly clock: Clock;
  /** Milliseconds between two looks that repair missed events. */
  readonly interval: number;
  /** False where nothing is looked at by itself any more, or for now. */
  readonly mayRun: () => boolean;
  /** There is no connection, or no picture. */
  readonly isAway: () => boolean;
  readonly look: () => void;
  /** @param after how often kinds were read since the definition moved. */
  readonly lookAtKinds: (after: number) => void;
}

/** When the next look begins by itself: at the interval, and soon after a definition moved. */
export class LookTimers {
  readonly #parts: LookTimersParts;
  #timer: { dispose(): void } | undefined;
  #kindsTimer: { dispose(): void } | undefined;
  #failures = 0;

  constructor(parts: LookTimersParts) {
    this.#parts = parts;
  }

  /** The next look by itself: at the interval, sooner while there is no connection. */
  schedule(): void {
    const { clock, interval, mayRun, isAway, look } = this.#parts;
    if (!mayRun()) return;
    this.#failures = isAway() ? this.#failures + 1 : 0;
    const retry = Math.min(interval, longestRetry, 1_000 * 2 ** this.#failures);
    this.#timer?.dispose();
    this.#timer = clock.after(this.#failures > 0 ? retry : interval, () => {
      if (!mayRun()) return;
      look();
      this.schedule();
    });
  }

  /**
   * A definition came, went or was upgraded: what it defines is looked at as soon as it is served.
   * The server publishes the new schema some time after it wrote the definition.
   */
  lookAtKindsSoon(after = 0): void {
    const delay = definitionDelays[after];
    if (delay === undefined || !this.#parts.mayRun()) return;
    this.#kindsTimer?.dispose();
    this.#kindsTimer = this.#parts.clock.after(delay, () => this.#parts.lookAtKinds(after));
  }

  stop(): void {
    this.#timer?.dispose();
    this.#kindsTimer?.dispose();
  }
}
