import type { HealthVerdict } from '../core/health/healthVerdict.ts';
import type { JsonObject } from '../core/model/json.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { writes, type Plan } from '../core/model/plan.ts';
import type { SyncChoice } from '../core/plan/objectFacts.ts';
import { auditedSync } from '../engine/auditedSync.ts';
import { Executor, type PreparedSync } from '../engine/executor.ts';
import type { Engine } from '../engine/engine.ts';
import { followHealth, type FollowedHealth } from '../engine/healthFollower.ts';
import {
  definitionsAmong,
  joinRounds,
  waitingForVersion,
  type SyncRound,
} from '../engine/laterSync.ts';
import { ShownGit } from '../engine/shownGit.ts';
import type { SyncProgress, SyncReport } from '../engine/syncReport.ts';
import type { Clock } from '../engine/environment.ts';
import { isYes } from './askConsent.ts';
import type { CommandParts, OpenTarget } from './command.ts';
import type { SyncOptions } from './commandLine.ts';
import { syncExitCode, type ExitCode } from './exitCode.ts';
import { lookOnce } from './lookOnce.ts';
import { matchObjects } from './matchObjects.ts';
import { heldFields } from './heldFields.ts';
import { followedLines, keysToFollow, RolloutTeller } from './rolloutText.ts';
import { planLines, planTitle, reportLines } from './planText.ts';
import { line, span, type Line } from './spans.ts';
import { problemLines } from './statusText.ts';
import { headLines } from './subjectText.ts';
import { targetSyncJson } from './syncJson.ts';
import { visibleText } from '../core/model/visibleText.ts';

/** `driftline sync`: plan, consent, writes, and a look at what became of it. */
export async function runSync(
  parts: CommandParts,
  options: SyncOptions,
  clock: Clock,
): Promise<ExitCode> {
  const opened = await parts.open(options);
  try {
    await lookOnce(parts, opened);
    return await new SyncRun(parts, options, opened, clock).run();
  } finally {
    await opened.engine.dispose();
  }
}

/**
 * As `runSync`, on a target that was looked at already, and as a part of another command: its JSON
 * is given to `tell`, not printed.
 */
export function runSyncOn(
  parts: CommandParts,
  options: SyncOptions,
  opened: OpenTarget,
  clock: Clock,
  tell: (target: JsonObject) => void,
): Promise<ExitCode> {
  return new SyncRun(parts, options, opened, clock, tell).run();
}

type Entry = readonly [ObjectKey, ObjectStatus];

interface Tools {
  readonly executor: Executor;
  readonly shown: ShownGit;
  readonly stop: AbortSignal;
  /** What is said where a round writes nothing, without the stop at its end. */
  readonly nothing: string;
}

class SyncRun {
  readonly #parts: CommandParts;
  readonly #options: SyncOptions;
  readonly #opened: OpenTarget;
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #tell: (target: JsonObject) => Promise<void> | void;

  constructor(
    parts: CommandParts,
    options: SyncOptions,
    opened: OpenTarget,
    clock: Clock,
    tell?: (target: JsonObject) => void,
  ) {
    this.#parts = parts;
    this.#options = options;
    this.#opened = opened;
    this.#engine = opened.engine;
    this.#clock = clock;
    this.#tell = tell ?? ((target) => parts.console.printJson({ targets: [target] }));
  }

