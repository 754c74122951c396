/**
 * Gathers what is asked for within one turn of the event loop and answers it at once: a hundred
 * blobs wanted by a hundred callers are one process, not a hundred.
 */
export class Batcher<T> {
  readonly #load: (keys: readonly string[]) => Promise<(key: string) => T>;
  #open: { readonly keys: Set<string>; readonly loaded: Promise<(key: string) => T> } | undefined;

  /** `load` answers how to take one key's value out of what it loaded; that may throw. */
  constructor(load: (keys: readonly string[]) => Promise<(key: string) => T>) {
    this.#load = load;
  }

  async get(key: string): Promise<T> {
    this.#open ??= this.#start();
    this.#open.keys.add(key);
    const take = await this.#open.loaded;
    return take(key);
  }

  #start() {
    const keys = new Set<string>();
    const loaded = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#open = undefined;
      return this.#load([...keys]);
    });
    return { keys, loaded };
  }
}
