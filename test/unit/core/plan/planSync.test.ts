import { describe, expect, it } from 'vitest';
import type { Finding, Writer } from '../../../../src/core/model/finding.ts';
import type { JsonObject } from '../../../../src/core/model/json.ts';
import type { KubeObject } from '../../../../src/core/model/kubeObject.ts';
import { objectKey, refOf } from '../../../../src/core/model/objectRef.ts';
import type { PlanStep } from '../../../../src/core/model/plan.ts';
import { planSync, type SyncSubject } from '../../../../src/core/plan/planSync.ts';
import type { Rehearsal, SyncChoice } from '../../../../src/core/plan/objectFacts.ts';
import { deployment, factsOf, found, statusOf, template } from './planFixtures.ts';

const plain: SyncChoice = { force: false };

function writer(manager: string, writerClass: Writer['class'], operation: Writer['operation']) {
  return { writer: { manager, class: writerClass, operation } };
}

function step(subject: Partial<SyncSubject>, choice: SyncChoice = plain): PlanStep {
  const status = subject.facts?.status ?? subject.status ?? statusOf(deployment({}));
  const [only] = planSync([{ key: 'k', ...subject, status }], choice).steps;
  if (only === undefined) throw new Error('A subject makes a step.');
  return only;
}

/** A Deployment of 3 replicas that somebody set to 5. */
function scaled(more: Partial<Finding> = {}): Partial<SyncSubject> {
  const finding = found('changed', 'spec.replicas', { git: 3, live: 5 }, more);
  return {
    facts: factsOf(deployment({ replicas: 3 }), deployment({ replicas: 5 }), [finding]),
  };
}

describe('a consent for one object', () => {
  const held = scaled(writer('flux', 'applier', 'Apply'));
  const fixed = {
    ...scaled(),
    rehearsal: {
      ...{ conflicts: [], warnings: [] },
      rejection: { immutable: true, message: 'field is immutable' },
    },
  };
  const consented = (key: string): SyncChoice => ({
    ...plain,
    consents: new Map([[key, { takeOver: ['flux'], recreate: true as const }]]),
  });

  it('lets that one through', () => {
    expect(step(held, consented('k')).refusal).toBeUndefined();
    expect(step(fixed, consented('k')).refusal).toBeUndefined();
  });

  it('allows nothing for another', () => {
    expect(step(held, consented('other')).refusal?.reason).toBe('conflict');
    expect(step(fixed, consented('other')).refusal?.reason).toBe('immutable');
  });
});

