import { execFile } from 'node:child_process';
import { createPrivateKey, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CertificateAndKey,
  type ClientSubject,
  issueClientCertificate,
} from './certificateAuthority.ts';
import { formatKubeconfig } from './kubeconfig.ts';
import type {
  ClusterAnswer,
  ClusterRequest,
  KubeconfigOptions,
  KubeconfigUser,
  KubectlOptions,
} from './testCluster.ts';

/** All that is needed to reach a cluster from any process, as JSON. */
export interface ClusterConnection {
  readonly server: string;
  readonly caFile: string;
  readonly adminToken: string;
  readonly aliceToken: string;
  readonly aliceSubject: Readonly<Record<string, string>>;
  readonly kubeconfigPath: string;
  readonly context: string;
  readonly kubectlPath: string;
  readonly controllers: boolean;
  /** The authority of client certificates: its name, and the PEM file of its key. */
  readonly clientAuthority?: { readonly name: string; readonly keyFile: string };
  /** Where kubeconfigs and kubectl's cache go; the cluster's owner removes it. */
  readonly folder: string;
}

const REQUEST_TIMEOUT_MS = 30_000;

/** The part of a test cluster that only talks to it: works for own, shared and foreign ones. */
export class ClusterClient {
  protected connection: ClusterConnection;

  constructor(connection: ClusterConnection) {
    this.connection = connection;
  }

  get server(): string {
    return this.connection.server;
  }

  get caFile(): string {
    return this.connection.caFile;
  }

  get adminToken(): string {
    return this.connection.adminToken;
  }

  get aliceToken(): string {
    return this.connection.aliceToken;
  }

  get aliceSubject(): Readonly<Record<string, string>> {
    return this.connection.aliceSubject;
  }

  get kubeconfigPath(): string {
    return this.connection.kubeconfigPath;
  }

  get context(): string {
    return this.connection.context;
  }

  get kubectlPath(): string {
    return this.connection.kubectlPath;
  }

  get controllers(): boolean {
    return this.connection.controllers;
  }

  describe(): string {
    return JSON.stringify(this.connection);
  }

  kubectl(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
    const env = {
      ...process.env,
      KUBECONFIG: options.kubeconfig ?? this.kubeconfigPath,
      KUBECACHEDIR: join(this.connection.folder, 'kubectl-cache'),
    };
    return new Promise((fulfil, reject) => {
      const settings = { env, cwd: options.cwd, maxBuffer: 256 * 1024 * 1024 };
      const child = execFile(this.kubectlPath, args, settings, (error, stdout, stderr) => {
        if (!error) fulfil(stdout);
        else reject(new Error(`kubectl ${args.join(' ')}: ${stderr.trim() || error.message}`));
      });
      // kubectl may end before it has read everything; its exit code tells.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(options.input ?? '');
    });
  }

  async request(path: string, request: ClusterRequest = {}): Promise<ClusterAnswer> {
    const ca = await readFile(this.caFile);
    const headers: Record<string, string> = {
      authorization: `Bearer ${request.token ?? this.adminToken}`,
      accept: 'application/json',
    };
    if (request.body !== undefined) {
      headers['content-type'] = request.contentType ?? 'application/json';
    }
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    return send(`${this.server}${path}`, { method: request.method ?? 'GET', ca, headers }, body);
  }

  async kubeconfigFor(user: KubeconfigUser, options: KubeconfigOptions = {}): Promise<string> {
    const folder = join(this.connection.folder, 'kubeconfigs');
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${randomUUID()}.yaml`);
    const text = formatKubeconfig({
      context: options.context ?? this.context,
      server: options.server ?? this.server,
      ca: await readFile(this.caFile),
      user,
      ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
      ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
    });
    await writeFile(file, text, { mode: 0o600 });
    return file;
  }

  async clientCertificateFor(subject: ClientSubject): Promise<CertificateAndKey> {
    const authority = this.connection.clientAuthority;
    if (!authority) throw new Error('A cluster of your own gives tests no client certificates.');
    const key = createPrivateKey(await readFile(authority.keyFile));
    return issueClientCertificate({ name: authority.name, key }, subject);
  }

  async namespace(prefix: string): Promise<string> {
    const name = `${prefix}-${randomBytes(4).toString('hex')}`;
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    const made = await this.request('/api/v1/namespaces', { method: 'POST', body });
    if (made.status !== 201) throw unexpected(`Namespace ${name} was not made`, made);
    // A Pod is refused until its namespace has the default service account.
    if (this.controllers) {
      await this.waitFor(`/api/v1/namespaces/${name}/serviceaccounts/default`);
    }
    return name;
  }

  /** Polls until a GET of the path succeeds and, where told, its body is as wanted. */
  async waitFor(
    path: string,
    isWanted: (body: unknown) => boolean = () => true,
    seconds = 30,
  ): Promise<void> {
    const until = Date.now() + seconds * 1000;
    let answer = await this.request(path);
    while (answer.status !== 200 || !isWanted(answer.body)) {
      if (Date.now() > until) throw unexpected(`${path} was not there in ${seconds} s`, answer);
      await sleep(50);
      answer = await this.request(path);
    }
  }
}

function unexpected(what: string, answer: ClusterAnswer): Error {
  return new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

function send(
  url: string,
  options: { method: string; ca: Buffer; headers: Record<string, string> },
  body: string | undefined,
): Promise<ClusterAnswer> {
  return new Promise((fulfil, reject) => {
    const request = httpsRequest(url, { ...options, timeout: REQUEST_TIMEOUT_MS, agent: false });
    request.on('timeout', () => request.destroy(new Error(`${url} did not answer in time.`)));
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        fulfil({ status: response.statusCode ?? 0, body: parseBody(text) });
      });
    });
    request.end(body);
  });
}

/** `/readyz` and the like answer with plain text. */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
