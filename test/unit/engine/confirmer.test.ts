import { expect, test } from 'vitest';
import type { Difference } from '../../../src/core/diff/comparison.ts';
import type { KubeObject } from '../../../src/core/model/kubeObject.ts';
import { parsePath } from '../../../src/core/model/parsePath.ts';
import type { Cluster } from '../../../src/engine/cluster.ts';
import { Confirmer } from '../../../src/engine/confirmer.ts';
import type { Environment } from '../../../src/engine/environment.ts';
import type { Case } from '../../../src/engine/case.ts';

const desired: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'shop' },
  data: { key: 'git' },
};
const path = parsePath('data.key') ?? [];
const difference: Difference = { kind: 'changed', path } as unknown as Difference;

function liveWith(key: string, metadata: Record<string, string> = {}): Record<string, unknown> {
  return { metadata: { name: 'c', namespace: 'shop', ...metadata }, data: { key } };
}

test('a prediction is asked for once, whether live comes of a list or of a get', async () => {
  let asked = 0;
  const cluster = {
    apply: () => {
      asked += 1;
      return Promise.resolve({ object: desired, warnings: [] });
    },
  } as unknown as Cluster;
  const environment = { digest: (text: string) => text } as unknown as Environment;
  const confirmer = new Confirmer(cluster, environment);
  const ask = async (live: unknown): Promise<number | undefined> => {
    const one = { kind: { schema: undefined, resource: {} }, live } as unknown as Case;
    return (await confirmer.ask(one, desired, [difference]))?.size;
  };
  const ofList = { apiVersion: 'v1', kind: 'ConfigMap', ...liveWith('hand') };
  const ofGet = { kind: 'ConfigMap', apiVersion: 'v1', ...liveWith('hand') };
  expect(await ask(ofList)).toBe(1);
  expect(await ask(ofGet)).toBe(1);
  expect(await ask({ ...ofGet, ...liveWith('hand', { resourceVersion: '9' }) })).toBe(1);
  expect(asked).toBe(1);
  expect(await ask({ ...ofGet, ...liveWith('git') })).toBe(0);
  expect(asked).toBe(2);
});
