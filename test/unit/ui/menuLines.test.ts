import { expect, it } from 'vitest';
import type { Finding } from '../../../src/core/model/finding.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import type { PlacedFile } from '../../../src/ui/lineTargets.ts';
import { menuLines } from '../../../src/ui/menuLines.ts';
import { sampleFinding, sampleObject } from './sampleStore.ts';

const drift = sampleFinding('spec.replicas', { git: 3, live: 5 });
const pending = sampleFinding('spec.paused', { pending: true });

function placed(object: ObjectStatus, line: number, at: readonly [Finding, number][]): PlacedFile {
  const findings = at.map(([finding, own]) => ({ object, finding, line: own }));
  return { objects: [{ object, line }], findings, ignored: [], problems: [] };
}

it('offers on a line what its findings offer, and on a document’s first what its object does', () => {
  const object = sampleObject('a.yaml', 'drifted', { findings: [drift, pending] });
  const file = placed(object, 1, [
    [drift, 12],
    [drift, 7],
    [drift, 7],
    [pending, 9],
  ]);
  expect(menuLines(file)).toEqual({
    apply: [1, 7, 9, 12],
    capture: [1, 7, 12],
    ignore: [7, 12],
  });
});

it('offers to make what is missing, and nothing of what is in sync', () => {
  const missing = placed(sampleObject('a.yaml', 'missing'), 4, []);
  expect(menuLines(missing)).toEqual({ apply: [4], capture: [], ignore: [] });
  const good = placed(sampleObject('a.yaml', 'inSync'), 4, []);
  expect(menuLines(good)).toEqual({ apply: [], capture: [], ignore: [] });
});
