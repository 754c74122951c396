import pLimit from 'p-limit';
import type { ObjectKey } from '../core/model/objectRef.ts';
import { formatRef } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { writes, type Plan, type PlanStep } from '../core/model/plan.ts';
import type { SyncChoice } from '../core/plan/objectFacts.ts';
import type { DefinedKind } from '../core/schema/definedKinds.ts';
import { callsForWrite, planSync } from '../core/plan/planSync.ts';
import type { ActFacts, ActSource } from './actFacts.ts';
import { ClusterError, type Cluster } from './cluster.ts';
import type { Clock } from './environment.ts';
import { definitionOf } from './foresee.ts';
import { isVerdict } from './isVerdict.ts';
import { KindWaiter } from './kindWaiter.ts';
import { ObjectWriter } from './objectWriter.ts';
import { rehearse, type RehearsedAct } from './rehearse.ts';
import { subjectOf, upgradesAmong } from './upgradesAmong.ts';
import type { StepResult, SyncProgress, SyncReport } from './syncReport.ts';

/** Objects of one place in the order that are written at once. */
const atOnce = 6;

/** A plan with what it was made of, which may be secret and is for `Executor.run` alone. */
export interface PreparedSync {
  readonly plan: Plan;
  readonly choice: SyncChoice;
  readonly acts: ReadonlyMap<ObjectKey, ActFacts | RehearsedAct>;
}

/** How a sync is watched and stopped. */
export interface SyncControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** Plans syncs and carries them out: the only thing that writes to a cluster. */
export class Executor {
  readonly #cluster: Cluster;
  readonly #source: ActSource;
  readonly #clock: Clock;

  constructor(parts: {
    readonly cluster: Cluster;
    readonly source: ActSource;
    readonly clock: Clock;
  }) {
    this.#cluster = parts.cluster;
    this.#source = parts.source;
    this.#clock = parts.clock;
  }

