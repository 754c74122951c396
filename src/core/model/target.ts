/** When the server is asked, beside list and watch (drift.md 3). */
export type ServerChecks = 'full' | 'confirm' | 'off';

/** One path of the repository tied to one cluster. */
export interface Target {
  readonly name: string;
  /** Path from the repository's root, `''` for all of it. */
  readonly path: string;
  readonly namespace: string;
  /** `auto`, `HEAD`, `upstream` or any ref. */
  readonly revision: string;
  readonly serverChecks?: ServerChecks;
}

/** The cluster that answers: bound by all three, never followed somewhere else. */
export interface ClusterIdentity {
  readonly context: string;
  /** URL of the API server. */
  readonly server: string;
  /** uid of the namespace `kube-system`; absent where it may not be read. */
  readonly uid?: string;
  /** As `/version` says: `v1.36.3`. */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  /** The server's address is on this machine. */
  readonly loopback: boolean;
}
