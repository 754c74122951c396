import type { ClusterError } from './cluster.ts';

/**
 * The error is the server's answer about one object; others may fare better. All else is about
 * the connection, and the next object would meet the same.
 */
export function isVerdict(error: ClusterError): boolean {
  switch (error.reason) {
    case 'conflict':
    case 'invalid':
    case 'forbidden':
    case 'notFound':
    case 'notServed':
      return true;
    case 'unreachable':
      // A webhook that fails is told by a 500 with a Status.
      return error.code === 500 && error.status !== undefined;
    case 'signIn':
    case 'otherCluster':
    case 'config':
    case 'aborted':
      return false;
  }
}