  async run(): Promise<ExitCode> {
    const { cluster, store } = this.#engine;
    const { phase, message } = store.state;
    if (cluster === undefined || phase === 'failed' || phase === 'stale') {
      await this.#parts.console.say(message ?? 'The cluster does not answer. Try again.');
      await this.#finish({ steps: [], notes: [] }, undefined);
      return 2;
    }
    const { operation } = store.state.revision ?? {};
    if (operation !== undefined) {
      const finish = `A git ${operation} is under way in the repository: finish or abort it first.`;
      await this.#parts.console.say(`${finish} Nothing was written.`);
      await this.#finish({ steps: [], notes: [finish] }, undefined);
      return 1;
    }
    const shown = new ShownGit(this.#opened.git, store.state, 'revision');
    const chosen = matchObjects(this.#options.objects, [...store.entries()]);
    const executor = new Executor({ cluster, source: this.#engine, clock: this.#clock });
    const tools = { executor, shown, stop: this.#parts.stop(), nothing: 'Nothing was written' };
    const first = await this.#round(chosen, tools);
    const { plan, report } = await this.#goOn(first, new Map(chosen), tools);
    const followed = await this.#follow(plan, report, tools.stop);
    await this.#finish(plan, report, followed);
    const code = syncExitCode(plan, report, store.state.problems);
    return code === 0 && followed.some(({ settled }) => settled !== 'well') ? 1 : code;
  }

  /** One plan of these objects, the consent to it, and its writes. */
  async #round(chosen: readonly Entry[], tools: Tools): Promise<SyncRound> {
    const { executor, shown, stop } = tools;
    const { console } = this.#parts;
    const onProgress = (progress: SyncProgress): void => this.#show(progress);
    const prepare = (choice: SyncChoice): Promise<PreparedSync> =>
      executor.prepare(chosen, choice, { signal: stop, onProgress });
    let prepared = await prepare(this.#choice());
    console.endProgress();
    const taken = await this.#takenOver(prepared.plan, stop);
    if (taken.length > 0) prepared = await prepare(this.#choice(taken));
    console.endProgress();
    const { plan } = prepared;
    const defined = definitionsAmong(prepared.acts);
    if (!(await this.#agreed(prepared, tools))) return { plan, report: undefined, defined };
    const why = await shown.whyMoved();
    if (why !== undefined) {
      const moved = await this.#moved(plan, tools.nothing, why);
      return { plan: moved, report: undefined, defined };
    }
    const record = { acts: this.#opened.acts, state: this.#engine.store.state };
    const report = await auditedSync(executor, prepared, record, { signal: stop, onProgress });
    console.endProgress();
    return { plan, report, defined };
  }

  /**
   * Objects in a version that came with this very sync could not be looked at before: they are
   * planned by themselves, and agreed to.
   */
  async #goOn(
    first: SyncRound,
    before: ReadonlyMap<ObjectKey, ObjectStatus>,
    tools: Tools,
  ): Promise<SyncRound> {
    const waiting = waitingForVersion(first, before);
    if (waiting.length === 0) return first;
    await lookOnce(this.#parts, this.#opened);
    const { store } = this.#engine;
    const entries = waiting.flatMap((key) => {
      const status = store.get(key);
      return status === undefined ? [] : [[key, status] as const];
    });
    const again = { ...tools, nothing: 'Nothing more was written' };
    return joinRounds(first, await this.#round(entries, again));
  }

  /** What was agreed to is not what Git says by now: the plan, with a note that says so. */
  async #moved(plan: Plan, nothing: string, why: string): Promise<Plan> {
    const words = `${nothing}: ${why}. Run driftline sync again to see the new plan.`;
    await this.#parts.console.say(words);
    return { ...plan, notes: [...plan.notes, words] };
  }

  #choice(taken: readonly string[] = []): SyncChoice {
    const { force, objects, recreate = false, takeOver = [] } = this.#options;
    return { force, named: objects.length > 0, recreate, takeOver: [...takeOver, ...taken] };
  }

  /** On a terminal each manager that is in the way is named, and may be taken over from. */
  async #takenOver(plan: Plan, stop: AbortSignal): Promise<readonly string[]> {
    const { canAsk, console } = this.#parts;
    const { json, yes, dryRun } = this.#options;
    if (!canAsk || json || yes || dryRun || this.#opened.unnamed !== undefined) return [];
    const taken: string[] = [];
    for (const [manager, fields] of heldFields(plan, this.#options.takeOver ?? [])) {
      if (stop.aborted) break;
      await console.say(`${manager} holds:\n${fields.map((field) => `  ${field}`).join('\n')}`);
      const question = `Take over from ${visibleText(manager)}? [y/N] `;
      const answer = await this.#parts.ask(question, stop);
      if (isYes(answer)) taken.push(manager);
    }
    return taken;
  }

  /** With `--wait`: until what was written, or still is on its way, has settled. */
  async #follow(
    plan: Plan,
    report: SyncReport | undefined,
    stop: AbortSignal,
  ): Promise<readonly FollowedHealth[]> {
    const { wait, dryRun } = this.#options;
    if (wait === undefined || dryRun) return [];
    const keys = keysToFollow(plan, report, (key) => this.#engine.store.get(key)?.health);
    if (keys.length === 0) return [];
    const teller = new RolloutTeller(this.#parts.console, plan);
    const onProgress = (open: ReadonlyMap<ObjectKey, HealthVerdict>): void => teller.tell(open);
    const control = { clock: this.#clock, timeout: wait, signal: stop, onProgress };
    const followed = await followHealth(this.#engine, keys, control);
    this.#parts.console.endProgress();
    return followed;
  }

  /** Shows the plan and gets consent; false where nothing is to be written, or may be. */
  async #agreed({ plan }: PreparedSync, { stop, nothing }: Tools): Promise<boolean> {
    const { console } = this.#parts;
    if (!this.#options.json) await console.print(this.#planned(plan));
    if (!plan.steps.some(writes)) return false;
    if (this.#options.dryRun) return false;
    if (this.#opened.unnamed !== undefined) {
      await console.say(`${nothing}. ${this.#opened.unnamed}`);
      return false;
    }
    if (this.#options.yes) return true;
    if (this.#options.json || !this.#parts.canAsk) {
      await console.say(`${nothing}: say --yes to agree to the plan.`);
      return false;
    }
    const where = this.#engine.store.state.cluster?.context ?? 'the cluster';
    const answer = await this.#parts.ask(`Apply to ${visibleText(where)}? [y/N] `, stop);
    if (isYes(answer)) return true;
    await console.say(`${nothing}.`);
    return false;
  }

  #planned(plan: Plan): readonly Line[] {
    const { state } = this.#engine.store;
    const body = planLines(plan);
    const writing = plan.steps.some(writes);
    const nothing = plan.steps.some(({ refusal }) => refusal !== undefined)
      ? 'Nothing else is to be done.'
      : 'Nothing to do: the cluster follows Git.';
    return [
      ...headLines(state, this.#opened.repository),
      ...(body.length === 0 ? [] : [line(), ...body]),
      ...problemLines(state.problems.filter(({ severity }) => severity === 'error')),
      line(),
      line(writing ? span(`${planTitle(plan, state)}.`, 'bold') : span(nothing, 'green')),
    ];
  }

  async #finish(
    plan: Plan,
    report: SyncReport | undefined,
    followed: readonly FollowedHealth[] = [],
  ): Promise<void> {
    const { console } = this.#parts;
    if (this.#options.json) {
      const { state } = this.#engine.store;
      await this.#tell(targetSyncJson(state, plan, report, followed));
      return;
    }
    if (report !== undefined) await console.print([line(), ...reportLines(report)]);
    if (followed.length > 0) await console.print(followedLines(followed, plan));
    if (report?.cancelled === true) {
      await console.say('Stopped. Run driftline sync again to go on.');
    }
  }

  #show({ phase, done, total, subject }: SyncProgress): void {
    const what = subject === undefined ? '' : ` ${subject}`;
    this.#parts.console.progress(`${phaseWords[phase]} ${done}/${total}${what}`);
  }
}

const phaseWords: Readonly<Record<SyncProgress['phase'], string>> = {
  planning: 'Planning',
  writing: 'Writing',
  waiting: 'Waiting for',
};
