import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import pLimit from 'p-limit';
import type { TestCluster } from '../cluster/testCluster.ts';

/** A write, as the API server takes it. */
export interface ApiWrite {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
}

const connections = 8;

/** Writes as the administrator over a few kept connections: thousands in seconds. */
export class ApiClient {
  readonly #cluster: TestCluster;
  readonly #agent: Agent;
  readonly #limit = pLimit(connections);

  private constructor(cluster: TestCluster, ca: Buffer) {
    this.#cluster = cluster;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, ca });
  }

  static async open(cluster: TestCluster): Promise<ApiClient> {
    return new ApiClient(cluster, await readFile(cluster.caFile));
  }

  /** Resolves with the answer's body; throws where the server refuses. */
  write(write: ApiWrite): Promise<string> {
    return this.#limit(() => this.#send(write));
  }

  /** Server-side apply of YAML, by kubectl's own field manager. */
  apply(path: string, yaml: string): Promise<string> {
    return this.write({
      method: 'PATCH',
      path: `${path}?fieldManager=kubectl&force=true`,
      contentType: 'application/apply-patch+yaml',
      body: yaml,
    });
  }

  /** A change as a person makes it, who uses `kubectl edit` or `kubectl scale`. */
  edit(path: string, patch: unknown): Promise<string> {
    return this.write({
      method: 'PATCH',
      path: `${path}?fieldManager=kubectl-edit`,
      contentType: 'application/strategic-merge-patch+json',
      body: JSON.stringify(patch),
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #send({ method, path, contentType, body }: ApiWrite): Promise<string> {
    const headers = {
      authorization: `Bearer ${this.#cluster.adminToken}`,
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
    };
    return new Promise((fulfil, reject) => {
      const sent = request(`${this.#cluster.server}${path}`, {
        method,
        headers,
        agent: this.#agent,
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0 } = response;
          if (statusCode < 300) fulfil(text);
          else reject(new Error(`${method} ${path}: ${statusCode} ${text.slice(0, 500)}`));
        });
      });
      sent.end(body);
    });
  }
}
