import { expect, it } from 'vitest';
import { syncExitCode } from '../../../src/cli/exitCode.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import type { PlanStep } from '../../../src/core/model/plan.ts';
import { joinRounds, waitingForVersion, type SyncRound } from '../../../src/engine/laterSync.ts';
import type { StepOutcome, StepResult } from '../../../src/engine/syncReport.ts';

function step(kind: string, name: string, more: Partial<PlanStep> = {}): PlanStep {
  return {
    key: `${kind}/${name}`,
    ref: { apiVersion: 'x.io/v2', kind, name },
    wave: 0,
    rank: 0,
    action: 'nothing',
    changes: [],
    left: [],
    restarts: 0,
    conflicts: [],
    notes: [],
    ...more,
  };
}

const refusal = { reason: 'unknown', message: 'It is not served.' } as const;
const definition = step('CustomResourceDefinition', 'widgets', { action: 'patch' });
const gadgets = step('CustomResourceDefinition', 'gadgets');
const one = step('Widget', 'one', { refusal });
const other = step('Gadget', 'other', { refusal });

function round(steps: readonly PlanStep[], outcome?: StepOutcome): SyncRound {
  const results = steps.map((each): StepResult => {
    const refused = each.refusal !== undefined;
    return { step: each, outcome: refused ? 'refused' : (outcome ?? 'done') };
  });
  return {
    plan: { steps, notes: [] },
    report: outcome === undefined ? undefined : { results, cancelled: false },
    defined: new Map([
      [definition.key, [{ group: 'x.io', version: 'v2', kind: 'Widget', schema: {} }]],
      [gadgets.key, [{ group: 'x.io', version: 'v2', kind: 'Gadget', schema: {} }]],
    ]),
  };
}

function unknown(key: string, reason: NonNullable<ObjectStatus['reason']>): [string, ObjectStatus] {
  const [kind = '', name = ''] = key.split('/');
  const ref = { apiVersion: 'v1', kind, name };
  return [
    key,
    { ref, status: 'unknown', reason, facets: [], health: 'unknown', findings: [], ignored: [] },
  ];
}

const before = new Map([unknown(one.key, 'notServed'), unknown(other.key, 'forbidden')]);

it('waits for objects of versions that were not served, where a definition was written', () => {
  const steps = [definition, one, other];
  expect(waitingForVersion(round(steps, 'done'), before)).toEqual([one.key]);
  expect(waitingForVersion(round(steps, 'failed'), before)).toEqual([]);
  expect(waitingForVersion(round(steps), before)).toEqual([]);
  expect(waitingForVersion(round([one, other], 'done'), before)).toEqual([]);
});

it('waits for what a written definition serves, in the version that it serves', () => {
  const waits = (ref: Partial<PlanStep['ref']>): readonly string[] => {
    const left = { ...one, ref: { ...one.ref, ...ref } };
    return waitingForVersion(round([definition, left], 'done'), before);
  };
  expect(waits({})).toEqual([one.key]);
  // An operator that is not installed: its kinds come with no definition of this sync.
  expect(waits({ kind: 'Sprocket' })).toEqual([]);
  expect(waits({ apiVersion: 'y.io/v2' })).toEqual([]);
  expect(waits({ apiVersion: 'x.io/v3' })).toEqual([]);
  // Declared, and left as it is.
  const unserved = new Map([unknown(other.key, 'notServed')]);
  expect(waitingForVersion(round([gadgets, other], 'failed'), unserved)).toEqual([]);
  expect(waitingForVersion(round([gadgets, other], 'done'), unserved)).toEqual([other.key]);
});

it('puts what was planned anew in the place of what was refused', () => {
  const first = round([definition, one, other], 'done');
  const anew = step('Widget', 'one', { action: 'create' });
  const joined = joinRounds(first, round([anew], 'done'));
  expect(joined.plan.steps).toEqual([definition, anew, other]);
  expect(joined.report?.results.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'refused']);
  // Nobody agreed to it: it is planned, and was not run.
  const declined = joinRounds(first, round([anew]));
  expect(declined.plan.steps).toEqual([definition, anew, other]);
  expect(declined.report?.results.map(({ step: { key } }) => key)).toEqual([
    definition.key,
    other.key,
  ]);
  const alone = (second: SyncRound): number => {
    const { plan, report } = joinRounds(round([definition, one], 'done'), second);
    return syncExitCode(plan, report, []);
  };
  expect([alone(round([anew], 'done')), alone(round([anew]))]).toEqual([0, 1]);
});
