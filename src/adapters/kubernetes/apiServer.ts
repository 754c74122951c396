import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ClusterError } from '../../engine/cluster.ts';
import { answerError, networkError, type Subject } from './apiError.ts';
import { type Credential, fingerprintOf } from './credential.ts';
import type { Credentials } from './credentials.ts';
import type { ClusterEntry } from './kubeconfig.ts';
import { isLoopback, proxyFor } from './proxyFor.ts';
import { tlsSettings } from './tlsSettings.ts';
import { DroppedError, Transport, type WireAnswer, type WireRequest } from './transport.ts';
import { userAgent } from './userAgent.ts';

/** What the API server is asked. */
export interface ApiRequest {
  readonly method: WireRequest['method'];
  /** With the query; a path prefix of the server's URL is put before it. */
  readonly path: string;
  /** For error texts: `list deployments in shop`. */
  readonly what: string;
  /** The answer may hold a Secret's values. */
  readonly secret?: boolean;
  readonly accept?: string;
  /** Sent as it stands. */
  readonly body?: { readonly type: string; readonly text: string };
  readonly etag?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A successful answer, or 304 where an etag was sent. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: WireAnswer['headers'];
  readonly text: string;
}

/** Time limits, in milliseconds. */
export interface Timeouts {
  readonly connect: number;
  /** Until a read's answer begins. */
  readonly read: number;
  /** Until a write's answer begins: webhooks may take 30 s. */
  readonly write: number;
  /** Longest silence within an answer. */
  readonly body: number;
}

export interface ApiServerOptions {
  readonly cluster: ClusterEntry;
  readonly credentials: Credentials;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeouts: Timeouts;
  /** Called for each request that goes out, retries included. */
  readonly onRequest?: (method: string, path: string) => void;
}

const unzip = promisify(gunzip);
/** Reads that met 429 or 503, and requests that were never taken up, are sent again so often. */
const maxRetries = 3;
const maxRetryAfterMs = 8_000;

/**
 * Raw requests to one API server: signed in, renewed once after a 401, in the engine's errors.
 * Reads are sent again where that is harmless: after a lost connection, 429 and 503.
 */
