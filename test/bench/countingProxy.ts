import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { Agent, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { makeAuthority } from '../cluster/certificateAuthority.ts';
import type { TestCluster } from '../cluster/testCluster.ts';

/** A proxy in front of a cluster that writes down what is asked. */
export interface CountingProxy {
  /** The administrator's, by way of the proxy. */
  readonly kubeconfigPath: string;
  /** `METHOD /path?query`, in the order of arrival. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** HTTP/2 and HTTP/1.1 over TLS with a certificate that nobody checks; answers pass unchanged. */
export async function startCountingProxy(cluster: TestCluster): Promise<CountingProxy> {
  const requests: string[] = [];
  const agent = new Agent({ keepAlive: true, ca: await readFile(cluster.caFile) });
  const { certificate, key } = makeAuthority('driftline-bench-proxy');
  const server = createSecureServer({ cert: certificate, key, allowHTTP1: true });
  server.on('request', (asked: Http2ServerRequest, answer: Http2ServerResponse) => {
    requests.push(`${asked.method} ${asked.url}`);
    forward(cluster.server, agent, asked, answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const kubeconfigPath = await insecureKubeconfig(cluster, `https://127.0.0.1:${port}`);
  return {
    kubeconfigPath,
    requests,
    close: async () => {
      agent.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

function forward(
  server: string,
  agent: Agent,
  asked: Http2ServerRequest,
  answer: Http2ServerResponse,
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
    answer.writeHead(response.statusCode ?? 502, kept);
    pipeline(response, answer, () => undefined);
  });
  upstream.on('error', () => answer.destroy());
  asked.pipe(upstream);
}

function insecureKubeconfig(cluster: TestCluster, server: string): Promise<string> {
  return cluster.kubeconfigFor(
    { token: cluster.adminToken },
    {
      server,
      cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': undefined },
    },
  );
}
