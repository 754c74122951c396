import { expect, it } from 'vitest';
import { parsePath } from '../../../../src/core/model/parsePath.ts';
import { pathWords } from '../../../../src/ui/panels/pathWords.ts';

it.each([
  ['spec.replicas', 'spec › replicas'],
  ['spec.template.spec.containers[name=agent].env[name=DEBUG]', 'containers › agent › env › DEBUG'],
  ['spec.jobTemplate.spec.template.spec.containers[name=a].image', 'containers › a › image'],
  ['spec.template.spec', 'spec › template › spec'],
  ['spec.template.metadata.labels.app', 'spec › template › metadata › labels › app'],
  ['metadata.labels["app.kubernetes.io/name"]', 'labels › app.kubernetes.io/name'],
  ['metadata.labels', 'metadata › labels'],
  ['spec.ports[port=80,protocol=TCP].nodePort', 'spec › ports › 80/TCP › nodePort'],
  ['spec.finalizers[=blue]', 'spec › finalizers › blue'],
  ['spec.template.spec.containers[name=a].args[1]', 'containers › a › args › #2'],
])('%s is read as %s', (path, words) => {
  expect(pathWords(parsePath(path) ?? []).join(' › ')).toBe(words);
});