  /**
   * Reads the objects that call for a write, asks the server what it would say, and plans. Writes
   * nothing. Throws `ClusterError` where the server does not answer.
   */
  async prepare(
    statuses: Iterable<readonly [ObjectKey, ObjectStatus]>,
    choice: SyncChoice,
    control: SyncControl = {},
  ): Promise<PreparedSync> {
    const all = [...statuses];
    const candidates = all.filter(([, status]) => callsForWrite(status));
    const facts = new Map<ObjectKey, ActFacts>();
    await this.#each(candidates, control, async ([key]) => {
      const found = await this.#read(key);
      if (found !== undefined) facts.set(key, found);
    });
    const places = namespacesToCome(facts.values());
    const acts = new Map<ObjectKey, ActFacts | RehearsedAct>();
    let done = 0;
    await this.#each([...facts], control, async ([key, found]) => {
      acts.set(key, await this.#rehearseNow(found, choice, places));
      done += 1;
      control.onProgress?.({ phase: 'planning', done, total: facts.size });
    });
    const coming = upgradesAmong(acts, choice);
    const followers = all.filter(([, { ref }]) => definitionOf(ref, coming) !== undefined);
    await this.#each(followers, control, async ([key]) => {
      // By the schema to come: the server cannot be asked about its fields yet.
      const found = await this.#read(key, coming);
      if (found !== undefined) acts.set(key, found);
    });
    const subjects = all.map(([key, status]) => subjectOf(key, status, acts.get(key)));
    return { plan: planSync(subjects, choice), choice, acts };
  }

  async #each<T>(
    items: readonly T[],
    control: SyncControl,
    visit: (item: T) => Promise<void>,
  ): Promise<void> {
    const limit = pLimit(atOnce);
    await Promise.all(
      items.map((item) =>
        limit(() => {
          if (control.signal?.aborted === true) throw stopped();
          return visit(item);
        }),
      ),
    );
  }

  /** `undefined` where this object alone cannot be read; the plan says so. */
  async #read(key: ObjectKey, coming: readonly DefinedKind[] = []): Promise<ActFacts | undefined> {
    try {
      return await this.#source.facts(key, coming);
    } catch (error) {
      if (error instanceof ClusterError && isVerdict(error)) return undefined;
      throw error;
    }
  }

  /** Carries a plan out, object by object; never throws for what happens to one of them. */
  async run(prepared: PreparedSync, control: SyncControl = {}): Promise<SyncReport> {
    const results = new Map<ObjectKey, StepResult>();
    const kinds = new KindWaiter(this.#cluster, this.#clock);
    const total = prepared.plan.steps.filter(writes).length;
    let done = 0;
    for (const group of groupsOf(prepared.plan.steps)) {
      const limit = pLimit(atOnce);
      await kinds.remember(upgradesAmong(actsOf(group, prepared.acts), prepared.choice));
      await Promise.all(
        group.map((step) =>
          limit(async () => {
            const result = await this.#runStep(step, prepared, { kinds, results }, control);
            results.set(step.key, result);
            if (!writes(step)) return;
            done += 1;
            const subject = formatRef(step.ref);
            control.onProgress?.({ phase: 'writing', done, total, subject });
          }),
        ),
      );
      await this.#settleKinds(group, results, kinds, control);
    }
    return {
      results: prepared.plan.steps.flatMap((step) => results.get(step.key) ?? []),
      cancelled: control.signal?.aborted === true,
    };
  }

  /** Where its namespace or kind is only about to come, the server cannot be asked yet. */
  async #rehearseNow(
    facts: ActFacts,
    choice: SyncChoice,
    coming: ReadonlySet<string>,
  ): Promise<ActFacts | RehearsedAct> {
    const { kind, live, desired, status } = facts;
    const { namespace } = status.ref;
    if (kind === undefined || desired === undefined || !callsForWrite(status)) return facts;
    if (live === undefined && namespace !== undefined && coming.has(namespace)) return facts;
    return rehearse(this.#cluster, kind, facts, choice);
  }

  async #runStep(
    step: PlanStep,
    prepared: PreparedSync,
    run: { readonly kinds: KindWaiter; readonly results: ReadonlyMap<ObjectKey, StepResult> },
    control: SyncControl,
  ): Promise<StepResult> {
    if (step.refusal !== undefined) {
      return { step, outcome: 'refused', message: step.refusal.message };
    }
    const act = prepared.acts.get(step.key);
    if (!writes(step) || act === undefined) return { step, outcome: 'nothing' };
    if (control.signal?.aborted === true) {
      return { step, outcome: 'notRun', message: `${formatRef(step.ref)} was not begun: stopped.` };
    }
    if ([...run.results.values()].some(({ cutOff }) => cutOff === true)) {
      const message = `${formatRef(step.ref)} was not begun: the cluster does not answer.`;
      return { step, outcome: 'notRun', message };
    }
    const parts = {
      cluster: this.#cluster,
      source: this.#source,
      kinds: run.kinds,
      clock: this.#clock,
    };
    return new ObjectWriter(parts, step, prepared.choice, control.signal).write(act);
  }

  /** Definitions that were written are waited for until their objects can be. */
  async #settleKinds(
    group: readonly PlanStep[],
    results: ReadonlyMap<ObjectKey, StepResult>,
    kinds: KindWaiter,
    control: SyncControl,
  ): Promise<void> {
    const definitions = group.filter(
      ({ key, ref }) =>
        ref.kind === 'CustomResourceDefinition' && results.get(key)?.outcome === 'done',
    );
    if (definitions.length === 0 || control.signal?.aborted === true) return;
    const subject = definitions.map(({ ref }) => ref.name).join(', ');
    control.onProgress?.({ phase: 'waiting', done: 0, total: definitions.length, subject });
    await kinds.waitFor(definitions.map(({ ref }) => ref));
    await this.#source.kindsMoved();
  }
}

function namespacesToCome(facts: Iterable<ActFacts>): ReadonlySet<string> {
  return new Set(
    [...facts].flatMap(({ status, live }) => {
      const comes = status.ref.kind === 'Namespace' && live === undefined;
      return comes ? [status.ref.name] : [];
    }),
  );
}

function actsOf(
  steps: readonly PlanStep[],
  acts: PreparedSync['acts'],
): ReadonlyMap<ObjectKey, ActFacts | RehearsedAct> {
  return new Map(
    steps.flatMap(({ key }) => {
      const act = acts.get(key);
      return act === undefined ? [] : [[key, act] as const];
    }),
  );
}

/** Steps of one wave and rank, in the plan's order. */
function groupsOf(steps: readonly PlanStep[]): readonly (readonly PlanStep[])[] {
  const groups: PlanStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    const first = last?.[0];
    if (last !== undefined && first?.wave === step.wave && first.rank === step.rank) {
      last.push(step);
    } else {
      groups.push([step]);
    }
  }
  return groups;
}

function stopped(): ClusterError {
  return new ClusterError('aborted', 'Stopped before anything was written.');
}