export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #origin: string;
  readonly #prefix: string;
  readonly #close = new AbortController();
  #opened: { readonly key: string; readonly transport: Promise<Transport> } | undefined;
  #live: Transport | undefined;
  #breaksBefore = 0;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    const url = new URL(options.cluster.server);
    this.#origin = url.origin;
    this.#prefix = url.pathname.replace(/\/+$/, '');
  }

  /** As the kubeconfig has it. */
  get server(): string {
    return this.#options.cluster.server;
  }

  /** Rises whenever somebody else may answer from now on. */
  get breaks(): number {
    return this.#breaksBefore + (this.#live?.breaks ?? 0);
  }

  /** Milliseconds (`performance.now()`) at which the server was last heard. */
  get heardAt(): number {
    return this.#live?.heardAt ?? 0;
  }

  /** Throws `ClusterError`. */
  async request(request: ApiRequest): Promise<ApiAnswer> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#exchange(request, 'answer');
      const text = await this.#readBody(answer, request);
      if (answer.status < 300 || answer.status === 304) {
        return { status: answer.status, headers: answer.headers, text };
      }
      const waitMs = retryAfterMs(answer);
      const isBusy = answer.status === 429 || answer.status === 503;
      const mayRetry = request.method === 'GET' && isBusy && attempt < maxRetries;
      if (!mayRetry || waitMs > maxRetryAfterMs) {
        throw answerError(answer.status, text, this.#subject(request));
      }
      await this.#sleep(waitMs, request.signal);
    }
  }

  /** The parsed JSON body. */
  async json<T>(request: ApiRequest): Promise<T> {
    return parseBody(await this.request(request), this.#subject(request)) as T;
  }

  /** A body without end. Error answers are thrown, and retried by the caller alone. */
  async stream(request: ApiRequest): Promise<AsyncIterable<Buffer>> {
    const answer = await this.#exchange(request, 'stream');
    if (answer.status === 200) return this.#chunks(answer, request);
    const text = await this.#readBody(answer, request);
    throw answerError(answer.status, text, this.#subject(request));
  }

  /** Ends all requests and streams. */
  async close(): Promise<void> {
    this.#close.abort();
    const transport = await this.#opened?.transport.catch(() => undefined);
    await transport?.close();
  }

  async #exchange(request: ApiRequest, kind: 'answer' | 'stream'): Promise<WireAnswer> {
    const credential = await this.#options.credentials.current();
    const answer = await this.#send(request, credential, kind);
    if (answer.status !== 401) return answer;
    answer.body.dump().catch(() => undefined);
    const renewed = await this.#options.credentials.renew(credential);
    const second = await this.#send(request, renewed, kind);
    if (second.status !== 401) return second;
    second.body.dump().catch(() => undefined);
    throw this.#options.credentials.markRefused();
  }

  async #send(
    request: ApiRequest,
    first: Credential,
    kind: 'answer' | 'stream',
  ): Promise<WireAnswer> {
    const { read, write } = this.#options.timeouts;
    const timeoutMs = request.timeoutMs ?? (request.method === 'GET' ? read : write);
    const until = performance.now() + timeoutMs;
    for (let tries = 1; ; tries += 1) {
      // Another request may have found out in the meantime that the credential is refused.
      const credential = tries === 1 ? first : await this.#options.credentials.current();
      const transport = await this.#open(credential);
      this.#options.onRequest?.(request.method, request.path);
      const wasAlive = transport.heardAt > 0;
      try {
        return await transport.send(this.#wire(request, credential, kind, until), kind);
      } catch (error) {
        if (this.#isStopped(request)) throw stopped(request);
        const isRead = kind === 'answer' && request.method === 'GET';
        const isLost = isRead && wasAlive && tries === 1 && isLostConnection(error);
        const isDropped = isRead && error instanceof DroppedError && performance.now() < until;
        const mayRepeat = isLost || isDropped || isRefusedStream(error);
        if (!mayRepeat || tries > maxRetries) throw networkError(error, this.#subject(request));
      }
    }
  }

  #wire(
    request: ApiRequest,
    credential: Credential,
    kind: 'answer' | 'stream',
    until: number,
  ): WireRequest {
    const local = isLoopback(new URL(this.#origin).hostname);
    const zipped = kind === 'answer' && !local;
    return {
      method: request.method,
      path: this.#prefix + request.path,
      headers: {
        accept: request.accept ?? 'application/json',
        'accept-encoding': zipped ? 'gzip' : 'identity',
        'user-agent': userAgent,
        ...(request.body === undefined ? {} : { 'content-type': request.body.type }),
        ...(request.etag === undefined ? {} : { 'if-none-match': request.etag }),
        ...credential.headers,
      },
      ...(request.body === undefined ? {} : { body: request.body.text }),
      timeoutMs: Math.max(1, Math.round(until - performance.now())),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    };
  }

  #open(credential: Credential): Promise<Transport> {
    if (this.#isClosed()) throw new ClusterError('aborted', 'The connection was closed.');
    const key = fingerprintOf({ ...credential, headers: {} }) + String(needsHttp1(credential));
    if (this.#opened?.key === key) return this.#opened.transport;
    const transport = this.#replace(this.#opened?.transport, credential);
    this.#opened = { key, transport };
    transport.catch(() => {
      if (this.#opened?.transport === transport) this.#opened = undefined;
    });
    return transport;
  }

  /** With another client certificate it is another connection. */
  async #replace(old: Promise<Transport> | undefined, credential: Credential): Promise<Transport> {
    const before = await old?.catch(() => undefined);
    const transport = await this.#connect(credential);
    if (before !== undefined) {
      this.#breaksBefore += before.breaks + 1;
      before.close().catch(() => undefined);
    }
    this.#live = transport;
    return transport;
  }

  #isClosed(): boolean {
    return this.#close.signal.aborted;
  }

  #isStopped(request: ApiRequest): boolean {
    return this.#isClosed() || request.signal?.aborted === true;
  }

  async #connect(credential: Credential): Promise<Transport> {
    const { cluster, env, timeouts } = this.#options;
    const secure = this.#origin.startsWith('https:');
    return new Transport({
      origin: this.#origin,
      tls: secure ? await tlsSettings(cluster, credential) : undefined,
      proxy: proxyFor(cluster.server, cluster.proxyUrl, env),
      http1: needsHttp1(credential),
      connectTimeoutMs: timeouts.connect,
      bodyTimeoutMs: timeouts.body,
    });
  }

  async #readBody(answer: WireAnswer, request: ApiRequest): Promise<string> {
    try {
      if (answer.headers['content-encoding'] !== 'gzip') return await answer.body.text();
      const zipped = Buffer.from(await answer.body.arrayBuffer());
      return (await unzip(zipped)).toString('utf8');
    } catch (error) {
      if (this.#isStopped(request)) throw stopped(request);
      throw networkError(error, this.#subject(request));
    }
  }

  async *#chunks(answer: WireAnswer, request: ApiRequest): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of answer.body) {
        this.#live?.heard();
        yield chunk as Buffer;
      }
    } catch (error) {
      if (this.#isStopped(request)) throw stopped(request);
      throw networkError(error, this.#subject(request));
    }
  }

  #subject(request: ApiRequest): Subject {
    return { what: request.what, secret: request.secret === true, server: this.server };
  }

  async #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const stop = AbortSignal.any([this.#close.signal, ...(signal === undefined ? [] : [signal])]);
    try {
      await sleep(ms, undefined, { signal: stop });
    } catch (error) {
      throw new ClusterError('aborted', 'The request was stopped.', { cause: error });
    }
  }
}

function stopped(request: ApiRequest): ClusterError {
  return new ClusterError('aborted', `${request.what}: stopped.`);
}

/** undici joins several values into one header over HTTP/2, which names another group. */
function needsHttp1(credential: Credential): boolean {
  return Object.values(credential.headers).some(
    (value) => typeof value !== 'string' && value.length > 1,
  );
}

/**
 * The server closed the connection before it took the request up, as it does after each 401: even
 * a write may be sent again. https://httpwg.org/specs/rfc9113.html#GOAWAY
 */
function isRefusedStream(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'UND_ERR_INFO' && message.includes('GOAWAY');
}

/** A connection that had worked broke under us. */
function isLostConnection(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

function retryAfterMs(answer: WireAnswer): number {
  const seconds = Number(answer.headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 1000;
}

function parseBody(answer: ApiAnswer, subject: Subject): unknown {
  try {
    return JSON.parse(answer.text);
  } catch (error) {
    throw new ClusterError(
      'unreachable',
      `${subject.what}: ${subject.server} answered with something that is not JSON. Check that the address is an API server's.`,
      { code: answer.status, cause: error instanceof SyntaxError ? undefined : error },
    );
  }
}
