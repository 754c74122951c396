import { groupOf } from '../model/objectRef.ts';

/**
 * Leaves that the server, or admission, chooses anew at each real write, in general form (`*` for a
 * list's item): no dry run can tell their values, so where Git is silent they never count. All are
 * immutable once chosen, or belong to the cluster and not to the manifest.
 */
export function allocatedPaths(apiVersion: string, kind: string): ReadonlySet<string> {
  return byKind.get(`${groupOf(apiVersion)}/${kind}`) ?? none;
}

const none: ReadonlySet<string> = new Set();

const byKind: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    '/Service',
    new Set([
      'spec.clusterIP',
      'spec.clusterIPs',
      'spec.healthCheckNodePort',
      'spec.ports.*.nodePort',
    ]),
  ],
  // The class comes from the cluster's default, the volume from its provisioner.
  ['/PersistentVolumeClaim', new Set(['spec.volumeName', 'spec.storageClassName'])],
  [
    '/PersistentVolume',
    new Set(['apiVersion', 'kind', 'name', 'namespace', 'resourceVersion', 'uid'].map(claimRef)),
  ],
  // By the scheduler, by the class of its priority, or by the cluster's default class.
  [
    '/Pod',
    new Set(['spec.nodeName', 'spec.priority', 'spec.priorityClassName', 'spec.preemptionPolicy']),
  ],
  // By the controller that hands networks out, or from the single field; by the cloud.
  ['/Node', new Set(['spec.podCIDR', 'spec.podCIDRs', 'spec.providerID'])],
  // Who asks.
  [
    'certificates.k8s.io/CertificateSigningRequest',
    new Set(['spec.username', 'spec.uid', 'spec.groups']),
  ],
  // Before 1.24 a token Secret was made for each account.
  ['/ServiceAccount', new Set(['secrets.*.name'])],
]);

function claimRef(field: string): string {
  return `spec.claimRef.${field}`;
}
