import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { ClusterError } from '../../engine/cluster.ts';
import type { Credential } from './credential.ts';
import type { ClusterEntry } from './kubeconfig.ts';

/** How a connection is secured: ready for `tls.connect`. */
export interface TlsSettings {
  readonly secureContext: tls.SecureContext;
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
}

/**
 * The settings for one cluster and client certificate. Without a certificate authority in the
 * kubeconfig, Node's and the system's count. Throws `ClusterError` (`config`) where a certificate
 * or key cannot be read or does not fit.
 */
export async function tlsSettings(
  cluster: ClusterEntry,
  credential: Pick<Credential, 'certificate' | 'key'>,
): Promise<TlsSettings> {
  const ca = await authorities(cluster);
  try {
    return {
      secureContext: tls.createSecureContext({
        ca,
        ...(credential.certificate === undefined ? {} : { cert: credential.certificate }),
        ...(credential.key === undefined ? {} : { key: credential.key }),
      }),
      rejectUnauthorized: !cluster.insecureSkipTlsVerify,
      ...(cluster.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
    };
  } catch (error) {
    throw new ClusterError(
      'config',
      `The certificates for the cluster ${JSON.stringify(cluster.name)} cannot be used (${codeOf(error)}). Mend certificate-authority, client-certificate and client-key in the kubeconfig.`,
      { cause: error },
    );
  }
}

async function authorities(cluster: ClusterEntry): Promise<string[]> {
  if (cluster.certificateAuthorityData !== undefined) {
    return [Buffer.from(cluster.certificateAuthorityData, 'base64').toString('utf8')];
  }
  if (cluster.certificateAuthority === undefined) {
    return [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
  }
  try {
    return [await readFile(cluster.certificateAuthority, 'utf8')];
  } catch (error) {
    throw new ClusterError(
      'config',
      `The kubeconfig's cluster ${JSON.stringify(cluster.name)} names ${cluster.certificateAuthority}, which cannot be read (${codeOf(error)}). Mend the kubeconfig or the file.`,
      { cause: error },
    );
  }
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? 'unknown error';
}
