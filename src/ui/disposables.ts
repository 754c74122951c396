/** What is to be let go of: an event's subscription, a status bar item, a watcher. */
export interface Disposable {
  dispose(): unknown;
}

/**
 * Owns what its maker made, and lets go of it last first. What is added after the end is disposed
 * at once.
 */
export class Disposables implements Disposable {
  #owned: Disposable[] = [];
  #ended = false;

  /** Returns what it was given. */
  add<T extends Disposable>(owned: T): T {
    if (this.#ended) owned.dispose();
    else this.#owned.push(owned);
    return owned;
  }

  dispose(): void {
    this.#ended = true;
    const owned = this.#owned.reverse();
    this.#owned = [];
    for (const one of owned) one.dispose();
  }
}