describe('the plan of one object', () => {
  it('reverts what a hand changed', () => {
    const planned = step(scaled(writer('kubectl', 'hand', 'Update')));
    expect(planned).toMatchObject({ action: 'patch', restarts: 0, conflicts: [], left: [] });
    expect(planned.refusal).toBeUndefined();
    expect(planned.changes).toHaveLength(1);
  });

  it('leaves what a branch has captured, and that alone, until the object is named', () => {
    const finding = found('changed', 'spec.replicas', { git: 3, live: 5 }, { capturedIn: 'five' });
    const other = found('changed', 'spec.paused', { git: false, live: true });
    const desired = deployment({ replicas: 3, paused: false });
    const live = deployment({ replicas: 5, paused: true });
    const one = { facts: factsOf(desired, live, [finding, other]) };
    const planned = step(one);
    expect(planned.changes).toEqual([other.finding]);
    expect(planned.left).toMatchObject([
      { finding: finding.finding, why: expect.stringContaining('five declares') as string },
    ]);
    expect(step(one, { force: false, named: true }).changes).toHaveLength(2);
    expect(step(scaled({ capturedIn: 'five' }))).toMatchObject({ action: 'nothing', changes: [] });
  });

  it('does not make anew what a branch takes out, until it is named', () => {
    const desired = deployment({ replicas: 3 });
    const status = statusOf(desired, { status: 'missing', capturedIn: 'gone' });
    const facts = factsOf(desired, undefined, [], { status });
    expect(step({ facts })).toMatchObject({
      action: 'nothing',
      notes: [expect.stringContaining('gone removes it')],
    });
    expect(step({ facts }, { force: false, named: true }).action).toBe('create');
  });

  it('writes nothing where nothing drifted', () => {
    const status = statusOf(deployment({}), { status: 'inSync' });
    expect(step({ status }).action).toBe('nothing');
  });

  it('creates what is missing', () => {
    const desired = deployment({ replicas: 3 });
    const facts = factsOf(desired, undefined, [], {
      status: statusOf(desired, { status: 'missing' }),
    });
    expect(step({ facts }).action).toBe('create');
  });

  const holders: readonly (readonly [
    Writer['class'],
    string,
    'Apply' | 'Update',
    boolean,
    boolean,
  ])[] = [
    // class, manager, operation, pending, holds on
    ['hand', 'kubectl-edit', 'Update', false, false],
    ['applier', 'kubectl-client-side-apply', 'Update', false, false],
    ['applier', 'kubectl-create', 'Update', true, false],
    ['applier', 'kubectl', 'Apply', true, false],
    ['applier', 'kubectl', 'Apply', false, true],
    ['applier', 'argocd-controller', 'Apply', true, true],
    ['applier', 'helm', 'Update', false, true],
    ['controller', 'keda-operator', 'Update', false, true],
    ['unknown', 'operator-x', 'Update', false, true],
    ['unknown', '', 'Update', false, false],
  ];
  it.each(holders)(
    '%s %s (%s, pending %s) holds on: %s',
    (kind, manager, operation, pending, held) => {
      const subject = scaled({ ...writer(manager, kind, operation), pending });
      expect(step(subject).refusal?.reason).toBe(held ? 'conflict' : undefined);
      const forced = step(subject, { force: true });
      expect(forced.refusal).toBeUndefined();
      expect(forced.conflicts).toHaveLength(held ? 1 : 0);
    },
  );

  it('names the conflicts that the server told of', () => {
    const rehearsal: Rehearsal = {
      conflicts: [{ path: 'spec.replicas', manager: 'argocd-controller', class: 'applier' }],
      warnings: [],
    };
    const planned = step({ ...scaled(), rehearsal });
    expect(planned.refusal?.message).toContain('spec.replicas is held by argocd-controller');
  });

  it('refuses what the server would refuse, in its words', () => {
    const rehearsal: Rehearsal = {
      conflicts: [],
      warnings: [],
      rejection: { immutable: false, message: 'denied by policy' },
    };
    expect(step({ ...scaled(), rehearsal }).refusal).toMatchObject({
      reason: 'rejected',
      message: expect.stringContaining('denied by policy') as unknown,
    });
  });

  it('takes over from the named managers, and from no other', () => {
    const rehearsal: Rehearsal = {
      conflicts: [
        { path: 'spec.replicas', manager: 'one', class: 'applier' },
        { path: 'spec.paused', manager: 'two', class: 'controller' },
      ],
      warnings: [],
    };
    const subject = { ...scaled(), rehearsal };
    const half = step(subject, { force: false, takeOver: ['one'] });
    expect(half.refusal?.message).toContain('spec.paused is held by two');
    expect(half.refusal?.message).not.toContain('held by one');
    expect(step(subject, { force: false, takeOver: ['one', 'two'] }).refusal).toBeUndefined();
  });

  it('recreates only with its own consent', () => {
    const rehearsal: Rehearsal = {
      conflicts: [],
      warnings: [],
      rejection: { immutable: true, message: 'field is immutable' },
    };
    const subject = { ...scaled(), rehearsal };
    expect(step(subject)).toMatchObject({ action: 'recreate', refusal: { reason: 'immutable' } });
    const allowed = step(subject, { force: false, recreate: true });
    expect(allowed.action).toBe('recreate');
    expect(allowed.refusal).toBeUndefined();
  });

  it.each([
    ['unknown', 'unreachable', 'unknown'],
    ['unknown', 'opaque', 'opaque'],
    ['invalid', undefined, 'invalid'],
  ] as const)('refuses %s (%s)', (status, reason, expected) => {
    const subject = statusOf(deployment({}), {
      status,
      ...(reason === undefined ? {} : { reason }),
    });
    expect(step({ status: subject })).toMatchObject({
      action: 'nothing',
      refusal: { reason: expected },
    });
  });

  it('refuses what another tool manages', () => {
    const live = deployment({ replicas: 5 }, { labels: { 'kapp.k14s.io/app': '1' } });
    const finding = found('changed', 'spec.replicas', { git: 3, live: 5 });
    const facts = factsOf(deployment({ replicas: 3 }), live, [finding]);
    expect(step({ facts }).refusal?.message).toContain('managed by kapp app 1');
  });

  it('leaves what an unknown writer added, until it is chosen', () => {
    const added = found(
      'added',
      'metadata.labels.x',
      { live: '1' },
      writer('op', 'unknown', 'Update'),
    );
    const live = deployment({}, { labels: { x: '1' } });
    const facts = factsOf(deployment({}), live, [added]);
    expect(step({ facts })).toMatchObject({ action: 'nothing', changes: [] });
    expect(step({ facts }).left).toHaveLength(1);
    expect(step({ facts }, { force: true, only: () => true }).changes).toHaveLength(1);
  });

  it('leaves a restart by hand', () => {
    const added = found(
      'added',
      'metadata.annotations.x',
      { live: '1' },
      { leaveByDefault: true, note: 'Restarted by hand.' },
    );
    const facts = factsOf(deployment({}), deployment({}, { annotations: { x: '1' } }), [added]);
    expect(step({ facts })).toMatchObject({
      action: 'nothing',
      left: [{ why: 'Restarted by hand.' }],
    });
  });

  it('does not run a finished job again, unless it is named', () => {
    const job = (spec: JsonObject) => ({
      ...factsOf(deployment({}), undefined, []),
      desired: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'web' }, spec },
      status: statusOf(
        { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'web' } },
        { status: 'missing' },
      ),
    });
    const cleaned = job({ ttlSecondsAfterFinished: 60 });
    expect(step({ facts: cleaned }).action).toBe('nothing');
    expect(step({ facts: cleaned }).notes[0]).toContain('Name it to run it again');
    expect(step({ facts: cleaned }, { force: false, named: true }).action).toBe('create');
    expect(step({ facts: job({}) }).action).toBe('create');
  });

  it('waits for what is being deleted', () => {
    const live = deployment({ replicas: 5 }, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    const finding = found('changed', 'spec.replicas', { git: 3, live: 5 });
    const facts = factsOf(deployment({ replicas: 3 }), live, [finding]);
    expect(step({ facts }).refusal?.message).toContain('is being deleted');
  });

  it('says what could not be read again', () => {
    expect(step({ status: statusOf(deployment({})) }).refusal?.reason).toBe('unknown');
  });

  it('counts the pods that a change of the template restarts', () => {
    const path = 'spec.template.spec.containers[name=agent].image';
    const finding = found('changed', path, { git: 'a:1', live: 'a:2' });
    const facts = factsOf(
      deployment({ replicas: 3, ...template({ name: 'agent', image: 'a:1' }) }),
      deployment({ replicas: 3, ...template({ name: 'agent', image: 'a:2' }) }),
      [finding],
    );
    expect(step({ facts }).restarts).toBe(3);
  });
});

