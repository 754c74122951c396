import { describe, expect, it } from 'vitest';
import { secretChoices, selectionsOf, syncRequestOf } from '../../../../src/ui/panels/choicesOf.ts';
import { sampleFinding, sampleObject, storeOf } from '../sampleStore.ts';

const agent = 'apps/Deployment/task/agent';
const gone = 'apps/Deployment/task/gone';
const store = storeOf([
  sampleObject('a.yaml', 'drifted', {
    findings: [
      sampleFinding('spec.replicas', { git: 3, live: 5 }),
      sampleFinding('spec.paused', { git: false, live: true }),
    ],
  }),
  sampleObject('b.yaml', 'missing', { name: 'gone' }),
]);

describe('choices, looked up again', () => {
  it('name exactly the findings that were chosen', () => {
    const choices = [
      { key: agent, path: 'spec.replicas', choice: 'git' as const },
      { key: agent, path: 'spec.paused', choice: 'live' as const },
      { key: gone, path: '', choice: 'git' as const },
    ];
    expect(syncRequestOf(store, choices, [])).toEqual({
      keys: [agent, gone],
      only: new Map([[agent, new Set(['spec.replicas'])]]),
    });
    expect(selectionsOf(store, choices)).toEqual([{ key: agent, paths: ['spec.paused'] }]);
  });

  it('carry what was allowed, for objects that are applied alone', () => {
    const choices = [
      { key: agent, path: 'spec.replicas', choice: 'git' as const },
      { key: gone, path: '', choice: 'live' as const },
    ];
    const consents = [
      { key: agent, takeOver: ['flux'] },
      { key: gone, recreate: true as const },
    ];
    expect(syncRequestOf(store, choices, consents).consents).toEqual(
      new Map([[agent, { takeOver: ['flux'] }]]),
    );
  });

  it('carry the wish for what looks like a secret, object by object', () => {
    const masked = sampleFinding('data.api-token', { masked: true });
    const held = storeOf([sampleObject('a.yaml', 'drifted', { findings: [masked] })]);
    const choices = [{ key: agent, path: 'data.api-token', choice: 'live' as const }];
    expect(selectionsOf(held, choices)).toEqual([
      { key: agent, paths: ['data.api-token'], showsSecrets: true },
    ]);
    expect(secretChoices(held, choices)).toEqual(choices);
    expect(secretChoices(held, [{ key: agent, path: 'data.api-token', choice: 'git' }])).toEqual(
      [],
    );
  });

  it('never mean more than was shown', () => {
    const nothing = [
      { key: agent, path: '', choice: 'git' as const },
      { key: agent, path: 'spec.other', choice: 'git' as const },
      { key: 'x', path: 'spec.replicas', choice: 'git' as const },
    ];
    expect(syncRequestOf(store, nothing, [])).toEqual({ keys: [], only: new Map() });
  });

  it('name a missing object as a whole', () => {
    const choices = [{ key: gone, path: '', choice: 'live' as const }];
    expect(selectionsOf(store, choices)).toEqual([{ key: gone }]);
  });
});
