/** So many fill a view: they need not be measured first. */
const IN_VIEW_ANYWAY = 12;

/**
 * Calls back when an element first comes near the view: what nobody sees is not worked out. The
 * first elements of the page are in view: they are called back at once, a frame earlier.
 */
export class OnceVisible {
  #left = IN_VIEW_ANYWAY;
  readonly #waiting = new Map<Element, () => void>();
  readonly #observer: IntersectionObserver;

  /** `root` is what scrolls: a margin counts for that alone. */
  constructor(root: Element) {
    const options = { root, rootMargin: '600px 0px' };
    this.#observer = new IntersectionObserver((entries) => this.#see(entries), options);
  }

  watch(element: Element, seen: () => void): void {
    if (this.#left > 0) {
      this.#left -= 1;
      return seen();
    }
    this.#waiting.set(element, seen);
    this.#observer.observe(element);
  }

  forget(element: Element): void {
    this.#waiting.delete(element);
    this.#observer.unobserve(element);
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      const seen = this.#waiting.get(target);
      this.forget(target);
      seen?.();
    }
  }
}
