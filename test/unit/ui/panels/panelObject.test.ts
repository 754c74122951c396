import { describe, expect, it } from 'vitest';
import type { ObjectStatus } from '../../../../src/core/model/objectStatus.ts';
import { panelObject } from '../../../../src/ui/panels/panelObject.ts';
import { sampleFinding, sampleObject } from '../sampleStore.ts';

const DEBUG = 'spec.template.spec.containers[name=agent].env[name=DEBUG]';
const ann = {
  commit: 'abcdef1234',
  subject: 'Scale up',
  author: 'Ann',
  time: '2026-01-01T00:00:00Z',
};

function show(status: ObjectStatus) {
  return panelObject('apps/Deployment/task/agent', status, {
    namespace: 'task',
    blame: [ann, ann, ann],
  });
}

const drifted = (findings: ObjectStatus['findings'], over: Partial<ObjectStatus> = {}) =>
  show(sampleObject('a.yaml', 'drifted', { findings, ...over }));

describe('an object in the panel', () => {
  it('shows both sides as they stand in YAML, with writer and author', () => {
    const writer = {
      ...{ manager: 'kubectl', class: 'hand' as const, operation: 'Update' as const },
      ...{ subresource: 'scale', time: '2026-02-01T00:00:00Z' },
    };
    const { rows, since } = drifted([
      sampleFinding('spec.replicas', { git: 3, live: 5, line: 2, writer }),
    ]);
    expect(since).toBe('2026-02-01T00:00:00Z');
    expect(rows).toMatchObject([
      {
        path: 'spec.replicas',
        words: ['spec', 'replicas'],
        git: { text: '3', form: 'scalar' },
        live: { text: '5', form: 'scalar' },
        writer: { words: 'kubectl scale', raw: 'kubectl · Update on /scale' },
        author: { name: 'Ann', commit: 'abcdef1' },
        refused: {},
        inAll: true,
      },
    ]);
  });

  it('tells a text from what it looks like, and an item by its value', () => {
    const { rows } = drifted([
      sampleFinding('data.a', { git: 'true', live: true }),
      sampleFinding(DEBUG, { kind: 'added', live: { name: 'DEBUG', value: 'true' }, line: 1 }),
      sampleFinding('data.b', { git: 'one\ntwo\n', live: { x: [1, 2] } }),
    ]);
    expect(rows.map(({ git, live }) => [git, live])).toEqual([
      [
        { text: '"true"', form: 'scalar' },
        { text: 'true', form: 'scalar' },
      ],
      [undefined, { text: '"true"', form: 'scalar' }],
      [
        { text: 'one\ntwo\n', form: 'text' },
        { text: 'x:\n- 1\n- 2', form: 'yaml' },
      ],
    ]);
    // Git declares no such line: its author is nobody's.
    expect(rows[1]?.author).toBeUndefined();
  });

  it('says of a masked finding that it differs, and nothing more', () => {
    const secret = sampleObject('a.yaml', 'drifted', {
      findings: [sampleFinding('data.PASSWORD', { masked: true })],
    });
    const { rows } = show({ ...secret, ref: { ...secret.ref, apiVersion: 'v1', kind: 'Secret' } });
    expect(rows).toMatchObject([
      { masked: true, refused: { live: expect.stringContaining('SOPS') } },
    ]);
    expect(rows[0]).not.toHaveProperty('git');
    expect(rows[0]).not.toHaveProperty('live');
  });

  it('lets a pending finding be applied or left, never captured', () => {
    const { rows } = drifted([sampleFinding('spec.replicas', { git: 1, live: 2, pending: true })]);
    expect(rows[0]?.refused).toEqual({ live: expect.stringContaining('Git moved on') });
  });

  it('offers nothing for what it cannot tell or read, and says why', () => {
    for (const status of ['unknown', 'invalid'] as const) {
      const { rows, notes } = show(
        sampleObject('a.yaml', status, {
          message: 'the server says no',
          findings: [sampleFinding('spec.replicas', { git: 1, live: 2 })],
        }),
      );
      expect(rows).toEqual([]);
      expect(notes).toEqual(['the server says no']);
    }
  });

  it('offers a missing object as a whole', () => {
    const { rows } = show(sampleObject('a.yaml', 'missing'));
    expect(rows).toMatchObject([{ path: '', kind: 'whole', refused: {}, inAll: true }]);
  });

  it('leaves out of "all" what is left by default or captured elsewhere', () => {
    const one = sampleFinding('spec.replicas', { git: 1, live: 2 });
    expect(drifted([{ ...one, leaveByDefault: true }]).rows[0]?.inAll).toBe(false);
    const other = sampleFinding('spec.paused', { live: true });
    const { rows } = drifted([{ ...one, capturedIn: 'fix/replicas' }, other]);
    expect(rows).toMatchObject([
      { inAll: false, committed: 'captured in fix/replicas' },
      { inAll: true },
    ]);
    const all = drifted([one], { capturedIn: 'fix/replicas' });
    expect(all.rows).toMatchObject([{ inAll: false, committed: 'captured in fix/replicas' }]);
  });

  it('leaves to its owner what somebody else manages', () => {
    const owned = drifted([sampleFinding('spec.replicas', { git: 1, live: 2 })], { owner: 'Flux' });
    expect(owned.rows[0]?.refused.git).toContain('Managed by Flux');
  });
});
