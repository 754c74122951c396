import { describe, expect, it } from 'vitest';
import type { ObjectStatus } from '../../../../src/core/model/objectStatus.ts';
import { viewMessage } from '../../../../src/ui/driftView/viewWords.ts';
import { sampleFinding, sampleObject, storeOf } from '../sampleStore.ts';

const factsOf = (objects: readonly ObjectStatus[]) => ({
  stores: [storeOf(objects)],
  filter: '',
  shown: objects.length,
  isLive: false,
  lookedAt: undefined,
  now: new Date('2026-11-22T10:00:00Z'),
});
const messageOf = (...objects: readonly ObjectStatus[]): string => viewMessage(factsOf(objects));

describe('viewMessage', () => {
  const good = sampleObject('a.yaml', 'inSync', { name: 'a' });
  const missing = sampleObject('b.yaml', 'missing', { name: 'b' });
  const captured = sampleObject('c.yaml', 'drifted', { name: 'c', capturedIn: 'capture/c' });

  it('calls it good only where all of it is', () => {
    expect(messageOf(good)).toBe('Everything that Git declares runs as declared.');
    const hides = (kind: 'changed' | 'added') =>
      sampleObject('d.yaml', 'inSync', {
        name: 'd',
        ignored: [{ ...sampleFinding('spec.replicas', { kind }), rule: 'spec.replicas' }],
      });
    expect(messageOf(good, hides('added'))).toBe(messageOf(good));
    expect(messageOf(good, hides('changed'))).toBe(
      'Everything that Git declares runs as declared, but for what is ignored.',
    );
    expect(messageOf(good, captured)).toMatch(/^What differs is captured in a branch already/);
    expect(messageOf(good, captured, missing)).toBe('');
  });

  it('says how old a look is, but of a picture that is watched that it is live', () => {
    const facts = { ...factsOf([good]), lookedAt: new Date('2026-11-22T09:59:09Z') };
    expect(viewMessage(facts)).toMatch(/Last looked 51 s ago\.$/);
    expect(viewMessage({ ...facts, isLive: true })).toMatch(/declared\. Watching live\.$/);
  });

  it('tells the next step where nothing runs yet', () => {
    expect(messageOf(missing)).toMatch(/^Nothing of this runs here yet\..+switch the namespace/);
    expect(messageOf(good, missing)).toBe('');
  });
});
