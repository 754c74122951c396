import { beforeEach, describe, expect, it } from 'vitest';
import type { Finding, WriterClass } from '../../../src/core/model/finding.ts';
import { objectKey, type ObjectKey, type ObjectRef } from '../../../src/core/model/objectRef.ts';
import type { ObjectStatus } from '../../../src/core/model/objectStatus.ts';
import type { PlanStep } from '../../../src/core/model/plan.ts';
import type { SyncChoice } from '../../../src/core/plan/objectFacts.ts';
import type { Environment } from '../../../src/engine/environment.ts';
import type { PreparedSync } from '../../../src/engine/executor.ts';
import type { Fight } from '../../../src/engine/fightDetector.ts';
import type { HealStop } from '../../../src/engine/healGate.ts';
import type { HealTerms } from '../../../src/engine/healTerms.ts';
import { SelfHealer } from '../../../src/engine/selfHealer.ts';
import { StatusStore } from '../../../src/engine/statusStore.ts';
import type { StepOutcome, StepResult } from '../../../src/engine/syncReport.ts';

const target = { name: 'default', path: '', namespace: 'x', revision: 'auto' };
const ref: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'x', name: 'web' };
const key = objectKey(ref);

function finding(more: Partial<Finding> = {}, writerClass: WriterClass = 'hand'): Finding {
  return {
    kind: 'changed',
    path: [{ key: 'spec' }, { key: 'replicas' }],
    git: 2,
    live: 5,
    pending: false,
    confirmedBy: 'server',
    writer: { manager: 'kubectl', class: writerClass, operation: 'Update' },
    ...more,
  };
}

function object(status: ObjectStatus['status'], findings: readonly Finding[] = []): ObjectStatus {
  return { ref, status, facets: [], health: 'healthy', findings, ignored: [] };
}

/** A clock by hand: callbacks run when the time is moved on. */
class Time {
  ms = Date.parse('2026-01-01T00:00:00Z');
  #timers: { readonly at: number; readonly callback: () => void }[] = [];
  readonly environment = {
    clock: {
      now: () => new Date(this.ms),
      after: (delay: number, callback: () => void) => {
        const timer = { at: this.ms + delay, callback };
        this.#timers.push(timer);
        return {
          dispose: () => void (this.#timers = this.#timers.filter((one) => one !== timer)),
        };
      },
      yield: () => Promise.resolve(),
    },
    log: { info: () => undefined, warn: (message: string) => void this.warnings.push(message) },
  } as unknown as Environment;
  readonly warnings: string[] = [];

  async pass(milliseconds: number): Promise<void> {
    const end = this.ms + milliseconds;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.ms = Math.max(this.ms, next.at);
      next.callback();
    }
    this.ms = end;
  }
}

/** A healer whose writes settle, or fail, as the test says. */
class Scene {
  readonly time = new Time();
  readonly store = new StatusStore({ target, problems: [], phase: 'current' });
  /** Milliseconds since the start at which something was written. */
  readonly writes: number[] = [];
  readonly told: string[] = [];
  readonly fights: Fight[] = [];
  readonly left: Fight[] = [];
  readonly stops: (HealStop | undefined)[] = [];
  stop: HealStop | undefined;
  autoSync = false;
  outcome: StepOutcome = 'done';
  preparing: () => void = () => undefined;
  readonly healer: SelfHealer;
  readonly #begun = this.time.ms;

