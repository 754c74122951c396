import { describe, expect, it } from 'vitest';
import type { ObjectMeta } from '../../../../src/core/model/kubeObject.ts';
import { ownerOf, type OwnerContext } from '../../../../src/core/plan/ownerOf.ts';

interface Case {
  readonly says: string;
  readonly metadata: ObjectMeta;
  readonly context?: OwnerContext;
  readonly expected: string | undefined;
}

const annotated = (key: string, value: string): ObjectMeta => ({ annotations: { [key]: value } });
const labelled = (key: string, value: string): ObjectMeta => ({ labels: { [key]: value } });
const tracking = 'argocd.argoproj.io/tracking-id';

const cases: readonly Case[] = [
  { says: 'nobody', metadata: {}, expected: undefined },
  {
    says: 'Argo CD',
    metadata: annotated(tracking, 'shop:apps/Deployment:default/web'),
    expected: 'Argo CD application shop',
  },
  {
    says: "Argo CD's mark copied from another object",
    metadata: annotated(tracking, 'shop:apps/Deployment:default/other'),
    expected: undefined,
  },
  {
    says: "Argo CD's own label",
    metadata: labelled('argocd.argoproj.io/instance', 'shop'),
    expected: 'Argo CD application shop',
  },
  {
    says: 'the instance label with such an application',
    metadata: labelled('app.kubernetes.io/instance', 'shop'),
    context: { applications: new Set(['shop']) },
    expected: 'Argo CD application shop',
  },
  {
    says: 'the instance label without one',
    metadata: labelled('app.kubernetes.io/instance', 'shop'),
    context: { applications: new Set(['web']) },
    expected: undefined,
  },
  {
    says: 'Flux',
    metadata: labelled('kustomize.toolkit.fluxcd.io/name', 'apps'),
    expected: 'Flux kustomization apps',
  },
  {
    says: 'a Flux Helm release',
    metadata: labelled('helm.toolkit.fluxcd.io/name', 'redis'),
    expected: 'Flux Helm release redis',
  },
  {
    says: 'Helm',
    metadata: annotated('meta.helm.sh/release-name', 'redis'),
    expected: 'Helm release redis',
  },
  {
    says: "Helm's label alone",
    metadata: labelled('app.kubernetes.io/managed-by', 'Helm'),
    expected: undefined,
  },
  { says: 'kapp', metadata: labelled('kapp.k14s.io/app', '123'), expected: 'kapp app 123' },
  {
    says: 'Fleet',
    metadata: annotated('objectset.rio.cattle.io/id', 'default-web'),
    expected: 'Fleet default-web',
  },
  {
    says: 'Config Sync',
    metadata: annotated('configmanagement.gke.io/managed', 'enabled'),
    expected: 'Config Sync',
  },
  {
    says: 'Config Sync, switched off',
    metadata: annotated('configmanagement.gke.io/managed', 'disabled'),
    expected: undefined,
  },
  {
    says: 'another ApplySet',
    metadata: labelled('applyset.kubernetes.io/part-of', 'applyset-a'),
    expected: 'ApplySet applyset-a',
  },
  {
    says: 'our own ApplySet',
    metadata: labelled('applyset.kubernetes.io/part-of', 'applyset-a'),
    context: { applySet: 'applyset-a' },
    expected: undefined,
  },
  {
    says: 'a controlling owner',
    metadata: { ownerReferences: [{ kind: 'Widget', name: 'w', controller: true }] },
    expected: 'Widget w',
  },
  {
    says: 'an owner that does not control',
    metadata: { ownerReferences: [{ kind: 'Widget', name: 'w' }] },
    expected: undefined,
  },
];

describe('the owner of a live object', () => {
  it.each(cases)('$says: $expected', ({ metadata, context, expected }) => {
    const live = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default', ...metadata },
    };
    expect(ownerOf(live, context)).toBe(expected);
  });
});
