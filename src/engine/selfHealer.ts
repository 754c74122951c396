import { callsForHealing, mayHeal, type HealPolicy } from '../core/plan/healPolicy.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import type { AuditEntry } from '../core/model/audit.ts';
import type { Finding } from '../core/model/finding.ts';
import { objectKey, type ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { Environment } from './environment.ts';
import type { Executor } from './executor.ts';
import { FightDetector, type Fight } from './fightDetector.ts';
import type { StateScope, StateStore } from './stateStore.ts';
import type { StatusStore } from './statusStore.ts';
import type { StepResult } from './syncReport.ts';

/** Why healing does nothing at present; each has an end of its own. */
export type HealStop =
  | { readonly kind: 'off' }
  | { readonly kind: 'needsConsent' }
  | { readonly kind: 'paused'; readonly until: string }
  | { readonly kind: 'held'; readonly why: string };

/** What the repository says about the revision that healing is bound to. */
export interface HealGuard {
  /** A sentence where healing must wait: another branch, a rebase, a ref that moved aside. */
  hold(): Promise<string | undefined>;
}

export interface SelfHealerParts {
  readonly store: StatusStore;
  readonly executor: Executor;
  readonly policy: HealPolicy;
  readonly scope: StateScope;
  readonly state: StateStore;
  readonly guard: HealGuard;
  readonly environment: Environment;
  /** Tells what was healed, and what is given up. */
  readonly onHealed: (results: readonly StepResult[]) => void;
  readonly onFight: (fight: Fight) => void;
  readonly onStop: (stop: HealStop | undefined) => void;
  readonly audit: (entry: Pick<AuditEntry, 'objects' | 'outcome'>) => Promise<void>;
}

const settle = 150;
const firstBackoff = 2_000;
const longestBackoff = 300_000;

/**
 * The policy in place of the click: the same plan, the same executor, with guards (drift.md 6).
 * In force only with a person's consent to exactly this policy on this cluster.
 */
export class SelfHealer {
  readonly #parts: SelfHealerParts;
  readonly #fights = new FightDetector();
  readonly #seenLive = new Set<ObjectKey>();
  readonly #failed = new Map<
    ObjectKey,
    { readonly attempt: string; delay: number; next: number }
  >();
  #timer: { dispose(): void } | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #disposed = false;
  #stop: string | undefined;
  #subscription: { dispose(): void } | undefined;

  constructor(parts: SelfHealerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#noteLive([...this.#parts.store.entries()].map(([key]) => key));
    this.#subscription = this.#parts.store.onDidChange(({ keys }) => {
      this.#noteLive(keys);
      this.#soon(settle);
    });
    this.#soon(0);
  }

  dispose(): void {
    this.#disposed = true;
    this.#subscription?.dispose();
    this.#timer?.dispose();
  }

  /** Resolves when no healing is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  #noteLive(keys: Iterable<ObjectKey>): void {
    for (const key of keys) {
      const status = this.#parts.store.get(key)?.status;
      if (status === 'inSync' || status === 'drifted' || status === 'behind')
        this.#seenLive.add(key);
    }
  }

  #soon(delay: number): void {
    if (this.#disposed) return;
    this.#timer?.dispose();
    this.#timer = this.#parts.environment.clock.after(delay, () => this.#begin());
  }

  #begin(): void {
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    this.#running = this.#heal()
      .catch((error: unknown) => this.#parts.environment.log.warn(`Self-heal: ${String(error)}`))
      .finally(() => {
        this.#running = undefined;
        if (this.#again) this.#soon(settle);
        this.#again = false;
      });
  }

  async #heal(): Promise<void> {
    const stop = await this.#stops();
    this.#tell(stop);
    if (stop !== undefined) {
      if (stop.kind === 'paused' || stop.kind === 'held') this.#soon(1_000);
      return;
    }
    const now = this.#parts.environment.clock.now().getTime();
    const due = [...this.#parts.store.entries()].filter(([key, status]) =>
      this.#isDue(key, status, now),
    );
    if (due.length === 0) return;
    const prepared = await this.#parts.executor.prepare(due, {
      force: false,
      only: (status, finding) => this.#mayHeal(status, finding),
    });
    // What was true when the plan was made may be over: a pause, a checkout, a withdrawn consent.
    const late = await this.#stops();
    if (late !== undefined || this.#disposed) return this.#tell(late);
    const report = await this.#parts.executor.run(prepared);
    this.#take(report.results);
    await this.#log(report.results);
  }

  async #stops(): Promise<HealStop | undefined> {
    const { policy, scope, state, guard, environment } = this.#parts;
    if (!policy.selfHeal && !policy.autoSync) return { kind: 'off' };
    const hash = policyHash(policy, environment);
    const consent = (await state.consents()).some(
      (one) => sameScope(one, scope) && one.clusterUid === scope.clusterUid && one.policy === hash,
    );
    if (!consent) return { kind: 'needsConsent' };
    const pause = (await state.pauses()).find((one) => sameScope(one, scope));
    if (pause !== undefined && Date.parse(pause.until) > environment.clock.now().getTime()) {
      return { kind: 'paused', until: pause.until };
    }
    if (this.#parts.store.state.phase !== 'current') {
      return { kind: 'held', why: this.#parts.store.state.message ?? 'the cluster is away' };
    }
    const why = await guard.hold();
    return why === undefined ? undefined : { kind: 'held', why };
  }

  #tell(stop: HealStop | undefined): void {
    const text = JSON.stringify(stop);
    if (text === this.#stop) return;
    this.#stop = text;
    this.#parts.onStop(stop);
  }

  #isDue(key: ObjectKey, status: ObjectStatus, now: number): boolean {
    if (!callsForHealing(status, this.#parts.policy, this.#seenLive.has(key))) return false;
    if (status.status !== 'missing' && !status.findings.some((one) => this.#mayHeal(status, one))) {
      return false;
    }
    const failed = this.#failed.get(key);
    if (failed === undefined || failed.attempt !== attemptOf(status, this.#parts.store))
      return true;
    if (now >= failed.next) return true;
    this.#soon(failed.next - now);
    return false;
  }

  #mayHeal(status: ObjectStatus, finding: Finding): boolean {
    if (!mayHeal(finding, this.#parts.policy)) return false;
    const { environment, onFight } = this.#parts;
    const key = objectKey(status.ref);
    const path = formatPath(finding.path);
    if (this.#fights.isFought(key, path)) return false;
    const manager = finding.writer?.manager ?? '';
    if (this.#fights.mayHeal(key, path, manager, environment.clock.now().getTime())) return true;
    onFight({ key, path, manager });
    return false;
  }

  #take(results: readonly StepResult[]): void {
    const now = this.#parts.environment.clock.now().getTime();
    for (const { step, outcome, status } of results) {
      if (outcome === 'done') {
        this.#failed.delete(step.key);
        for (const { path } of step.changes) this.#fights.healed(step.key, formatPath(path), now);
      } else if (outcome !== 'nothing') this.#backOff(step.key, status, now);
    }
    const told = results.filter(({ outcome }) => outcome !== 'nothing');
    if (told.length > 0) this.#parts.onHealed(told);
  }

  #backOff(key: ObjectKey, seen: ObjectStatus | undefined, now: number): void {
    const status = seen ?? this.#parts.store.get(key);
    if (status === undefined) return;
    const attempt = attemptOf(status, this.#parts.store);
    const before = this.#failed.get(key);
    const delay =
      before?.attempt === attempt ? Math.min(longestBackoff, before.delay * 3) : firstBackoff;
    this.#failed.set(key, { attempt, delay, next: now + delay });
    this.#soon(delay);
  }

  async #log(results: readonly StepResult[]): Promise<void> {
    const tried = results.filter(({ outcome }) => outcome !== 'nothing' && outcome !== 'notRun');
    if (tried.length === 0) return;
    const done = tried.filter(({ outcome }) => outcome === 'done').length;
    await this.#parts.audit({
      objects: tried.map(({ step, outcome, message }) => ({
        ref: step.ref,
        fields: step.changes.map(({ path }) => formatPath(path)),
        outcome,
        ...(message === undefined ? {} : { message }),
      })),
      outcome: done === tried.length ? 'done' : done === 0 ? 'failed' : 'partial',
    });
  }
}

/** The content of a policy that a consent is bound to. */
export function policyHash(policy: HealPolicy, environment: Environment): string {
  return environment.hash(JSON.stringify([policy.selfHeal, policy.autoSync]));
}

function sameScope(
  a: { readonly repository: string; readonly target: string },
  b: { readonly repository: string; readonly target: string },
): boolean {
  return a.repository === b.repository && a.target === b.target;
}

/** One (revision, live) pair, as far as the verdict tells. */
function attemptOf(status: ObjectStatus, store: StatusStore): string {
  const findings = status.findings.map(({ kind, path, live, writer }) => [
    kind,
    formatPath(path),
    live,
    writer?.time,
  ]);
  return JSON.stringify([store.state.revision?.sha, status.status, findings]);
}
