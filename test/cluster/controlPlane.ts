import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeAuthority } from './certificateAuthority.ts';
import { ClusterClient } from './clusterClient.ts';
import { type ClusterPrograms, clusterPrograms } from './clusterPrograms.ts';
import { formatKubeconfig } from './kubeconfig.ts';
import { freePorts } from './freePorts.ts';
import { type NestProcess, ProcessNest } from './processNest.ts';
import type { RestartOptions, TestCluster } from './testCluster.ts';

const CONTEXT = 'driftline-test';
const CLIENT_AUTHORITY = 'driftline-test-clients';
const READY_SECONDS = 60;

/** What a control plane is started with. */
export interface ControlPlaneOptions {
  /** Controller manager, scheduler and kwok: on unless told. */
  readonly controllers?: boolean;
  /** More arguments of the API server. */
  readonly apiServerArgs?: readonly string[];
  readonly log?: (line: string) => void;
}

/** etcd, API server and what turns Deployments into ready Pods, in a run folder of their own. */
export class ControlPlane extends ClusterClient implements TestCluster {
  readonly canFail = true;
  readonly #programs: ClusterPrograms;
  readonly #nest: ProcessNest;
  readonly #ports: Ports;
  readonly #options: ControlPlaneOptions;
  #etcd: NestProcess;
  #apiServer: NestProcess;

