import { expect, it } from 'vitest';
import { refWords } from '../../../src/ui/refWords.ts';

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'task-agent' };

it.each([
  ['in the namespace of the target', { ...ref, namespace: 'task' }, 'Deployment task-agent'],
  ['elsewhere', { ...ref, namespace: 'other' }, 'Deployment other/task-agent'],
  ['of a kind without namespaces', ref, 'Deployment task-agent'],
])('names an object %s as people do', (_, of, words) => {
  expect(refWords(of, 'task')).toBe(words);
});
