import type { CertificateAndKey, ClientSubject } from './certificateAuthority.ts';

/** What a test sends to a cluster without kubectl. Paths start with a slash, as in `/api/v1/nodes`. */
export interface ClusterRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** `application/json` unless told; `application/apply-patch+yaml` takes JSON too. */
  readonly contentType?: string;
  /** The administrator's unless told. */
  readonly token?: string;
}

/** An answer of the API server, error answers included: `body` is then a `Status`. */
export interface ClusterAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The `user` part of a kubeconfig, with its names: `token`, `exec`, `client-certificate-data` … */
export type KubeconfigUser = Readonly<Record<string, unknown>>;

/** How a kubeconfig differs from the cluster's own. */
export interface KubeconfigOptions {
  readonly context?: string;
  readonly namespace?: string;
  /** Another address for the same cluster, a proxy in front of it for example. */
  readonly server?: string;
  /** More of the `cluster` part: `proxy-url`, `tls-server-name`, `insecure-skip-tls-verify` … */
  readonly cluster?: Readonly<Record<string, unknown>>;
}

/** How a killed API server comes back. */
export interface RestartOptions {
  /** With nothing in it: another cluster (another `kube-system` uid) at the same address. */
  readonly emptyData?: boolean;
  /** Tokens that take the place of the old ones, which are refused from then on. */
  readonly tokens?: { readonly admin?: string; readonly alice?: string };
}

/** A Kubernetes cluster as tests see it; rights are enforced (RBAC), nodes are played by kwok. */
export interface TestCluster {
  readonly server: string;
  /** PEM file with the certificate authority of the server's certificate. */
  readonly caFile: string;
  /** May do everything. */
  readonly adminToken: string;
  /** May do nothing until a RoleBinding names `aliceSubject`. */
  readonly aliceToken: string;
  readonly aliceSubject: Readonly<Record<string, string>>;
  /** The administrator's, with one context. */
  readonly kubeconfigPath: string;
  readonly context: string;
  readonly kubectlPath: string;
  /** Whether controllers run: without them Deployments make no ReplicaSets and no Pods. */
  readonly controllers: boolean;
  /** Whether the outage functions below work, or throw. */
  readonly canFail: boolean;
  /** All that another process needs to use this cluster, as JSON; see attachCluster. */
  describe(): string;
  /** Standard output of kubectl, as the administrator unless told; throws with its error output. */
  kubectl(args: readonly string[], options?: KubectlOptions): Promise<string>;
  request(path: string, request?: ClusterRequest): Promise<ClusterAnswer>;
  /** Writes a kubeconfig for another user and answers with its path. */
  kubeconfigFor(user: KubeconfigUser, options?: KubeconfigOptions): Promise<string>;
  /** Fails on a cluster that DRIFTLINE_TEST_KUBECONFIG names. */
  clientCertificateFor(subject: ClientSubject): Promise<CertificateAndKey>;
  /** Makes a namespace that nobody else has; it is not removed, that takes seconds. */
  namespace(prefix: string): Promise<string>;
  /** SIGKILL: connections are cut, nobody listens. */
  killApiServer(): Promise<void>;
  /** SIGSTOP: connections are accepted and stay silent. */
  pauseApiServer(): void;
  resumeApiServer(): void;
  /** At the same address with the same data, unless told; returns when it is ready. */
  restartApiServer(options?: RestartOptions): Promise<void>;
  stop(): Promise<void>;
}

/** What kubectl gets besides its arguments. */
export interface KubectlOptions {
  /** Its standard input. */
  readonly input?: string;
  readonly kubeconfig?: string;
  readonly cwd?: string;
}