  private constructor(
    programs: ClusterPrograms,
    nest: ProcessNest,
    ports: Ports,
    options: ControlPlaneOptions,
  ) {
    const folder = nest.folder;
    super({
      server: `https://127.0.0.1:${ports.secure}`,
      // The API server makes this certificate, and it is its own authority.
      caFile: join(folder, 'pki', 'apiserver.crt'),
      adminToken: 'admintoken',
      aliceToken: 'alicetoken',
      aliceSubject: { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice' },
      kubeconfigPath: join(folder, 'kubeconfig'),
      context: CONTEXT,
      kubectlPath: programs.kubectl,
      controllers: options.controllers ?? true,
      clientAuthority: { name: CLIENT_AUTHORITY, keyFile: join(folder, 'pki', 'client-ca.key') },
      folder,
    });
    this.#programs = programs;
    this.#nest = nest;
    this.#ports = ports;
    this.#options = options;
    this.#etcd = this.#startEtcd();
    this.#apiServer = this.#startApiServer();
  }

  /** Returns when it is ready; nothing is left behind when it fails. */
  static async start(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    const programs = await clusterPrograms(options.log);
    for (let attempt = 1; ; attempt++) {
      const nest = new ProcessNest(await mkdtemp(join(tmpdir(), 'dl-')));
      try {
        await writeIdentities(nest.folder);
        const [secure, client, peer] = (await freePorts(3)) as [number, number, number];
        const plane = new ControlPlane(programs, nest, { secure, client, peer }, options);
        await plane.#becomeReady();
        return plane;
      } catch (error) {
        await nest.end();
        // Somebody else took one of the ports between the look and the start.
        const isTaken = error instanceof Error && error.message.includes('address already in use');
        if (!isTaken || attempt === 3) throw error;
      }
    }
  }

  async killApiServer(): Promise<void> {
    await this.#apiServer.kill();
  }

  pauseApiServer(): void {
    this.#apiServer.signal('SIGSTOP');
  }

  resumeApiServer(): void {
    this.#apiServer.signal('SIGCONT');
  }

  async restartApiServer(options: RestartOptions = {}): Promise<void> {
    await this.#apiServer.kill();
    if (options.tokens) await this.#replaceTokens(options.tokens);
    if (options.emptyData) {
      await this.#etcd.kill();
      await rm(join(this.#nest.folder, 'etcd'), { recursive: true, force: true });
      this.#etcd = this.#startEtcd();
    }
    this.#apiServer = this.#startApiServer();
    await this.#waitUntilReady();
  }

  async stop(): Promise<void> {
    await this.#nest.end();
  }

  async #becomeReady(): Promise<void> {
    await this.#waitUntilReady();
    await this.#writeKubeconfig();
    if (!this.controllers) return;
    this.#startControllers();
    await this.#addNode();
    await this.waitFor('/api/v1/namespaces/default/serviceaccounts/default');
    await this.waitFor('/api/v1/nodes/node-0', isSchedulable);
  }

  #startEtcd(): NestProcess {
    const client = `http://127.0.0.1:${this.#ports.client}`;
    const peer = `http://127.0.0.1:${this.#ports.peer}`;
    return this.#nest.start('etcd', this.#programs.etcd, [
      `--data-dir=${join(this.#nest.folder, 'etcd')}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--unsafe-no-fsync=true',
      '--log-level=error',
    ]);
  }

  #startApiServer(): NestProcess {
    const pki = join(this.#nest.folder, 'pki');
    const key = join(pki, 'sa.key');
    return this.#nest.start('kube-apiserver', this.#programs.apiServer, [
      `--etcd-servers=http://127.0.0.1:${this.#ports.client}`,
      `--secure-port=${this.#ports.secure}`,
      '--bind-address=127.0.0.1',
      `--cert-dir=${pki}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      '--service-cluster-ip-range=10.0.0.0/16',
      `--client-ca-file=${join(pki, 'client-ca.crt')}`,
      `--token-auth-file=${join(this.#nest.folder, 'tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--allow-privileged=true',
      ...(this.#options.apiServerArgs ?? []),
    ]);
  }

  #startControllers(): void {
    const config = this.kubeconfigPath;
    const pki = join(this.#nest.folder, 'pki');
    const common = [
      `--kubeconfig=${config}`,
      `--authentication-kubeconfig=${config}`,
      `--authorization-kubeconfig=${config}`,
      '--leader-elect=false',
      '--secure-port=0',
      '--kube-api-qps=200',
      '--kube-api-burst=400',
    ];
    this.#nest.start('kube-controller-manager', this.#programs.controllerManager, [
      ...common,
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${join(pki, 'sa.key')}`,
      `--root-ca-file=${this.caFile}`,
    ]);
    this.#nest.start('kube-scheduler', this.#programs.scheduler, common);
    const stages = ['-c', this.#programs.stages];
    const kwok = [`--kubeconfig=${config}`, '--manage-all-nodes=true', '--cidr=10.244.0.0/16'];
    this.#nest.start('kwok', this.#programs.kwok, [...kwok, ...stages]);
  }

  async #waitUntilReady(): Promise<void> {
    const until = Date.now() + READY_SECONDS * 1000;
    while (!(await this.#isReady())) {
      for (const needed of [this.#etcd, this.#apiServer]) {
        if (needed.hasExited()) {
          throw new Error(`${needed.name} ended at its start:\n${needed.lastWords()}`);
        }
      }
      if (Date.now() > until) {
        const words = this.#apiServer.lastWords();
        throw new Error(`The API server was not ready in ${READY_SECONDS} s:\n${words}`);
      }
      await sleep(50);
    }
  }

  async #isReady(): Promise<boolean> {
    if (!existsSync(this.caFile)) return false;
    try {
      return (await this.request('/readyz')).status === 200;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false; // nobody listens yet
      throw error;
    }
  }

  async #writeKubeconfig(): Promise<void> {
    const ca = await readFile(this.caFile);
    const user = { token: this.adminToken };
    const text = formatKubeconfig({ context: CONTEXT, server: this.server, ca, user });
    await writeFile(this.kubeconfigPath, text, { mode: 0o600 });
  }

  async #replaceTokens(tokens: NonNullable<RestartOptions['tokens']>): Promise<void> {
    const adminToken = tokens.admin ?? this.adminToken;
    const aliceToken = tokens.alice ?? this.aliceToken;
    this.connection = { ...this.connection, adminToken, aliceToken };
    await writeTokens(this.#nest.folder, adminToken, aliceToken);
  }

  /** One node is enough: it takes 10,000 Pods. */
  async #addNode(): Promise<void> {
    const size = { cpu: '1k', memory: '1000Gi', pods: '10k' };
    const body = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'node-0', labels: { 'kubernetes.io/hostname': 'node-0' } },
      status: { allocatable: size, capacity: size },
    };
    const made = await this.request('/api/v1/nodes', { method: 'POST', body });
    if (made.status !== 201) throw new Error(`The node was refused: ${JSON.stringify(made.body)}`);
  }
}

interface Ports {
  readonly secure: number;
  readonly client: number;
  readonly peer: number;
}

async function writeIdentities(folder: string): Promise<void> {
  await mkdir(join(folder, 'pki'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' });
  await writeFile(join(folder, 'pki', 'sa.key'), pem, { mode: 0o600 });
  const authority = makeAuthority(CLIENT_AUTHORITY);
  await writeFile(join(folder, 'pki', 'client-ca.crt'), authority.certificate);
  await writeFile(join(folder, 'pki', 'client-ca.key'), authority.key, { mode: 0o600 });
  await writeTokens(folder, 'admintoken', 'alicetoken');
}

async function writeTokens(folder: string, admin: string, alice: string): Promise<void> {
  const rows = [`${admin},admin,admin,"system:masters"`, `${alice},alice,alice,"dev"`];
  await writeFile(join(folder, 'tokens.csv'), `${rows.join('\n')}\n`, { mode: 0o600 });
}

function isSchedulable(body: unknown): boolean {
  const node = body as {
    readonly spec?: { readonly taints?: readonly unknown[] };
    readonly status?: { readonly conditions?: readonly { type: string; status: string }[] };
  };
  const isReady = node.status?.conditions?.some(
    (is) => is.type === 'Ready' && is.status === 'True',
  );
  return isReady === true && (node.spec?.taints ?? []).length === 0;
}
