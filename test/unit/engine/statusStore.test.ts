import { expect, it } from 'vitest';
import { statusKey } from '../../../src/engine/statusStore.ts';
import { sampleObject, storeOf } from '../ui/sampleStore.ts';

const named = (name: string, status: 'drifted' | 'inSync' | 'missing') =>
  sampleObject('a.yaml', status, { name });

it('counts statuses as objects come, change and go', () => {
  const store = storeOf([named('a', 'drifted'), named('b', 'inSync'), named('c', 'inSync')]);
  const counts = () => [store.size, store.summary().drifted, store.summary().inSync];
  expect(counts()).toEqual([3, 1, 2]);
  store.publish({ set: [[statusKey(named('a', 'inSync')), named('a', 'inSync')]] });
  expect(counts()).toEqual([3, 0, 3]);
  // Equal to what is there: nothing is counted twice.
  store.publish({ set: [[statusKey(named('a', 'inSync')), named('a', 'inSync')]] });
  const keys = [statusKey(named('b', 'inSync')), statusKey(named('nobody', 'inSync'))];
  store.publish({ remove: keys });
  expect(counts()).toEqual([2, 0, 2]);
  expect(store.summary().missing).toBe(0);
});
