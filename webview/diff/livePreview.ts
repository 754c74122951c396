import type { PanelPicture } from '../../src/shared/panelPicture.ts';
import type { Chosen } from '../../src/shared/protocol.ts';

/** What is known of what a step would write. */
export type Preview<T> =
  /** Nothing is chosen for it. */
  | { readonly kind: 'none' }
  /** Looked for; `before` is what was known until now. */
  | { readonly kind: 'looking'; readonly before?: T; readonly isSlow: boolean }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'known'; readonly value: T };

/** A person may be choosing on: the host is asked when they rest. */
const REST_MS = 200;
/** What comes at once needs no ring. */
const PATIENCE_MS = 150;

/** Keeps a preview true to the choices: asked anew when they change, outdated ones cancelled. */
export class LivePreview<T> {
  readonly #look: (choices: readonly Chosen[], signal: AbortSignal) => Promise<T>;
  readonly #changed: () => void;
  #choices: readonly Chosen[] = [];
  #state: Preview<T> = { kind: 'none' };
  #running: AbortController | undefined;
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(
    look: (choices: readonly Chosen[], signal: AbortSignal) => Promise<T>,
    changed: () => void,
  ) {
    this.#look = look;
    this.#changed = changed;
  }

  get state(): Preview<T> {
    return this.#state;
  }

  /** What it was asked for; a step writes exactly that. */
  get choices(): readonly Chosen[] {
    return this.#choices;
  }

  want(choices: readonly Chosen[]): void {
    if (JSON.stringify(choices) === JSON.stringify(this.#choices)) return;
    this.#choices = choices;
    this.again();
  }

  /** The world has changed, not the choices. */
  again(): void {
    this.#running?.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    if (this.#choices.length === 0) return this.#show({ kind: 'none' });
    const before = valueOf(this.#state);
    const looking = { kind: 'looking' as const, ...(before === undefined ? {} : { before }) };
    this.#show({ ...looking, isSlow: false });
    const slow = () => this.#show({ ...looking, isSlow: true });
    this.#timers = [
      setTimeout(() => void this.#ask(), REST_MS),
      setTimeout(slow, REST_MS + PATIENCE_MS),
    ];
  }

  async #ask(): Promise<void> {
    const running = (this.#running = new AbortController());
    let next: Preview<T>;
    try {
      next = { kind: 'known', value: await this.#look(this.#choices, running.signal) };
    } catch (error) {
      next = { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
    if (running.signal.aborted) return;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#show(next);
  }

  #show(state: Preview<T>): void {
    this.#state = state;
    this.#changed();
  }
}

/**
 * What is shown of it, and beside what, to be compared. The token names the asking, and the trailers tell the moment
 * of the live values: both are others each time, whatever would be written.
 */
export function shownText(
  state: Preview<{ readonly token: string; readonly trailers?: string }>,
  beside: Pick<PanelPicture, 'place' | 'context' | 'namespace' | 'target' | 'revision'>,
): string | undefined {
  const value = valueOf(state);
  if (value === undefined) return undefined;
  const { place, context, namespace, target, revision } = beside;
  const seen = { ...value, token: '', trailers: '' };
  return JSON.stringify([place, context, namespace, target, revision, seen]);
}

/** What is known, or was until now. */
export function valueOf<T>(state: Preview<T>): T | undefined {
  switch (state.kind) {
    case 'known':
      return state.value;
    case 'looking':
      return state.before;
    case 'none':
    case 'failed':
      return undefined;
  }
}
