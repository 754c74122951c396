import type { ObjectKey } from '../core/model/objectRef.ts';

const firstDelay = 2_000;
const longestDelay = 300_000;

interface Failure {
  readonly attempt: string;
  readonly delay: number;
  readonly next: number;
}

/**
 * Which attempts failed: the same one waits for 2 s, then three times as long each time, up to
 * 300 s; another revision or another live state is tried at once. Time in milliseconds.
 */
export class AttemptLedger {
  readonly #failures = new Map<ObjectKey, Failure>();

  /** Milliseconds until the attempt may be made; 0 where it may be now. */
  wait(key: ObjectKey, attempt: string, now: number): number {
    const failure = this.#failures.get(key);
    return failure?.attempt === attempt ? Math.max(0, failure.next - now) : 0;
  }

  failed(key: ObjectKey, attempt: string, now: number): void {
    const before = this.#failures.get(key);
    const delay =
      before?.attempt === attempt ? Math.min(longestDelay, before.delay * 3) : firstDelay;
    this.#failures.set(key, { attempt, delay, next: now + delay });
  }

  /** How often the same attempt has failed before says whether its failure is news. */
  isKnown(key: ObjectKey, attempt: string): boolean {
    return this.#failures.get(key)?.attempt === attempt;
  }

  succeeded(key: ObjectKey): void {
    this.#failures.delete(key);
  }
}
