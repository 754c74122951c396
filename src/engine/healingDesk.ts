import { formatPath } from '../core/model/fieldPath.ts';
import { formatRef, type ObjectKey } from '../core/model/objectRef.ts';
import type { ActLog } from './actLog.ts';
import { healedWords } from './auditedSync.ts';
import type { Engine } from './engine.ts';
import type { Environment } from './environment.ts';
import { Executor } from './executor.ts';
import type { Fight } from './fightDetector.ts';
import { HealGate, type HealStop } from './healGate.ts';
import { HealConsent } from './healConsent.ts';
import { readHealTerms, type HealTerms } from './healTerms.ts';
import type { Repository } from './repository.ts';
import { RevisionGuard } from './revisionGuard.ts';
import { SelfHealer } from './selfHealer.ts';
import type { StateScope, StateStore } from './stateStore.ts';
import type { StepResult } from './syncReport.ts';

/** What self-heal does at present, or why it does nothing. */
export type HealState =
  { readonly kind: 'on' } | Exclude<HealStop, { readonly kind: 'catchingUp' }>;

/** Something that healing did, in a sentence. */
export interface HealNews {
  readonly kind: 'healed' | 'failed' | 'fight' | 'left';
  readonly message: string;
  readonly key: ObjectKey;
}

export interface HealingDeskParts {
  readonly engine: Engine;
  readonly repository: Repository;
  readonly state: StateStore;
  readonly acts: ActLog;
  readonly environment: Environment;
}

type Listener = (news?: HealNews) => void;

/**
 * Self-heal of one target as the editor has it: it runs while `.driftline.yaml` asks for it, and
 * writes only after a person's consent on this machine. Consents and pauses are shared with
 * `driftline watch --heal`.
 */