  constructor() {
    const terms = (): Promise<HealTerms | HealStop> =>
      Promise.resolve(
        this.stop ?? { policy: { selfHeal: true, autoSync: this.autoSync }, target, own: {} },
      );
    this.healer = new SelfHealer({
      store: this.store,
      gate: { check: terms, decided: terms },
      environment: this.time.environment,
      executor: {
        prepare: (statuses, choice) => {
          this.preparing();
          return Promise.resolve(prepared([...statuses], choice));
        },
        run: ({ plan }) => {
          this.writes.push(this.time.ms - this.#begun);
          return Promise.resolve({
            results: plan.steps.map((step) => this.#write(step)),
            cancelled: false,
          });
        },
      },
      listener: {
        onHealed: (results) => void this.told.push(...results.map(({ outcome }) => outcome)),
        onFight: (fight) => void this.fights.push(fight),
        onLeft: (left) => void this.left.push(left),
        onStop: (stop) => void this.stops.push(stop),
      },
    });
  }

  see(status: ObjectStatus): void {
    this.store.publish({ set: [[key, status]] });
  }

  #write(step: PlanStep): StepResult {
    if (this.outcome === 'done') this.see(object('inSync'));
    return { step, outcome: this.outcome };
  }
}

function prepared(
  statuses: readonly (readonly [ObjectKey, ObjectStatus])[],
  choice: SyncChoice,
): PreparedSync {
  const steps = statuses.map(([id, status]): PlanStep => {
    const changes = status.findings.filter((one) => choice.only?.(status, one) === true);
    const action = status.status === 'missing' ? 'create' : 'patch';
    return {
      key: id,
      ref: status.ref,
      action,
      wave: 0,
      rank: 0,
      changes,
      left: [],
      restarts: 0,
      conflicts: [],
      notes: [],
    };
  });
  return { plan: { steps, notes: [] }, choice, acts: new Map() };
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

async function begin(status: ObjectStatus): Promise<void> {
  scene.see(object('inSync'));
  scene.healer.start();
  await scene.time.pass(0);
  scene.see(status);
}

describe('what is healed', () => {
  it('a change by hand, soon', async () => {
    await begin(object('drifted', [finding()]));
    await scene.time.pass(1000);
    expect(scene.writes).toHaveLength(1);
    expect(scene.writes[0]).toBeLessThan(500);
    expect(scene.told).toEqual(['done']);
  });

  it('a missing object that was seen live, and no other', async () => {
    scene.see(object('missing'));
    scene.healer.start();
    await scene.time.pass(5000);
    expect(scene.writes).toEqual([]);
    scene.see(object('inSync'));
    scene.see(object('missing'));
    await scene.time.pass(1000);
    expect(scene.writes).toHaveLength(1);
  });

  it.each([
    ['pending', finding({ pending: true })],
    ['a restart', finding({ kind: 'added', leaveByDefault: true })],
    ['an unknown writer', finding({}, 'unknown')],
    ['a controller', finding({}, 'controller')],
    ['an addition by a controller', finding({ kind: 'added' }, 'controller')],
  ])('never: %s', async (_, one) => {
    await begin(object(one.pending ? 'behind' : 'drifted', [one]));
    await scene.time.pass(60_000);
    expect(scene.writes).toEqual([]);
  });

  it('a new commit with autoSync only', async () => {
    scene.autoSync = true;
    await begin(object('behind', [finding({ pending: true })]));
    await scene.time.pass(1000);
    expect(scene.writes).toHaveLength(1);
  });

  it.each([
    ['unknown', { ...object('unknown'), reason: 'opaque' as const }],
    ['owned', { ...object('drifted', [finding()]), owner: 'Argo CD' }],
    ['captured', object('drifted', [finding({ capturedIn: 'fix' })])],
    ['taken out by a branch', { ...object('missing'), capturedIn: 'fix' }],
    ['a job that is done', { ...object('missing'), message: 'finished and cleaned up' }],
  ])('nothing that is %s', async (_, status) => {
    await begin(status);
    await scene.time.pass(60_000);
    expect(scene.writes).toEqual([]);
  });

  it('says once who holds what is left', async () => {
    const one = finding({ writer: { manager: 'op', class: 'unknown', operation: 'Update' } });
    await begin(object('drifted', [one]));
    await scene.time.pass(1000);
    scene.see(object('drifted', [{ ...one, live: 6 }]));
    await scene.time.pass(1000);
    expect(scene.left.map(({ manager }) => manager)).toEqual(['op']);
  });
});

describe('a stop', () => {
  it('holds back, is told once, and ends', async () => {
    scene.stop = { kind: 'paused', until: '2026-01-01T01:00:00Z' };
    await begin(object('drifted', [finding()]));
    await scene.time.pass(10_000);
    expect(scene.writes).toEqual([]);
    scene.stop = undefined;
    await scene.time.pass(2000);
    expect(scene.writes).toHaveLength(1);
    expect(scene.stops.map((stop) => stop?.kind)).toEqual(['paused', undefined]);
  });

  it('is seen without a change in the cluster', async () => {
    await begin(object('inSync'));
    await scene.time.pass(5000);
    scene.stop = { kind: 'paused', until: '2026-01-01T01:00:00Z' };
    await scene.time.pass(1100);
    expect(scene.stops).toHaveLength(1);
  });

  it('counts between the plan and the write', async () => {
    scene.preparing = () => {
      scene.stop = { kind: 'held', why: 'a git rebase is under way' };
    };
    await begin(object('drifted', [finding()]));
    await scene.time.pass(5000);
    expect(scene.writes).toEqual([]);
    expect(scene.stops.map((stop) => stop?.kind)).toEqual(['held']);
  });

  it('is for good where another cluster answers', async () => {
    scene.stop = { kind: 'ended', why: 'Another cluster answers' };
    await begin(object('drifted', [finding()]));
    await scene.time.pass(1000);
    scene.stop = undefined;
    scene.see(object('drifted', [finding({ live: 7 })]));
    await scene.time.pass(60_000);
    expect(scene.writes).toEqual([]);
    expect(scene.stops.map((stop) => stop?.kind)).toEqual(['ended']);
  });
});

describe('a failed attempt', () => {
  it('waits 2 s, 6 s, 18 s … up to 300 s, and is told once', async () => {
    scene.outcome = 'failed';
    await begin(object('drifted', [finding()]));
    await scene.time.pass(1_200_000);
    const gaps = scene.writes.slice(1).map((at, index) => at - (scene.writes[index] ?? 0));
    expect(gaps).toEqual([2000, 6000, 18_000, 54_000, 162_000, 300_000, 300_000, 300_000]);
    expect(scene.told).toEqual(['failed']);
  });

  it('is no reason to wait with another live state', async () => {
    scene.outcome = 'failed';
    await begin(object('drifted', [finding()]));
    await scene.time.pass(1000);
    scene.see(object('drifted', [finding({ live: 6 })]));
    await scene.time.pass(500);
    expect(scene.writes).toHaveLength(2);
  });
});

describe('a fight', () => {
  async function comeBack(after: number, status = object('drifted', [finding()])): Promise<void> {
    await scene.time.pass(after);
    scene.see(status);
  }

  it('is given up after three heals in ten minutes, and its writer is named', async () => {
    await begin(object('drifted', [finding()]));
    for (let times = 0; times < 6; times += 1) await comeBack(20_000);
    await scene.time.pass(20_000);
    expect(scene.writes).toHaveLength(3);
    expect(scene.fights.map(({ manager }) => manager)).toEqual(['kubectl']);
  });

  it('is none in the course of an hour', async () => {
    await begin(object('drifted', [finding()]));
    for (let times = 0; times < 5; times += 1) await comeBack(300_000);
    await scene.time.pass(20_000);
    expect(scene.writes).toHaveLength(6);
    expect(scene.fights).toEqual([]);
  });

  it('leaves the other fields of the object to be healed', async () => {
    await begin(object('drifted', [finding()]));
    for (let times = 0; times < 3; times += 1) await comeBack(20_000);
    const other = finding({ path: [{ key: 'spec' }, { key: 'paused' }] });
    scene.see(object('drifted', [finding(), other]));
    await scene.time.pass(1000);
    expect(scene.writes).toHaveLength(4);
  });

  it('counts what is put back before it can be looked at', async () => {
    scene.outcome = 'unsettled';
    await begin(object('drifted', [finding()]));
    for (let live = 10; live < 20; live += 1) {
      await comeBack(1000, object('drifted', [finding({ live })]));
    }
    await scene.time.pass(20_000);
    expect(scene.writes).toHaveLength(3);
    expect(scene.fights).toHaveLength(1);
  });

  it('is one too where somebody deletes the object again and again', async () => {
    await begin(object('missing'));
    for (let times = 0; times < 6; times += 1) await comeBack(20_000, object('missing'));
    await scene.time.pass(20_000);
    expect(scene.writes).toHaveLength(3);
    expect(scene.fights).toEqual([{ key, ref, path: [], manager: '' }]);
  });
});
