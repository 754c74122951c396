import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/core/model/json.ts';
import { objectKey } from '../../../../src/core/model/objectRef.ts';
import type { ObjectStatus } from '../../../../src/core/model/objectStatus.ts';
import type { ActFinding } from '../../../../src/core/plan/objectFacts.ts';
import { captureMessage } from '../../../../src/core/plan/captureMessage.ts';
import { planCapture, type CaptureSubject } from '../../../../src/core/plan/planCapture.ts';
import { deployment, factsOf, found } from './planFixtures.ts';

const source = { file: 'web.yaml', document: 0, line: 1 };
const image = 'spec.template.spec.containers[name=app].image';
const writer = {
  manager: 'kubectl',
  class: 'hand',
  operation: 'Update',
  subresource: 'scale',
  time: '2026-11-22T10:00:00Z',
} as const;

function subject(
  findings: readonly ActFinding[],
  status: Partial<ObjectStatus> = {},
  more: Partial<CaptureSubject> = {},
): CaptureSubject {
  const desired = deployment({ replicas: 3 });
  const facts = factsOf(desired, deployment({ replicas: 5 }), findings);
  return {
    key: objectKey(facts.status.ref),
    facts: { ...facts, status: { ...facts.status, source, ...status } },
    showsSecrets: false,
    ...more,
  };
}

const replicas = found('changed', 'spec.replicas', { git: 3, live: 5 }, { writer });
const messages = (one: CaptureSubject): readonly string[] =>
  planCapture([one]).refusals.map(({ message }) => message);

describe('planCapture', () => {
  it("writes live's values, and removes what live lacks", () => {
    const { steps, refusals } = planCapture([
      subject([
        replicas,
        found('absent', 'spec.paused', { git: true }),
        found('stale', 'metadata.labels.tier', { live: 'web' }),
      ]),
    ]);
    expect(refusals).toEqual([]);
    expect(steps).toHaveLength(1);
    expect(steps[0]?.changes).toEqual([
      { path: replicas.finding.path, value: 5 },
      { path: [{ key: 'spec' }, { key: 'paused' }], remove: true },
      { path: [{ key: 'metadata' }, { key: 'labels' }, { key: 'tier' }], value: 'web' },
    ]);
    expect(steps[0]).toMatchObject({ source, removesDocument: false, resourceVersion: '7' });
  });

  it('takes no deletion that is under way, and says when to come back', () => {
    const deletion = found('added', 'metadata.deletionTimestamp', { live: '2026-11-22T10:00:00Z' });
    const one = subject([deletion, replicas]);
    expect(planCapture([one]).steps[0]?.findings).toEqual([replicas.finding]);
    expect(messages(one)).toEqual([expect.stringContaining('is being deleted: capture it when')]);
  });

  it('takes what is chosen, and nothing where nothing is', () => {
    const two = [replicas, found('changed', image, { git: 'a', live: 'b' })];
    const chosen = planCapture([
      subject(two, {}, { chosen: ({ path }) => path.length === 2 }),
    ]).steps;
    expect(chosen.map(({ findings }) => findings)).toEqual([[replicas.finding]]);
    expect(planCapture([subject(two, {}, { chosen: () => false })])).toEqual({
      steps: [],
      refusals: [],
    });
    expect(planCapture([subject([], { status: 'inSync' })])).toEqual({ steps: [], refusals: [] });
  });

  it('removes the document of an object that is gone, but not for the sake of a field', () => {
    const gone = planCapture([subject([], { status: 'missing' })]);
    expect(gone.steps).toMatchObject([{ removesDocument: true, changes: [] }]);
    const fields = planCapture([subject([], { status: 'missing' }, { chosen: () => true })]);
    expect(fields.steps).toEqual([]);
    expect(fields.refusals[0]?.message).toContain('capture it whole');
  });

  it("never undoes Git's newer commits", () => {
    const pending = found('changed', image, { git: 'b', live: 'a' }, { pending: true });
    const all = planCapture([subject([replicas, pending])]);
    expect(all.steps[0]?.findings).toEqual([replicas.finding]);
    expect(all.refusals).toEqual([]);
    const named = planCapture([subject([pending], {}, { chosen: () => true })]);
    expect(named.steps).toEqual([]);
    expect(named.refusals).toMatchObject([{ path: image }]);
    expect(named.refusals[0]?.message).toContain('roll back');
  });

  it.each([
    [{ status: 'unknown', reason: 'opaque' }, 'something else fills in'],
    [{ status: 'unknown', reason: 'unreachable' }, 'look again'],
    [{ status: 'invalid' }, 'mend its manifest'],
    [{ status: 'extra' }, 'add a manifest'],
  ] as const)('refuses %o', (status, words) => {
    const plan = planCapture([subject([replicas], status)]);
    expect(plan.steps).toEqual([]);
    expect(plan.refusals[0]?.message).toContain(words);
  });

  it('keeps secrets out of Git unless a person says so, and plain Secret values always', () => {
    const password: Json = 'correct-horse-battery';
    const masked = found(
      'changed',
      'spec.template.spec.containers[name=app].env[name=TOKEN].value',
      {},
      { masked: true },
    );
    const leak = { ...masked, git: 'x', live: password };
    expect(messages(subject([leak]))[0]).toContain('looks like a secret');
    expect(planCapture([subject([leak])]).refusals).toMatchObject([{ secretLooking: true }]);
    const { live: _live, ...gone } = leak;
    expect(messages(subject([gone]))).toEqual([]);
    const said = planCapture([subject([leak], {}, { showsSecrets: true })]);
    expect(said.steps[0]?.changes).toMatchObject([{ value: password }]);
    const data = { ...found('changed', 'data.password', {}, { masked: true }), live: 'cGF3' };
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 's' };
    const secret = subject([data], { ref }, { showsSecrets: true });
    expect(messages(secret)[0]).toContain('plain Secret value');
    expect(planCapture([secret]).refusals[0]).not.toHaveProperty('secretLooking');
    expect(planCapture([secret]).steps).toEqual([]);
  });
});

