import type { HostAnswer, PageMessage, PanelCall, PanelCalls } from './protocol.ts';
import { readPageMessage } from './readPageMessage.ts';

/** What the host does for each call. Whatever it throws is the answer, as a sentence. */
export type PanelHandlers = {
  readonly [K in PanelCall]: (
    params: PanelCalls[K]['params'],
    signal: AbortSignal,
  ) => Promise<PanelCalls[K]['result']> | PanelCalls[K]['result'];
};

/** The host's end of the wire: validates, runs, answers always, and cancels what is outdated. */
export class PanelServer {
  readonly #handlers: PanelHandlers;
  readonly #post: (answer: HostAnswer) => void;
  readonly #note: (what: string, error?: unknown) => void;
  readonly #running = new Map<number, AbortController>();
  #page = 0;

  constructor(
    handlers: PanelHandlers,
    post: (answer: HostAnswer) => void,
    note: (what: string, error?: unknown) => void,
  ) {
    this.#handlers = handlers;
    this.#post = post;
    this.#note = note;
  }

  async receive(raw: unknown): Promise<void> {
    const message = readPageMessage(raw);
    if ('bad' in message) return this.#refuse(message.bad, message.id);
    if ('cancel' in message) return this.#running.get(message.cancel)?.abort();
    await this.#run(message);
  }

  /** Ends what runs, and answers nobody any more: the page is gone. */
  dispose(): void {
    this.#startAnew();
  }

  #startAnew(): void {
    this.#page += 1;
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  #refuse(bad: string, id: number | undefined): void {
    this.#note(`The panel sent something unknown: ${bad}`);
    if (id !== undefined) this.#post({ id, error: 'The panel asked for something unknown.' });
  }

  async #run({ id, call, params }: Exclude<PageMessage, { cancel: number }>): Promise<void> {
    // A new page counts its calls anew: what an older one asked for is no answer to it.
    if (call === 'begin') this.#startAnew();
    const page = this.#page;
    const answer = (one: HostAnswer): void => {
      if (page === this.#page) this.#post(one);
    };
    const controller = new AbortController();
    this.#running.set(id, controller);
    const handle = this.#handlers[call] as (params: unknown, signal: AbortSignal) => unknown;
    try {
      answer({ id, result: await handle(params, controller.signal) });
    } catch (error) {
      if (!controller.signal.aborted) this.#note(`The panel's ${call} failed`, error);
      answer({ id, error: error instanceof Error ? error.message : String(error) });
    } finally {
      if (this.#running.get(id) === controller) this.#running.delete(id);
    }
  }
}

/** The page's end. A call that is aborted rejects at once and its answer is dropped. */
export class PanelClient {
  readonly #post: (message: PageMessage) => void;
  readonly #waiting = new Map<number, (answer: HostAnswer) => void>();
  #last = 0;

  constructor(post: (message: PageMessage) => void) {
    this.#post = post;
  }

  call<K extends PanelCall>(
    call: K,
    params: PanelCalls[K]['params'],
    signal?: AbortSignal,
  ): Promise<PanelCalls[K]['result']> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (answer) => {
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer.result as PanelCalls[K]['result']);
      });
      signal?.addEventListener('abort', () => {
        if (!this.#waiting.delete(id)) return;
        this.#post({ cancel: id });
        reject(new Error('Outdated'));
      });
      this.#post({ id, call, params } as PageMessage);
    });
  }

  receive(answer: HostAnswer): void {
    const settle = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    settle?.(answer);
  }
}