describe('the order of a plan', () => {
  function subject(object: KubeObject): SyncSubject {
    const status = statusOf(object, { status: 'missing' });
    return {
      key: objectKey(refOf(object)),
      status,
      facts: { status, desired: object, findings: [], carried: [] },
    };
  }

  const object = (apiVersion: string, kind: string, name: string, wave?: string): KubeObject => ({
    apiVersion,
    kind,
    metadata: {
      name,
      ...(wave === undefined ? {} : { annotations: { 'argocd.argoproj.io/sync-wave': wave } }),
    },
  });

  it('is waves, then kinds, then names', () => {
    const objects = [
      object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'hook'),
      object('example.com/v1', 'Widget', 'w'),
      object('apps/v1', 'Deployment', 'b'),
      object('apps/v1', 'Deployment', 'a'),
      object('v1', 'ConfigMap', 'late', '5'),
      object('v1', 'ConfigMap', 'early', '-1'),
      object('v1', 'Service', 's'),
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com'),
      object('v1', 'Namespace', 'n'),
      object('v1', 'ConfigMap', 'odd', 'first'),
    ];
    const { steps } = planSync(objects.map(subject), plain);
    expect(steps.map(({ ref }) => ref.name)).toEqual([
      'early',
      'n',
      'widgets.example.com',
      'odd',
      's',
      'a',
      'b',
      'w',
      'hook',
      'late',
    ]);
  });

  it('says that uncommitted changes are not part of it', () => {
    const status = statusOf(deployment({}), { status: 'inSync', facets: ['edited'] });
    const subjects = [
      { key: 'a', status },
      { key: 'b', status },
    ];
    expect(planSync(subjects, plain).notes).toEqual([
      'Your 2 uncommitted changes are not applied.',
    ]);
  });
});
