import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/core/model/audit.ts';
import type { Finding } from '../../../src/core/model/finding.ts';
import type { PlanStep } from '../../../src/core/model/plan.ts';
import { ActLog } from '../../../src/engine/actLog.ts';
import type { AuditQuery } from '../../../src/engine/auditLog.ts';
import { auditedSync } from '../../../src/engine/auditedSync.ts';
import type { Executor, PreparedSync } from '../../../src/engine/executor.ts';
import type { TargetState } from '../../../src/engine/statusStore.ts';
import type { StepOutcome, StepResult, SyncReport } from '../../../src/engine/syncReport.ts';

const state: TargetState = {
  target: { name: 'default', path: '', namespace: 'shop', revision: 'auto' },
  cluster: {
    context: 'staging',
    server: 'https://10.0.0.1:6443',
    uid: 'uid-1',
    version: 'v1.36.0',
    major: 1,
    minor: 36,
    loopback: false,
  },
  revision: { sha: 'c'.repeat(40), ref: 'HEAD' },
  problems: [],
  phase: 'current',
};

const secret: Finding = {
  kind: 'changed',
  path: [{ key: 'data' }, { key: 'password' }],
  masked: true,
  pending: false,
  confirmedBy: 'server',
};

function step(name: string): PlanStep {
  return {
    key: `/Secret/shop/${name}`,
    ref: { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name },
    action: 'patch',
    wave: 0,
    rank: 0,
    changes: [secret],
    left: [],
    restarts: 0,
    conflicts: [],
    notes: [],
  };
}

class Acts {
  readonly entries: AuditEntry[] = [];
  readonly log = new ActLog({
    audit: {
      append: (entry) => Promise.resolve(void this.entries.push(entry)),
      read: (query: AuditQuery) =>
        Promise.resolve(this.entries.filter(({ repository }) => repository === query.repository)),
    },
    repository: {
      root: '/shop',
      identity: () => Promise.resolve({ name: 'Zoë', email: 'zoe@example.com' }),
    },
    clock: {
      now: () => new Date('2026-11-23T10:00:00.000Z'),
      after: () => ({ dispose: () => undefined }),
      yield: () => Promise.resolve(),
    },
  });
}

function sync(acts: Acts, run: () => Promise<SyncReport>): Promise<SyncReport> {
  const executor = { run } as unknown as Executor;
  const prepared = { plan: { steps: [step('a')], notes: [] } } as unknown as PreparedSync;
  return auditedSync(executor, prepared, { acts: acts.log, state });
}

function reportOf(...outcomes: readonly StepOutcome[]): () => Promise<SyncReport> {
  const results = outcomes.map((outcome, index): StepResult => ({
    step: step(`s${index}`),
    outcome,
  }));
  return () => Promise.resolve({ results, cancelled: false });
}

describe('auditedSync', () => {
  it('logs who applied what, where, from which commit, by paths alone', async () => {
    const acts = new Acts();
    await sync(acts, reportOf('done', 'nothing'));
    expect(acts.entries).toEqual([
      {
        time: '2026-11-23T10:00:00.000Z',
        act: 'apply',
        who: { name: 'Zoë', email: 'zoe@example.com' },
        repository: '/shop',
        target: 'default',
        context: 'staging',
        server: 'https://10.0.0.1:6443',
        clusterUid: 'uid-1',
        commit: 'c'.repeat(40),
        objects: [{ ref: step('s0').ref, fields: ['data.password'], outcome: 'done' }],
        outcome: 'done',
      },
    ]);
    expect(await acts.log.entries()).toHaveLength(1);
  });

  it.each([
    [['done', 'failed'], 'partial'],
    [['unsettled'], 'partial'],
    [['failed', 'notRun'], 'failed'],
    [['refused'], 'refused'],
    [['done', 'done'], 'done'],
  ] as const)('%j is %s', async (outcomes, expected) => {
    const acts = new Acts();
    await sync(acts, reportOf(...outcomes));
    expect(acts.entries[0]?.outcome).toBe(expected);
  });

  it('claims no field for what was not written', async () => {
    const acts = new Acts();
    await sync(acts, reportOf('done', 'moved'));
    expect(acts.entries[0]?.objects.map(({ fields }) => fields)).toEqual([['data.password'], []]);
  });

  it('logs a sync that breaks off, and lets the error through', async () => {
    const acts = new Acts();
    await expect(sync(acts, () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
    expect(acts.entries).toMatchObject([{ outcome: 'failed', objects: [{ outcome: 'unknown' }] }]);
  });
});