export class HealingDesk {
  readonly #parts: HealingDeskParts;
  readonly #listeners = new Set<Listener>();
  readonly #following: { dispose(): void };
  #state: HealState = { kind: 'off' };
  #healer: SelfHealer | undefined;
  #gate: HealGate | undefined;
  #boundTo: string | undefined;
  #checking: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(parts: HealingDeskParts) {
    this.#parts = parts;
    this.#following = parts.engine.store.onDidChange(({ target }) => {
      if (target) this.check();
    });
    this.check();
  }

  get state(): HealState {
    return this.#state;
  }

  /** What a person is asked to allow, as it stands now. */
  terms(): Promise<HealTerms> {
    const { engine, repository } = this.#parts;
    return readHealTerms(repository, engine.store.state);
  }

  /**
   * Gives the consent for the terms that a person was shown. Throws where nothing can be allowed,
   * and where others are in force by now: those nobody has seen.
   */
  async allow(shown: HealTerms): Promise<void> {
    await this.#consent().give(shown, this.#parts.acts);
    this.check();
  }

  /** Withdraws every consent for this target. */
  async forbid(): Promise<void> {
    await this.#consent().withdraw(this.#parts.acts);
    this.check();
  }

  async pause(minutes: number): Promise<void> {
    const { environment, state } = this.#parts;
    const end = environment.clock.now().getTime() + minutes * 60_000;
    const until = new Date(end).toISOString();
    await state.setPause({ ...this.#place(), until });
    await this.#note('pause', `self-heal paused until ${until}`);
    this.check();
  }

  async resume(): Promise<void> {
    await this.#parts.state.clearPause(this.#place());
    await this.#note('resume', 'self-heal resumed');
    this.check();
  }

  onDidChange(listener: Listener): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Looks anew at what is asked for and allowed; also after `.driftline.yaml` was saved. */
  check(): void {
    const report = (error: unknown): void =>
      this.#parts.environment.log.warn(`Self-heal: ${String(error)}`);
    this.#checking = this.#checking.then(() => this.#check()).catch(report);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#following.dispose();
    this.#listeners.clear();
    await this.#checking;
    await this.#healer?.dispose();
  }

  async #check(): Promise<void> {
    if (this.#disposed) return;
    const { cluster, phase, revision } = this.#parts.engine.store.state;
    const isSeen = phase === 'current' || phase === 'stale';
    if (!isSeen || revision === undefined) return;
    const terms = await this.terms();
    if (!terms.policy.selfHeal) return this.#stop({ kind: 'off' });
    if (cluster === undefined) return this.#stop({ kind: 'held', why: 'the cluster is away' });
    if (cluster.uid === undefined) {
      const why = 'the cluster cannot be told from others: kube-system may not be read';
      return this.#stop({ kind: 'held', why });
    }
    await this.#run(cluster.uid);
  }

  async #run(clusterUid: string): Promise<void> {
    const { engine, repository, state, environment } = this.#parts;
    const { store, cluster } = engine;
    const { target, revision } = store.state;
    const bound = JSON.stringify([clusterUid, target.name, target.revision, target.path]);
    if (cluster === undefined || revision === undefined) return;
    if (this.#healer !== undefined && this.#boundTo === bound) return this.#tellDecided();
    await this.#healer?.dispose();
    this.#healer = undefined;
    const guard = RevisionGuard.bind(repository, target.revision, revision);
    if (typeof guard === 'string') return this.#stop({ kind: 'held', why: guard });
    const answering = async (): Promise<string | undefined> => (await cluster.identify()).uid;
    const gate = new HealGate({
      ...{ store, repository, state, guard, environment, clusterUid, answering },
    });
    this.#gate = gate;
    this.#boundTo = bound;
    this.#healer = new SelfHealer({
      store,
      executor: new Executor({ cluster, source: engine, clock: environment.clock }),
      gate,
      environment,
      listener: {
        onHealed: (results) => this.#healed(results),
        onFight: (fight) =>
          this.#tell({ kind: 'fight', key: fight.key, message: fightWords(fight) }),
        onLeft: (left) => this.#tell({ kind: 'left', key: left.key, message: leftWords(left) }),
        onStop: (stop) => this.#become(stop),
      },
    });
    await this.#tellDecided();
    this.#healer.start();
  }

  /** A consent or a pause shows at once; what Git has to say comes with the next check. */
  async #tellDecided(): Promise<void> {
    const decided = await this.#gate?.decided();
    if (decided === undefined || this.#state.kind === 'ended') return;
    if ('kind' in decided) this.#become(decided);
    else if (this.#state.kind !== 'held') this.#become(undefined);
  }

  async #stop(state: HealState): Promise<void> {
    const healer = this.#healer;
    this.#healer = undefined;
    this.#boundTo = undefined;
    await healer?.dispose();
    this.#take(state);
  }

  #become(stop: HealStop | undefined): void {
    if (stop?.kind === 'catchingUp') return;
    this.#take(stop ?? { kind: 'on' });
  }

  #take(state: HealState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    this.#tell();
  }

  async #healed(results: readonly StepResult[]): Promise<void> {
    for (const { step, outcome, message } of results) {
      const subject = formatRef(step.ref);
      if (outcome === 'done') {
        const fields = step.changes.map(({ path }) => formatPath(path)).join(', ');
        const what = fields === '' ? 'was brought back' : `was healed: ${fields}`;
        this.#tell({ kind: 'healed', key: step.key, message: `${subject} ${what}` });
      } else {
        const why = message ?? `${subject} could not be healed`;
        this.#tell({ kind: 'failed', key: step.key, message: why });
      }
    }
    await this.#parts.acts.append(this.#parts.engine.store.state, healedWords(results));
  }

  #tell(news?: HealNews): void {
    for (const listener of [...this.#listeners]) listener(news);
  }

  #note(act: 'pause' | 'resume', message: string): Promise<void> {
    const words = { act, objects: [], outcome: 'done', message } as const;
    return this.#parts.acts.append(this.#parts.engine.store.state, words);
  }

  #place(): Omit<StateScope, 'clusterUid'> {
    const { engine, repository } = this.#parts;
    return { repository: repository.root, target: engine.store.state.target.name };
  }

  #consent(): HealConsent {
    const { engine, repository, state, environment } = this.#parts;
    const { store } = engine;
    const { uid } = store.state.cluster ?? {};
    if (uid === undefined) throw new Error('The cluster does not answer: try again when it does.');
    return new HealConsent({ store, repository, state, environment }, uid);
  }
}

function fightWords({ ref, path, manager }: Fight): string {
  const who = manager === '' ? 'somebody' : manager;
  const what = path.length === 0 ? formatRef(ref) : `${formatPath(path)} of ${formatRef(ref)}`;
  return `${what} came back three times: ${who} fights for it. It is left alone; settle who owns it, or ignore the field.`;
}

function leftWords({ ref, path, manager }: Fight): string {
  const who = manager === '' ? 'an unknown writer' : manager;
  return `${formatPath(path)} of ${formatRef(ref)} is never healed, since ${who} wrote it.`;
}
