import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KubeCluster } from '../../../../src/adapters/kubernetes/kubeCluster.ts';
import {
  openCluster,
  type OpenClusterOptions,
} from '../../../../src/adapters/kubernetes/openCluster.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** A server that answers as a test says: for answers that a real API server gives too rarely. */
export class FakeApi {
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #clusters: KubeCluster[] = [];
  readonly #folders: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Paths that `answer` leaves unanswered get what a healthy, empty cluster says. */
  static async start(answer: Answer): Promise<FakeApi> {
    const server = createServer();
    const api = new FakeApi(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      api.requests.push(`${request.method} ${request.url}`);
      const url = new URL(request.url ?? '/', 'http://x');
      answer(request, response, url);
      if (!response.headersSent && !response.writableEnded) healthy(response, url);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return api;
  }

  async connect(options: Partial<OpenClusterOptions> = {}): Promise<KubeCluster> {
    const folder = await mkdtemp(path.join(tmpdir(), 'dl-fake-'));
    this.#folders.push(folder);
    const kubeconfig = path.join(folder, 'kubeconfig');
    const { port } = this.#server.address() as AddressInfo;
    await writeFile(
      kubeconfig,
      `clusters: [{name: c, cluster: {server: "http://127.0.0.1:${port}"}}]\ncontexts: [{name: c, context: {cluster: c}}]\n`,
    );
    const cluster = await openCluster({
      kubeconfig,
      env: {},
      cacheDir: folder,
      allowExec: false,
      ...options,
    });
    this.#clusters.push(cluster);
    return cluster;
  }

  /** Requests whose path and query match. */
  asked(pattern: RegExp): string[] {
    return this.requests.filter((request) => pattern.test(request));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clusters.map((cluster) => cluster.close()));
    this.#server.closeAllConnections();
    this.#server.close();
    await Promise.all(this.#folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }
}

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function status(
  response: ServerResponse,
  code: number,
  body: object = {},
  headers = {},
): void {
  json(response, code, { kind: 'Status', apiVersion: 'v1', code, ...body }, headers);
}

function healthy(response: ServerResponse, url: URL): void {
  if (url.pathname === '/version')
    json(response, 200, { major: '1', minor: '36+', gitVersion: 'v1.36.0' });
  else if (url.pathname.endsWith('/kube-system'))
    json(response, 200, { metadata: { uid: 'the-uid' } });
  else json(response, 404, { kind: 'Status', code: 404, message: 'not found' });
}
