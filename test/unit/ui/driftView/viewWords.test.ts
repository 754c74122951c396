import { describe, expect, it } from 'vitest';
import type { ObjectStatus } from '../../../../src/core/model/objectStatus.ts';
import { viewMessage } from '../../../../src/ui/driftView/viewWords.ts';
import { sampleFinding, sampleObject, sampleState, storeOf } from '../sampleStore.ts';

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

  it('says that the branch has what does not count yet', () => {
    const on = (branch: string, ...objects: readonly ObjectStatus[]): string => {
      const known = { sha: 'a1b2c3d', ref: 'origin/main', head: 'b2c3d4e', branch, ahead: 1 };
      const revision = branch === 'main' ? { ...known, unpushed: 1 } : known;
      const stores = [storeOf(objects, sampleState({ revision }))];
      return viewMessage({ ...factsOf(objects), stores });
    };
    const unpushed = 'main has 1 commit that is not pushed: it counts once it is.';
    expect(on('main', good)).toBe(`Everything that Git declares runs as declared. ${unpushed}`);
    expect(on('main', captured)).toMatch(/once it is merged\. main has 1 commit/);
    expect(on('main', good, missing)).toBe(unpushed);
    expect(on('fix', good)).toMatch(/fix has 1 commit that origin\/main lacks\.$/);
    expect(on('fix', good, missing)).toBe('');
  });

  it('tells the next step where nothing runs yet', () => {
    expect(messageOf(missing)).toMatch(/^Nothing of this runs here yet\..+switch the namespace/);
    expect(messageOf(good, missing)).toBe('');
    const namespace = sampleObject('n.yaml', 'missing', {
      ref: { apiVersion: 'v1', kind: 'Namespace', name: 'task' },
    });
    expect(messageOf(namespace, missing)).toContain(
      'Its namespace task is missing too: “Sync” above creates that first.',
    );
    // Declared here, but nothing is in it: a namespace like any other object.
    const other = { ...namespace, ref: { ...namespace.ref, name: 'other' } };
    expect(messageOf(other, missing)).not.toContain('missing too');
  });
});
