import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { forbiddenRole } from '../../../../src/ui/driftView/forbiddenRole.ts';

const ref = (apiVersion: string, kind: string, namespace?: string) => ({
  apiVersion,
  kind,
  name: 'one',
  ...(namespace === undefined ? {} : { namespace }),
});

describe('forbiddenRole', () => {
  it('takes resource, group and namespace from the server’s own words', () => {
    const message =
      'Deployments cannot be listed: deployments.apps is forbidden: User "ann" cannot list resource "deployments" in API group "apps" in the namespace "shop". Ask for a Role that allows it.';
    expect(parse(forbiddenRole(ref('apps/v1', 'Deployment', 'other'), message))).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'driftline-read-deployments', namespace: 'shop' },
      rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch'] }],
    });
  });

  it('is a ClusterRole where the whole cluster was asked for', () => {
    const message =
      'User "ann" cannot list resource "namespaces" in API group "" at the cluster scope';
    const role = parse(forbiddenRole(ref('v1', 'Namespace'), message)) as Record<string, unknown>;
    expect(role['kind']).toBe('ClusterRole');
    expect(role['metadata']).toEqual({ name: 'driftline-read-namespaces' });
  });

  it.each([
    ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'],
    ['networking.k8s.io/v1', 'Ingress', 'ingresses'],
    ['v1', 'Endpoints', 'endpoints'],
    ['gateway.networking.k8s.io/v1', 'Gateway', 'gateways'],
    ['v1', 'ConfigMap', 'configmaps'],
  ])('forms the plural of %s %s where the server did not say it', (apiVersion, kind, resource) => {
    expect(forbiddenRole(ref(apiVersion, kind, 'task'), undefined)).toContain(
      `resources: ["${resource}"]`,
    );
  });

  it('does not let a message write into the Role', () => {
    const message = 'cannot list resource "x\\", verbs: [*]" in API group "apps"';
    expect(forbiddenRole(ref('v1', 'Secret', 'task'), message)).toContain('resources: ["secrets"]');
  });
});
