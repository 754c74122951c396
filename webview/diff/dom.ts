import { afterPaint } from './afterPaint.ts';

/** Attributes of an element; `undefined` ones are not set. */
export type Attributes = Readonly<Record<string, string | undefined>>;

/** An element with attributes, and text or elements in it. Text is only ever text. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children);
  return element;
}

export function setAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Leaves the node alone where it says that already. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Draws one item, and draws it anew in the same element. */
export interface View<T> {
  readonly root: HTMLElement;
  update(item: T): void;
  dispose?(): void;
}

/** New views are made at most so long in one go, in milliseconds: the page stays fluid. */
const SLICE_MS = 10;

/**
 * Children by key: what stays keeps its element, its focus and its scroll position. Where many are
 * new, the first ones are made at once and the others soon after, in order.
 */
export class ViewList<T> {
  readonly #parent: HTMLElement;
  readonly #keyOf: (item: T) => string;
  readonly #make: (item: T) => View<T>;
  readonly #atOnce: number;
  readonly #views = new Map<string, View<T>>();
  #forgetRest: (() => void) | undefined;

  constructor(
    parent: HTMLElement,
    keyOf: (item: T) => string,
    make: (item: T) => View<T>,
    atOnce = Number.POSITIVE_INFINITY,
  ) {
    this.#parent = parent;
    this.#keyOf = keyOf;
    this.#make = make;
    this.#atOnce = atOnce;
  }

  update(items: readonly T[]): void {
    this.#forgetRest?.();
    const wanted = new Set(items.map(this.#keyOf));
    for (const [key, view] of this.#views) if (!wanted.has(key)) this.#remove(key, view);
    this.#draw(items, 0, Number.NEGATIVE_INFINITY);
  }

  views(): IterableIterator<View<T>> {
    return this.#views.values();
  }

  /** From that item on; beyond the first ones, new views only until that time. */
  #draw(items: readonly T[], from: number, until: number): void {
    let next = this.#after(items[from - 1]);
    for (let at = from; at < items.length; at++) {
      const item = items[at] as T;
      const isKnown = this.#views.has(this.#keyOf(item));
      if (!isKnown && at >= this.#atOnce && performance.now() > until) {
        this.#forgetRest = afterPaint(() => this.#draw(items, at, performance.now() + SLICE_MS));
        return;
      }
      const { root } = this.#place(item);
      if (root === next) next = next.nextElementSibling;
      else this.#parent.insertBefore(root, next);
    }
  }

  #after(item: T | undefined): Element | null {
    const before = item && this.#views.get(this.#keyOf(item))?.root;
    return before === undefined ? this.#parent.firstElementChild : before.nextElementSibling;
  }

  #place(item: T): View<T> {
    const key = this.#keyOf(item);
    const known = this.#views.get(key);
    if (known !== undefined) {
      known.update(item);
      return known;
    }
    const view = this.#make(item);
    this.#views.set(key, view);
    view.update(item);
    return view;
  }

  #remove(key: string, view: View<T>): void {
    view.dispose?.();
    view.root.remove();
    this.#views.delete(key);
  }
}
