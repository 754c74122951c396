/** The `exec` part of a user: a program that signs in. */
export interface ExecConfig {
  readonly apiVersion: string;
  /** As written; a relative path is already resolved against the kubeconfig's folder. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  readonly installHint?: string;
}

/** A user of a kubeconfig. Paths are absolute; `…Data` is base64 as it stands in the file. */
export interface UserEntry {
  readonly name: string;
  readonly token?: string;
  /** Wins over `token`, as in kubectl. */
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly clientCertificate?: string;
  readonly clientCertificateData?: string;
  readonly clientKey?: string;
  readonly clientKeyData?: string;
  readonly impersonate?: Impersonation;
  readonly exec?: ExecConfig;
  readonly authProvider?: {
    readonly name: string;
    readonly config: Readonly<Record<string, string>>;
  };
}

/** Whom the user acts as: `as`, `as-uid`, `as-groups`, `as-user-extra`. */
export interface Impersonation {
  readonly user?: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A cluster of a kubeconfig. Paths are absolute. */
export interface ClusterEntry {
  readonly name: string;
  /** An `http:` or `https:` URL, without a slash at its end. */
  readonly server: string;
  readonly certificateAuthority?: string;
  readonly certificateAuthorityData?: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  /** What the extension `client.authentication.k8s.io/exec` holds, for exec plugins. */
  readonly execConfig?: unknown;
}

/** Cluster, user and default namespace under one name. */
export interface KubeContext {
  readonly name: string;
  readonly cluster: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** What one or several kubeconfig files say together: the first file that names a thing wins. */
export interface Kubeconfig {
  /** The files that were there and were read, in order. */
  readonly files: readonly string[];
  readonly contexts: ReadonlyMap<string, KubeContext>;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly currentContext?: string;
  /** Entries that could not be understood and were left out, in words. */
  readonly problems: readonly string[];
}
