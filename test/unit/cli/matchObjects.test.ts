import { describe, expect, it } from 'vitest';
import { matchObjects } from '../../../src/cli/matchObjects.ts';
import { formatRef, objectKey, type ObjectRef } from '../../../src/core/model/objectRef.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';

const refs: readonly ObjectRef[] = [
  { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'web' },
  { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'b', name: 'web' },
  { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'api' },
  { apiVersion: 'v1', kind: 'Service', namespace: 'a', name: 'api' },
  { apiVersion: 'serving.knative.dev/v1', kind: 'Service', namespace: 'a', name: 'api' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'a', name: 'deny' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'a', name: 'web' },
  { apiVersion: 'v1', kind: 'Namespace', name: 'a' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'shop:reader' },
];
const entries = refs.map((ref) => {
  const status: ObjectStatus = {
    ref,
    status: 'inSync',
    facets: [],
    health: 'healthy',
    findings: [],
    ignored: [],
  };
  return [objectKey(ref), status] as const;
});

function match(...texts: readonly string[]): readonly string[] {
  return matchObjects(texts, entries).map(([, { ref }]) => formatRef(ref));
}

describe('--object', () => {
  it('takes everything where nothing is named', () => {
    expect(match()).toHaveLength(refs.length);
  });

  it.each([
    ['Deployment/a/web', 'Deployment.apps/a/web'],
    ['deployment.apps/b/web', 'Deployment.apps/b/web'],
    ['deploy/api', 'Deployment.apps/a/api'],
    ['networkpolicies/deny', 'NetworkPolicy.networking.k8s.io/a/deny'],
    ['ingresses/web', 'Ingress.networking.k8s.io/a/web'],
    ['ns/a', 'Namespace/a'],
    ['Service.serving.knative.dev/api', 'Service.serving.knative.dev/a/api'],
    ['ClusterRole/shop:reader', 'ClusterRole.rbac.authorization.k8s.io/shop:reader'],
  ])('%s is %s', (text, expected) => {
    expect(match(text)).toEqual([expected]);
  });

  it('keeps the order of the repository, and takes an object once', () => {
    expect(match('ns/a', 'deploy/api', 'Namespace/a')).toEqual([
      'Deployment.apps/a/api',
      'Namespace/a',
    ]);
  });

  it.each([
    ['Deployment/web', 'Deployment.apps/b/web'],
    ['svc/api', 'Service.serving.knative.dev/a/api'],
  ])('%s may mean several: the candidates', (text, candidate) => {
    expect(() => match(text)).toThrow(candidate);
    expect(() => match(text)).toThrow('may mean each of');
  });

  it.each(['web', 'Deployment', 'Deployment/', '/web', 'Deployment//web', 'a/b/c/d'])(
    '%s is no form',
    (text) => {
      expect(() => match(text)).toThrow('KIND[.GROUP]/[NAMESPACE/]NAME');
    },
  );

  it('names what has the same name where the kind is not there', () => {
    expect(() => match('ConfigMap/api')).toThrow('Deployment.apps/a/api');
    expect(() => match('Namespace/x/a')).toThrow('Git declares no Namespace/x/a');
  });
});
