import type { FieldPath } from '../core/model/fieldPath.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import type { Finding } from '../core/model/finding.ts';
import { objectKey, type ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { writes } from '../core/model/plan.ts';
import {
  callsForHealing,
  isLeftToOthers,
  mayBeHealed,
  mayHeal,
  type HealPolicy,
} from '../core/plan/healPolicy.ts';
import { AttemptLedger } from './attemptLedger.ts';
import { ClusterError } from './cluster.ts';
import type { Environment } from './environment.ts';
import type { Executor } from './executor.ts';
import { FightDetector, type Fight } from './fightDetector.ts';
import type { HealGate, HealStop } from './healGate.ts';
import type { StatusStore } from './statusStore.ts';
import type { StepResult } from './syncReport.ts';

/** What healing tells of itself, in the order that it happens. */
export interface HealListener {
  /** What was written, or tried for the first time; never empty. */
  onHealed(results: readonly StepResult[]): Promise<void> | void;
  /** Given up: it came back too often. */
  onFight(fight: Fight): void;
  /** Never healed because of who wrote it; told once for each writer of a field. */
  onLeft(left: Fight): void;
  /** Healing stopped, for another reason than before, or goes on (`undefined`). */
  onStop(stop: HealStop | undefined): void;
}

export interface SelfHealerParts {
  readonly store: StatusStore;
  readonly executor: Pick<Executor, 'prepare' | 'run'>;
  readonly gate: Pick<HealGate, 'check' | 'decided'>;
  readonly environment: Environment;
  readonly listener: HealListener;
}

/** Milliseconds that related changes are waited for. */
const settle = 150;
/** How often a pause of another process is looked for. */
const poll = 1_000;
/** How often it is asked whether the engine has read what Git has by now. */
const catchUp = 400;
/** After a plan that failed as a whole. */
const trouble = 5_000;

/**
 * The policy in place of the click: the same plan, the same executor, with guards (drift.md 6).
 * Acts only while its gate is open.
 */
export class SelfHealer {
  readonly #parts: SelfHealerParts;
  readonly #fights = new FightDetector();
  readonly #attempts = new AttemptLedger();
  readonly #seenLive = new Set<ObjectKey>();
  readonly #left = new Set<string>();
  #timer: { readonly at: number; dispose(): void } | undefined;
  #running: Promise<void> | undefined;
  #subscription: { dispose(): void } | undefined;
  #disposed = false;
  /** Something changed since Git was asked last. */
  #dirty = true;
  #stop: HealStop | undefined;

  constructor(parts: SelfHealerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#noteLive([...this.#parts.store.entries()].map(([key]) => key));
    this.#subscription = this.#parts.store.onDidChange(({ keys }) => {
      this.#dirty = true;
      this.#noteLive(keys);
      this.#soon(settle);
    });
    this.#soon(0);
  }

  /** Begins nothing more; resolves when what was under way is finished. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#subscription?.dispose();
    this.#timer?.dispose();
    await this.#running;
  }

  #noteLive(keys: Iterable<ObjectKey>): void {
    for (const key of keys) {
      const status = this.#parts.store.get(key)?.status;
      if (status === 'inSync' || status === 'drifted' || status === 'behind')
        this.#seenLive.add(key);
    }
  }

  /** At most that many milliseconds from now. */
  #soon(delay: number): void {
    if (this.#disposed) return;
    const at = this.#now() + delay;
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.#timer?.dispose();
    const timer = this.#parts.environment.clock.after(delay, () => {
      this.#timer = undefined;
      this.#begin();
    });
    this.#timer = { at, dispose: () => timer.dispose() };
  }

  #now(): number {
    return this.#parts.environment.clock.now().getTime();
  }

  #begin(): void {
    if (this.#disposed) return;
    if (this.#running !== undefined) return this.#soon(settle);
    this.#running = this.#heal()
      .then(
        () => this.#soon(poll),
        (error: unknown) => {
          this.#parts.environment.log.warn(`Self-heal: ${String(error)}`);
          this.#soon(trouble);
        },
      )
      .finally(() => {
        this.#running = undefined;
      });
  }

  async #heal(): Promise<void> {
    const { gate, executor } = this.#parts;
    const decided = await gate.decided();
    if ('kind' in decided) return this.#tell(decided);
    const candidates = this.#due(decided.policy);
    if (candidates.length === 0 && !this.#dirty && this.#stop === undefined) return;
    this.#dirty = false;
    const terms = await gate.check();
    if ('kind' in terms) return this.#tell(terms);
    this.#tell(undefined);
    // The store moved on while the gate was asked.
    const due = this.#due(terms.policy);
    this.#tellLeft();
    if (due.length === 0 || this.#disposed) return;
    const prepared = await executor.prepare(due, {
      force: false,
      only: (status, finding) => this.#mayHeal(status, finding, terms.policy),
    });
    // What was true when the plan was made may be over: a pause, a checkout, a withdrawn consent.
    const late = await gate.check();
    if ('kind' in late) return this.#tell(late);
    if (this.#disposed) return;
    const { results } = await executor.run(prepared);
    await this.#take(results);
  }

  #tell(stop: HealStop | undefined): void {
    if (stop?.kind === 'catchingUp') {
      this.#dirty = true;
      return this.#soon(catchUp);
    }
    if (JSON.stringify(stop) === JSON.stringify(this.#stop)) return;
    this.#stop = stop;
    if (stop?.kind === 'ended') this.#end();
    this.#parts.listener.onStop(stop);
  }

  #end(): void {
    this.#disposed = true;
    this.#subscription?.dispose();
    this.#timer?.dispose();
  }

  #due(policy: HealPolicy): readonly (readonly [ObjectKey, ObjectStatus])[] {
    const now = this.#now();
    return [...this.#parts.store.entries()].filter(([key, status]) =>
      this.#isDue(key, status, policy, now),
    );
  }

  #isDue(key: ObjectKey, status: ObjectStatus, policy: HealPolicy, now: number): boolean {
    if (!callsForHealing(status, policy, this.#seenLive.has(key))) return false;
    if (status.status === 'missing') {
      if (this.#isFought(status, [], '')) return false;
    } else if (!status.findings.some((finding) => this.#mayHeal(status, finding, policy))) {
      return false;
    }
    const wait = this.#attempts.wait(key, this.#attemptOf(status), now);
    if (wait > 0) this.#soon(wait);
    return wait === 0;
  }

  #mayHeal(status: ObjectStatus, finding: Finding, policy: HealPolicy): boolean {
    if (!mayHeal(finding, policy)) return false;
    return !this.#isFought(status, finding.path, finding.writer?.manager ?? '');
  }

  #isFought(status: ObjectStatus, path: FieldPath, manager: string): boolean {
    const key = objectKey(status.ref);
    const fight = { key, ref: status.ref, path, manager };
    if (this.#fights.cameBack(fight, this.#now())) this.#parts.listener.onFight(fight);
    return this.#fights.isFought(key, path);
  }

  #tellLeft(): void {
    for (const [key, status] of this.#parts.store.entries()) {
      if (!mayBeHealed(status)) continue;
      for (const { path, writer } of status.findings.filter(isLeftToOthers)) {
        const manager = writer?.manager ?? '';
        const id = JSON.stringify([key, formatPath(path), manager]);
        if (this.#left.has(id)) continue;
        this.#left.add(id);
        this.#parts.listener.onLeft({ key, ref: status.ref, path, manager });
      }
    }
  }

  async #take(results: readonly StepResult[]): Promise<void> {
    const now = this.#now();
    const told = results.filter((result) => this.#note(result, now));
    if (told.length > 0) await this.#parts.listener.onHealed(told);
    const lost = results.find(({ cutOff }) => cutOff === true);
    if (lost !== undefined) throw new ClusterError('unreachable', lost.message ?? 'cut off');
  }

  /** Remembers how it went; `false` where it is no news. */
  #note({ step, outcome, status }: StepResult, now: number): boolean {
    const wrote = outcome === 'done' || outcome === 'unsettled';
    if (wrote && writes(step)) {
      const places = step.action === 'create' ? [[]] : step.changes.map(({ path }) => path);
      for (const path of places) this.#fights.healed(step.key, path, now);
    }
    if (outcome === 'done') {
      this.#attempts.succeeded(step.key);
      return true;
    }
    const seen = status ?? this.#parts.store.get(step.key);
    if (seen === undefined) return outcome !== 'nothing';
    const attempt = this.#attemptOf(seen);
    const isNews = !this.#attempts.isKnown(step.key, attempt);
    this.#attempts.failed(step.key, attempt, now);
    return isNews && outcome !== 'nothing';
  }

  /** One (revision, live) pair, as far as the verdict tells. */
  #attemptOf({ status, findings }: ObjectStatus): string {
    const seen = findings.map(({ kind, path, live, writer }) => [
      kind,
      formatPath(path),
      live,
      writer?.time,
    ]);
    return JSON.stringify([this.#parts.store.state.revision?.sha, status, seen]);
  }
}
