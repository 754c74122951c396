import { expect, it } from 'vitest';
import { hidden, hiddenOther, readableSides } from '../../../../src/core/diff/readableSides.ts';
import type { KubeObject } from '../../../../src/core/model/kubeObject.ts';

const map = (data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'app' },
  data,
});

it('takes a key that a prototype has for a key like any other', () => {
  const git = map({ constructor: 'a', toString: 'b' });
  const live = map(JSON.parse('{"valueOf":"c","__proto__":"d"}') as Record<string, string>);
  const sides = readableSides(git, live, () => true);
  expect(Object.entries(sides.git?.['data'] ?? {})).toEqual([
    ['constructor', hidden],
    ['toString', hidden],
  ]);
  expect(Object.entries(sides.live?.['data'] ?? {})).toEqual([
    ['valueOf', hidden],
    ['__proto__', hidden],
  ]);
});

it("gives live's keys in the order of Git's, and says where a secret is another", () => {
  const sides = readableSides(map({ b: '1', a: '2' }), map({ a: '2', b: '3', c: '4' }), () => true);
  expect(Object.entries(sides.live?.['data'] ?? {})).toEqual([
    ['b', hiddenOther],
    ['a', hidden],
    ['c', hidden],
  ]);
});
