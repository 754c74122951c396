import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { TlsSettings } from './tlsSettings.ts';

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** Within which the answer's headers have to be here, waiting for a connection included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The answer's head; the body is still on its way. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Dispatcher.ResponseData['body'];
}

export interface TransportOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Absent for `http:`. */
  readonly tls: TlsSettings | undefined;
  readonly proxy: string | undefined;
  readonly http1: boolean;
  readonly connectTimeoutMs: number;
  /** Longest silence within an answer's body, watches aside. */
  readonly bodyTimeoutMs: number;
}

/** No answer came in time. */
export class NoAnswerError extends Error {}

/** Another request on the same connection got no answer in time, so the connection was given up. */
export class DroppedError extends NoAnswerError {}

/**
 * One HTTP/2 connection to one server (HTTP/1.1 where that is all it speaks). Counts breaks, so
 * that others know when somebody else may answer; a server that has gone silent is dropped with
 * all its streams as soon as one request gets no answer.
 */
export class Transport {
  readonly #options: TransportOptions;
  #dispatcher: Dispatcher;
  #heardAt = 0;
  #breaks = 0;
  #closed = false;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#dispatcher = this.#connect();
  }

  /** Rises whenever a connection was lost. */
  get breaks(): number {
    return this.#breaks;
  }

  /** Milliseconds (monotonic) at which the server was last heard. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Streams tell that data came. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  /** Throws what undici throws, `NoAnswerError`, or the signal's reason. */
  async send(request: WireRequest, kind: 'answer' | 'stream' = 'answer'): Promise<WireAnswer> {
    const abort = new AbortController();
    const startedAt = performance.now();
    const onAbort = (): void => abort.abort(request.signal?.reason);
    request.signal?.throwIfAborted();
    request.signal?.addEventListener('abort', onAbort);
    const dispatcher = this.#dispatcher;
    const timer = setTimeout(() => {
      abort.abort(new NoAnswerError(`no answer within ${Math.ceil(request.timeoutMs / 1000)} s`));
      if (this.#heardAt < startedAt) this.#drop(dispatcher);
    }, request.timeoutMs);
    try {
      const answer = await dispatcher.request({
        origin: this.#options.origin,
        method: request.method,
        path: request.path,
        headers: request.headers as Record<string, string | string[]>,
        body: request.body ?? null,
        signal: abort.signal,
        headersTimeout: 0,
        bodyTimeout: kind === 'stream' ? 0 : this.#options.bodyTimeoutMs,
      });
      this.heard();
      const release = (): void => request.signal?.removeEventListener('abort', onAbort);
      answer.body.once('close', release);
      // Whoever reads the body sees the error too; a body that nobody reads must not end the process.
      answer.body.on('error', release);
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    } catch (error) {
      request.signal?.removeEventListener('abort', onAbort);
      if (!(error instanceof NoAnswerError) && request.signal?.aborted !== true) this.#breaks += 1;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Cuts all connections and streams; later requests fail. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#dispatcher.destroy(new Error('closed'));
  }

  #drop(dispatcher: Dispatcher): void {
    if (this.#closed || dispatcher !== this.#dispatcher) return;
    this.#breaks += 1;
    this.#dispatcher = this.#connect();
    dispatcher.destroy(new DroppedError('the server went silent')).catch(() => undefined);
  }

  #connect(): Dispatcher {
    const { tls, proxy, http1, connectTimeoutMs, origin } = this.#options;
    const settings = { ...tls, allowH2: !http1, keepAlive: true, timeout: connectTimeoutMs };
    const common = {
      allowH2: !http1,
      keepAliveTimeout: 90_000,
      h2Options: {
        pingInterval: 30_000,
        maxConcurrentStreams: 100,
        // Room for long lists over slow lines: 64 kB a round trip would be the default.
        settings: { initialWindowSize: 2 * 1024 * 1024 },
        connectionWindowSize: 8 * 1024 * 1024,
      },
    };
    if (proxy !== undefined) {
      return new ProxyAgent({
        ...common,
        uri: proxy,
        requestTls: settings,
        factory: (address, options) => this.#observed(new Pool(address, options as Pool.Options)),
      });
    }
    return this.#observed(new Pool(origin, { ...common, connect: settings }));
  }

  #observed(pool: Pool): Pool {
    pool.on('disconnect', () => {
      this.#breaks += 1;
    });
    return pool;
  }
}
