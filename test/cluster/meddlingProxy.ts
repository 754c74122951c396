import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { Agent, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { makeAuthority } from './certificateAuthority.ts';
import type { TestCluster } from './testCluster.ts';

/** One request that goes through the proxy. */
export interface ProxiedRequest {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly contentType: string;
}

/** What happens to a request: it goes on, or its connection breaks without an answer. */
export type Verdict = 'pass' | 'cut';

/** Where a test steps in. */
export interface Meddling {
  /** Before the server hears of it. */
  readonly before?: (request: ProxiedRequest) => Verdict | Promise<Verdict>;
  /** After the server has answered, before the client hears of that. */
  readonly after?: (request: ProxiedRequest) => Verdict | Promise<Verdict>;
  /** Whose rights the kubeconfig has; the administrator's unless told. */
  readonly token?: string;
}

/** A proxy in front of a cluster. */
export interface MeddlingProxy {
  /** A kubeconfig with one context, by way of the proxy. */
  readonly kubeconfigPath: string;
  close(): Promise<void>;
}

/** HTTP/2 and HTTP/1.1 over TLS with a certificate that nobody checks; answers pass unchanged. */
export async function startMeddlingProxy(
  cluster: TestCluster,
  meddling: Meddling,
): Promise<MeddlingProxy> {
  const agent = new Agent({ keepAlive: true, ca: await readFile(cluster.caFile) });
  const { certificate, key } = makeAuthority('driftline-test-proxy');
  const server = createSecureServer({ cert: certificate, key, allowHTTP1: true });
  server.on('request', (asked: Http2ServerRequest, answer: Http2ServerResponse) => {
    meddle(meddling, { server: cluster.server, agent }, asked, answer).catch(() => cut(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const token = meddling.token ?? cluster.adminToken;
  return {
    kubeconfigPath: await insecureKubeconfig(cluster, token, `https://127.0.0.1:${port}`),
    close: async () => {
      agent.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

interface Upstream {
  readonly server: string;
  readonly agent: Agent;
}

async function meddle(
  { before, after }: Meddling,
  upstream: Upstream,
  asked: Http2ServerRequest,
  answer: Http2ServerResponse,
): Promise<void> {
  const { method, url } = asked;
  const request = { method, url, contentType: asked.headers['content-type'] ?? '' };
  if ((await before?.(request)) === 'cut') return cut(answer);
  forward(upstream, asked, answer, async () => (await after?.(request)) ?? 'pass');
}

function cut(answer: Http2ServerResponse): void {
  answer.stream?.session?.destroy();
  answer.socket?.destroy();
}

function forward(
  { server, agent }: Upstream,
  asked: Http2ServerRequest,
  answer: Http2ServerResponse,
  answered: () => Promise<Verdict>,
): void {
  const headers = Object.entries(asked.headers).filter(
    ([name]) => !name.startsWith(':') && name !== 'connection' && name !== 'host',
  );
  const upstream = httpsRequest(`${server}${asked.url}`, {
    method: asked.method,
    headers: Object.fromEntries(headers),
    agent,
  });
  upstream.on('response', (response) => {
    const { connection: _c, 'transfer-encoding': _t, 'keep-alive': _k, ...kept } = response.headers;
    answered().then(
      (verdict) => {
        if (verdict === 'cut') return cut(answer);
        answer.writeHead(response.statusCode ?? 502, kept);
        pipeline(response, answer, () => undefined);
      },
      () => cut(answer),
    );
  });
  upstream.on('error', () => answer.destroy());
  asked.pipe(upstream);
}

function insecureKubeconfig(cluster: TestCluster, token: string, server: string): Promise<string> {
  return cluster.kubeconfigFor(
    { token },
    {
      server,
      cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': undefined },
    },
  );
}
