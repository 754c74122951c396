import { describe, expect, it } from 'vitest';
import type { ObjectStatus } from '../../../../src/core/model/objectStatus.ts';
import { viewMessage } from '../../../../src/ui/driftView/viewWords.ts';
import { sampleObject, storeOf } from '../sampleStore.ts';

const messageOf = (...objects: readonly ObjectStatus[]): string =>
  viewMessage({
    stores: [storeOf(objects)],
    filter: '',
    shown: objects.length,
    lookedAt: undefined,
    now: new Date('2026-11-22T10:00:00Z'),
  });

describe('viewMessage', () => {
  const good = sampleObject('a.yaml', 'inSync', { name: 'a' });
  const missing = sampleObject('b.yaml', 'missing', { name: 'b' });
  const captured = sampleObject('c.yaml', 'drifted', { name: 'c', capturedIn: 'capture/c' });

  it('calls it good only where all of it is', () => {
    expect(messageOf(good)).toBe('Everything that Git declares runs as declared.');
    expect(messageOf(good, captured)).toMatch(/^What differs is captured in a branch already/);
    expect(messageOf(good, captured, missing)).toBe('');
  });

  it('tells the next step where nothing runs yet', () => {
    expect(messageOf(missing)).toMatch(/^Nothing of this runs here yet\..+switch the namespace/);
    expect(messageOf(good, missing)).toBe('');
  });
});
