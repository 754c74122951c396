import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../../src/core/model/fieldPath.ts';
import { WriterClassifier } from '../../../../src/core/diff/classifyWriter.ts';
import { conflictPath } from '../../../../src/core/plan/conflictPath.ts';
import { readConflicts } from '../../../../src/core/plan/readConflicts.ts';
import { deployment, deploymentSchema, factsOf, found, template } from './planFixtures.ts';

const live = deployment(
  {
    replicas: 5,
    ...template({
      name: 'agent',
      image: 'a:2',
      env: [{ name: 'A.B', value: 'x' }],
      ports: [{ containerPort: 80, protocol: 'TCP', name: 'http' }],
    }),
  },
  { labels: { 'app.kubernetes.io/name': 'web', app: 'web' }, finalizers: ['a/b'] },
);

describe('the place of a conflict', () => {
  it.each([
    ['.spec.replicas', 'spec.replicas'],
    ['.metadata.labels.app.kubernetes.io/name', 'metadata.labels["app.kubernetes.io/name"]'],
    ['.metadata.labels.app', 'metadata.labels.app'],
    ['.metadata.finalizers[="a/b"]', 'metadata.finalizers[="a/b"]'],
    [
      '.spec.template.spec.containers[name="agent"].image',
      'spec.template.spec.containers[name=agent].image',
    ],
    [
      '.spec.template.spec.containers[name="agent"].env[name="A.B"].value',
      'spec.template.spec.containers[name=agent].env[name="A.B"].value',
    ],
    [
      '.spec.template.spec.containers[name="agent"].ports[containerPort=80,protocol="TCP"].name',
      'spec.template.spec.containers[name=agent].ports[containerPort=80,protocol=TCP].name',
    ],
  ])('%s is %s', (text, expected) => {
    expect(formatPath(conflictPath(text, live, deploymentSchema) ?? [])).toBe(expected);
  });

  it.each(['', 'spec', '.nothing.there', '.spec.replicas[name="x"]'])('%j is none', (text) => {
    expect(conflictPath(text, live, deploymentSchema)).toBeUndefined();
  });
});

describe('conflicts of a dry run', () => {
  const classifier = new WriterClassifier();
  const change = found('changed', 'spec.replicas', { git: 3, live: 5 });
  const read = (message: string, field: string, acted = [change]) =>
    readConflicts([{ message, field }], { ...factsOf(live, live, acted), live }, acted, (entry) =>
      classifier.classify(entry),
    );

  it('with a hand are none', () => {
    expect(read('conflict with "kubectl-edit" using apps/v1', '.spec.replicas')).toEqual({
      held: [],
      equal: [],
    });
  });

  it('with another applier are held', () => {
    expect(read('conflict with "argocd-controller" using apps/v1', '.spec.replicas').held).toEqual([
      { path: 'spec.replicas', manager: 'argocd-controller', class: 'applier' },
    ]);
  });

  it('with a controller through a subresource name it', () => {
    const message =
      'conflict with "kube-controller-manager" with subresource "scale" using apps/v1';
    expect(read(message, '.spec.replicas').held).toEqual([
      {
        path: 'spec.replicas',
        manager: 'kube-controller-manager',
        class: 'controller',
        subresource: 'scale',
      },
    ]);
  });

  it('where nothing differs are about the writing of a value', () => {
    const { held, equal } = read('conflict with "helm" using apps/v1', '.metadata.labels.app');
    expect(held).toEqual([]);
    expect(equal.map(formatPath)).toEqual(['metadata.labels.app']);
  });

  it('that cannot be placed are held', () => {
    expect(read('conflict with "helm" using apps/v1', '.what.is.this').held).toHaveLength(1);
  });
});
