import { describe, expect, it } from 'vitest';
import type { PlanStep } from '../../../src/core/model/plan.ts';
import { syncPicks } from '../../../src/ui/syncPicks.ts';
import { syncQuestion } from '../../../src/ui/syncWords.ts';
import { sampleFinding } from './sampleStore.ts';

const place = {
  context: 'staging',
  namespace: 'task',
  revision: 'origin/main@a1b2c3d',
  loopback: true,
};

function step(over: Partial<PlanStep>): PlanStep {
  return {
    key: 'k',
    ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'task', name: 'agent' },
    action: 'patch',
    wave: 0,
    rank: 0,
    changes: [],
    left: [],
    restarts: 0,
    conflicts: [],
    notes: [],
    ...over,
  };
}

describe('syncQuestion', () => {
  it('says what and where, before anything is written', () => {
    const changes = [
      sampleFinding('spec.replicas', { git: 3, live: 5 }),
      sampleFinding('spec.template.spec.containers[name=agent].env[name=DEBUG]', {
        kind: 'added',
        live: 'true',
      }),
    ];
    const question = syncQuestion(
      {
        steps: [step({ changes, restarts: 3 })],
        notes: ['Your uncommitted change is not applied.'],
      },
      place,
    );
    expect(question.title).toBe('Apply 1 object from origin/main@a1b2c3d to staging / task?');
    expect(question.button).toBe('Apply 1 to staging');
    expect(question.detail.split('\n')).toEqual([
      'Deployment agent',
      '    change spec.replicas  5 → 3',
      '    remove …spec.containers[name=agent].env[name=DEBUG]',
      '',
      '3 pods will be restarted once.',
      '',
      'Your uncommitted change is not applied.',
    ]);
  });

  it('counts only what it writes, and says what is refused', () => {
    const refusal = { reason: 'managed', message: 'Argo CD manages it.' } as const;
    const service = { apiVersion: 'v1', kind: 'Service', namespace: 'other', name: 'web' };
    const steps = [
      step({ action: 'create', ref: service }),
      step({ refusal }),
      step({ action: 'nothing' }),
    ];
    const question = syncQuestion({ steps, notes: [] }, place);
    expect(question.button).toBe('Apply 1 to staging');
    expect(question.detail).toBe('Create Service other/web\n\nLeft as it is:\nArgo CD manages it.');
  });

  it('never shows a secret, and folds long values and lists', () => {
    const secret = sampleFinding('data.password', { masked: true });
    const long = sampleFinding('data.text', { git: 'x'.repeat(500), live: 'y'.repeat(500) });
    const many = Array.from({ length: 30 }, () => step({ changes: [secret, long] }));
    const { detail } = syncQuestion({ steps: many, notes: [] }, place);
    const lines = detail.split('\n');
    expect(lines[1]).toBe('    change data.password (secret)');
    expect(lines[2]).toMatch(/^ {4}change data.text {2}y+…y+ → x+…x+$/);
    expect(lines[2]?.length).toBeLessThan(130);
    expect(lines.at(-1)).toBe('and 19 more');
  });
});

describe('syncPicks', () => {
  it('names and tells steps as the question does: what will be written', () => {
    const ref = { apiVersion: 'v1', kind: 'Service', namespace: 'web', name: 'front' };
    const changes = [
      sampleFinding('spec.replicas', { git: 3, live: 5 }),
      sampleFinding('metadata.labels.tier', { kind: 'added', live: 'x' }),
    ];
    const refusal = { reason: 'immutable', message: 'immutable' } as const;
    const steps = [step({ changes }), step({ ref, action: 'create' }), step({ refusal })];
    const picks = syncPicks({ steps, notes: [] }, 'task');
    expect(
      picks.map(({ label, description, detail, picked }) => [label, description, detail, picked]),
    ).toEqual([
      [
        'Deployment agent',
        '2 fields',
        'change spec.replicas  5 → 3 · remove metadata.labels.tier',
        true,
      ],
      ['Service web/front', 'create', undefined, true],
      ['Deployment agent', 'delete and make anew', undefined, false],
    ]);
  });
});
