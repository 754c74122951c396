import type { ApiServer } from './apiServer.ts';

/** How often is looked, how long silence is normal, and how long an answer may take. */
export interface HeartbeatLimits {
  readonly everyMs: number;
  readonly quietMs: number;
  readonly answerMs: number;
}

/**
 * While watches are open: asks a server that has been silent for a small thing, so that one that
 * hangs (or a network that swallows packets) is noticed. A missing answer drops the connection,
 * which ends the watches.
 */
export class Heartbeat {
  readonly #api: ApiServer;
  readonly #limits: HeartbeatLimits;
  #attending = 0;
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;

  constructor(api: ApiServer, limits: HeartbeatLimits) {
    this.#api = api;
    this.#limits = limits;
  }

  /** Counts one open watch; the answer ends it, once. */
  attend(): () => void {
    this.#attending += 1;
    this.#timer ??= setInterval(() => this.#beat(), this.#limits.everyMs).unref();
    let isOpen = true;
    return () => {
      if (isOpen) this.#leave();
      isOpen = false;
    };
  }

  #leave(): void {
    this.#attending -= 1;
    if (this.#attending > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #beat(): void {
    const quietMs = performance.now() - this.#api.heardAt;
    if (this.#isAsking || quietMs < this.#limits.quietMs) return;
    this.#isAsking = true;
    this.#api
      .request({
        method: 'GET',
        path: '/version',
        what: 'see whether the server is there',
        timeoutMs: this.#limits.answerMs,
      })
      // The transport has drawn the consequence; the watches tell.
      .catch(() => undefined)
      .finally(() => {
        this.#isAsking = false;
      });
  }
}
