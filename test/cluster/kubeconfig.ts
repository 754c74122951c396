import { stringify } from 'yaml';
import type { KubeconfigUser } from './testCluster.ts';

/** One context, its cluster and its user. `ca` is PEM, as are the certificates in files. */
export interface KubeconfigParts {
  readonly context: string;
  readonly server: string;
  readonly ca: Buffer;
  readonly user: KubeconfigUser;
  readonly namespace?: string;
  /** Beside or instead of server and certificate authority. */
  readonly cluster?: Readonly<Record<string, unknown>>;
}

/** A kubeconfig as kubectl reads it. */
export function formatKubeconfig(parts: KubeconfigParts): string {
  const insecure = parts.cluster?.['insecure-skip-tls-verify'] === true;
  // kubectl refuses a certificate authority beside insecure-skip-tls-verify.
  const trust = insecure ? {} : { 'certificate-authority-data': parts.ca.toString('base64') };
  const namespace = parts.namespace === undefined ? {} : { namespace: parts.namespace };
  const name = parts.context;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: parts.server, ...trust, ...parts.cluster } }],
    users: [{ name, user: parts.user }],
    contexts: [{ name, context: { cluster: name, user: name, ...namespace } }],
    'current-context': name,
  });
}
