import { ClusterError } from '../../engine/cluster.ts';
import type { ClusterIdentity } from '../../core/model/target.ts';
import type { ApiServer } from './apiServer.ts';
import { isLoopback } from './proxyFor.ts';

/** Asks who answers: version and the uid of `kube-system`. Throws `ClusterError`. */
export async function identifyCluster(api: ApiServer, context: string): Promise<ClusterIdentity> {
  const [uid, version] = await Promise.all([askUid(api), askVersion(api)]);
  return {
    context,
    server: api.server,
    version: version.gitVersion ?? '',
    major: Number.parseInt(version.major ?? '', 10) || 0,
    minor: Number.parseInt(version.minor ?? '', 10) || 0,
    loopback: isLoopback(new URL(api.server).hostname),
    ...(uid === undefined || uid === noUid ? {} : { uid }),
  };
}

/** A cluster that has no `kube-system` yet: one that has just been made. */
export const noUid = '';

/** The uid of `kube-system`, which no two clusters share; `undefined` where it may not be read. */
export async function askUid(api: ApiServer): Promise<string | undefined> {
  try {
    const body = await api.json<{ readonly metadata?: { readonly uid?: string } }>({
      method: 'GET',
      path: '/api/v1/namespaces/kube-system',
      what: 'identify the cluster',
    });
    return body.metadata?.uid;
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'notFound') return noUid;
    if (isHidden(error)) return undefined;
    throw error;
  }
}

interface VersionBody {
  readonly gitVersion?: string;
  readonly major?: string;
  readonly minor?: string;
}

async function askVersion(api: ApiServer): Promise<VersionBody> {
  try {
    return await api.json<VersionBody>({
      method: 'GET',
      path: '/version',
      what: "read the server's version",
    });
  } catch (error) {
    if (isHidden(error)) return {};
    throw error;
  }
}

function isHidden(error: unknown): boolean {
  return error instanceof ClusterError && (error.code === 403 || error.code === 404);
}
