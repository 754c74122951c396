import type { Session } from './session.ts';

/** drift.md 9: unseen for so long, a target sleeps. */
const UNSEEN_MS = 10 * 60_000;

/** A session, and whether a person sees anything of it now. */
export interface Watched {
  readonly session: Pick<Session, 'rest' | 'wake' | 'healing'>;
  readonly isSeen: boolean;
}

/** Lets sessions sleep that nobody has seen for ten minutes, and wakes what is seen at once. */
export class Sleeper {
  readonly #now: () => number;
  readonly #onFailure: (error: unknown) => void;
  readonly #seenAt = new WeakMap<Watched['session'], number>();

  constructor(now: () => number, onFailure: (error: unknown) => void) {
    this.#now = now;
    this.#onFailure = onFailure;
  }

  /** To be called when something came into sight or went out of it, and now and then. */
  check(watched: readonly Watched[]): void {
    for (const { session, isSeen } of watched) {
      const since = this.#seenAt.get(session);
      if (isSeen || since === undefined) {
        this.#seenAt.set(session, this.#now());
        if (isSeen) session.wake().catch(this.#onFailure);
      } else if (this.#now() - since >= UNSEEN_MS && maySleep(session)) {
        session.rest().catch(this.#onFailure);
      }
    }
  }
}

/** Self-heal works while nobody looks; what is paused goes on by itself. */
function maySleep({ healing }: Watched['session']): boolean {
  switch (healing.state.kind) {
    case 'off':
    case 'needsConsent':
    case 'ended':
      return true;
    case 'on':
    case 'paused':
    case 'held':
      return false;
  }
}