describe('captureMessage', () => {
  const messageOf = (...subjects: readonly CaptureSubject[]): string =>
    captureMessage(planCapture(subjects).steps, 'staging');

  it('says what and from where, with trailers', () => {
    expect(messageOf(subject([replicas]))).toBe(
      [
        'capture(web): replicas 3 → 5 from staging',
        '',
        'Captured-From: staging/default/Deployment/web',
        'Live-Resource-Version: 7',
        'Live-Writer: spec.replicas kubectl/scale Update 2026-11-22T10:00:00Z',
      ].join('\n'),
    );
  });

  it('names fields, counts many, and shortens long values', () => {
    const env = 'spec.template.spec.containers[name=app].env[name=DEBUG]';
    const added = found('added', env, { live: { name: 'DEBUG', value: 'true' } });
    expect(messageOf(subject([added]))).toMatch(/^capture\(web\): add env DEBUG from staging\n/);
    expect(messageOf(subject([replicas, added]))).toMatch(/: replicas, env DEBUG from/);
    const many = Array.from({ length: 12 }, (_, i) =>
      found('changed', `metadata.annotations.number${i}`, { git: 'a', live: 'b' }),
    );
    expect(messageOf(subject(many))).toMatch(/: 12 fields from/);
    const long = found('changed', image, { git: 'a', live: 'x'.repeat(80) });
    expect(messageOf(subject([long])).split('\n')[0]?.length).toBeLessThan(72);
  });

  it('tells the two sides of a change apart, whatever they begin with', () => {
    const name = 'ghcr.io/driftline/task-agent';
    const tag = found('changed', image, { git: `${name}:v1.1.0`, live: `${name}:hotfix-1` });
    expect(messageOf(subject([tag]))).toMatch(/: image …:v1\.1\.0 → …:hotfix-1 from staging\n/);
    const text = found('changed', 'metadata.annotations.note', { git: 'a\nb', live: 'a\nc' });
    expect(messageOf(subject([text]))).toMatch(/: change note from staging\n/);
  });

  it('lists several objects, and what is removed', () => {
    const gone = subject([], { status: 'missing' });
    const text = messageOf(subject([replicas]), gone);
    expect(text).toMatch(/^capture: 2 objects from staging\n\n- Deployment web: replicas 3 → 5\n/);
    expect(text).toContain('- Deployment web: remove Deployment');
    expect(text.match(/^Captured-From:/gm)).toHaveLength(2);
  });

  it('holds no value that looks secret', () => {
    const path = 'spec.template.spec.containers[name=app].env[name=TOKEN].value';
    const leak = {
      ...found('changed', path, {}, { masked: true }),
      git: 'hunter2-hunter2',
      live: 'hunter3-hunter3',
    };
    const one = subject([leak], {}, { showsSecrets: true });
    expect(messageOf(one)).toMatch(/: change value from staging\n/);
    expect(messageOf(one)).not.toContain('hunter');
  });
});
