import { expect, it } from 'vitest';
import { notChosen } from '../../../../src/core/plan/chooseFindings.ts';
import type { PlanStep } from '../../../../src/core/model/plan.ts';
import { planPreview } from '../../../../src/ui/panels/planPreview.ts';
import { sampleFinding, sampleObject } from '../sampleStore.ts';

function step(over: Partial<PlanStep>): PlanStep {
  return {
    ...{ key: 'k', ref: sampleObject('a.yaml', 'drifted').ref, action: 'patch', wave: 0, rank: 0 },
    ...{ changes: [], left: [], restarts: 0, conflicts: [], notes: [] },
    ...over,
  };
}

it('says what goes and what comes, and what it costs', () => {
  const replicas = sampleFinding('spec.replicas', { git: 3, live: 5 });
  const added = sampleFinding('spec.paused', { kind: 'added', live: true });
  const absent = sampleFinding('spec.minReadySeconds', { kind: 'absent', git: 1 });
  const secret = sampleFinding('data.PASSWORD', { masked: true });
  const preview = planPreview({
    steps: [step({ changes: [replicas, added, absent, secret], restarts: 3, notes: ['careful'] })],
    notes: ['whole'],
  });
  expect(preview).toEqual({
    steps: [
      {
        ...{ key: 'k', subject: 'Deployment agent', consents: [] },
        action: 'change',
        changes: [
          { path: 'spec › replicas', before: '5', after: '3' },
          { path: 'spec › paused', before: 'true' },
          { path: 'spec › minReadySeconds', after: '1' },
          { path: 'data › PASSWORD', before: '(secret)', after: '(secret)' },
        ],
        notes: ['3 pods will be restarted once.', 'careful'],
      },
    ],
    notes: ['whole'],
    writes: 1,
  });
});

it('tells refusals in place of changes, and counts them for nothing', () => {
  const refusal = { reason: 'conflict' as const, message: 'held by Flux' };
  const changes = [sampleFinding('spec.replicas', { git: 3, live: 5 })];
  const preview = planPreview({ steps: [step({ refusal, changes })], notes: [] });
  expect(preview.writes).toBe(0);
  expect(preview.steps).toMatchObject([
    { action: 'refused', refusal: 'held by Flux', changes: [] },
  ]);
});

it('offers what only a consent lets through, and shows whether it is given', () => {
  const conflicts = [
    { path: 'spec.replicas', manager: 'flux', class: 'applier' as const },
    { path: 'spec.paused', manager: 'flux', class: 'applier' as const },
  ];
  const held = { reason: 'conflict' as const, message: 'held', remedy: 'Use --force' };
  const immutable = { reason: 'immutable' as const, message: 'immutable' };
  const of = (over: Partial<PlanStep>) =>
    planPreview({ steps: [step(over)], notes: [] }).steps[0]?.consents;
  const takeOver = { allows: { takeOver: ['flux'] }, label: 'Take over from flux' };
  const recreate = { allows: { recreate: true }, label: 'Delete it and make it anew' };
  expect(of({ refusal: held, conflicts })).toEqual([{ ...takeOver, isGiven: false }]);
  expect(of({ conflicts })).toEqual([{ ...takeOver, isGiven: true }]);
  expect(of({ action: 'recreate', refusal: immutable })).toEqual([{ ...recreate, isGiven: false }]);
  expect(of({ action: 'recreate', refusal: held, conflicts })).toEqual([
    { ...recreate, isGiven: true },
    { ...takeOver, isGiven: false },
  ]);
  expect(of({ refusal: { reason: 'managed', message: 'Argo CD' }, conflicts })).toEqual([]);
});

it('names no option of the command line', () => {
  const refusal = { reason: 'conflict' as const, message: 'held by flux', remedy: 'Use --force' };
  const preview = planPreview({ steps: [step({ refusal })], notes: [] });
  expect(JSON.stringify(preview)).not.toContain('--');
});

it('tells what is left against the wish, not what was left by choice', () => {
  const finding = sampleFinding('spec.replicas', { git: 3, live: 5 });
  const left = [
    { finding, why: notChosen },
    { finding, why: 'an autoscaler holds it' },
  ];
  expect(planPreview({ steps: [step({ left })], notes: [] }).steps[0]?.notes).toEqual([
    'spec › replicas is left: an autoscaler holds it',
  ]);
});

it('says nothing of what is left as it is', () => {
  expect(planPreview({ steps: [step({ action: 'nothing' })], notes: [] }).steps).toEqual([]);
});
