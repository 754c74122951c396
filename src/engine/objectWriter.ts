import { isEqual } from '../core/model/equal.ts';
import { formatPath, type FieldPath } from '../core/model/fieldPath.ts';
import type { Json } from '../core/model/json.ts';
import { managedFieldsOf, type KubeObject } from '../core/model/kubeObject.ts';
import { formatRef, type ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { PlanStep } from '../core/model/plan.ts';
import { appliedObject } from '../core/plan/appliedObject.ts';
import { chooseFindings } from '../core/plan/chooseFindings.ts';
import { conflictPath } from '../core/plan/conflictPath.ts';
import type { ActFinding, SyncChoice } from '../core/plan/objectFacts.ts';
import { planStep } from '../core/plan/planSync.ts';
import { revertPatch } from '../core/plan/revertPatch.ts';
import type { ActFacts, ActSource } from './actFacts.ts';
import { ClusterError, type Cluster, type ResourceKind } from './cluster.ts';
import type { Clock } from './environment.ts';
import { isVerdict } from './isVerdict.ts';
import type { KindWaiter } from './kindWaiter.ts';
import { Recreator } from './recreator.ts';
import { rehearse, type RehearsedAct } from './rehearse.ts';
import type { StepResult } from './syncReport.ts';
import { withoutSecrets } from './withoutSecrets.ts';

/** Status writes move the version of a busy object; more than that is somebody at work on it. */
const attempts = 5;
/** Milliseconds before each further one: a rollout writes the status in bursts. */
const pauses = [20, 60, 200, 500];
/** A kind that was only just defined is answered with 404 for a moment. */
const freshAttempts = 50;

/** What a writer needs of the executor. */
export interface WriterParts {
  readonly cluster: Cluster;
  readonly source: ActSource;
  readonly kinds: KindWaiter;
  readonly clock: Clock;
}

/** Carries out one step of a plan: one patch of the fields, then the apply that owns them. */
export class ObjectWriter {
  readonly #parts: WriterParts;
  readonly #step: PlanStep;
  readonly #choice: SyncChoice;
  readonly #signal: AbortSignal | undefined;
  /** The values are settled, only the ownership is still to be taken. */
  #settled = false;
  /** It was deleted, to be made anew. */
  #deleted = false;

  constructor(
    parts: WriterParts,
    step: PlanStep,
    choice: SyncChoice,
    signal: AbortSignal | undefined,
  ) {
    this.#parts = parts;
    this.#step = step;
    this.#choice = choice;
    this.#signal = signal;
  }

  /** @param planned what the plan was made of: exactly that is written, or nothing. */
  async write(planned: ActFacts | RehearsedAct): Promise<StepResult> {
    const expected = 'rehearsal' in planned ? planned.facts : planned;
    try {
      return await this.#attempt(planned, expected);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      const words = error.status?.message ?? error.message;
      const message = `${formatRef(this.#step.ref)}: ${withoutSecrets(words, expected)}`;
      const half = this.#half();
      if (isVerdict(error)) return this.#result('failed', message + half);
      return { step: this.#step, outcome: 'failed', message: message + half, cutOff: true };
    }
  }

  /** What stands in the cluster by now, where the step ends in the middle. */
  #half(): string {
    if (this.#deleted) return ' It was deleted before that: sync again to make it anew.';
    return this.#settled ? ' Its values were written before that.' : '';
  }

  async #attempt(planned: ActFacts | RehearsedAct, expected: ActFacts): Promise<StepResult> {
    let act: ActFacts | RehearsedAct = planned;
    const most = expected.kind === undefined ? freshAttempts : attempts;
    for (let attempt = 1; attempt <= most; attempt += 1) {
      // A deletion has no guard but the uid: it is looked at once more right before.
      // Only a patch is held to the version that was read; all else is looked at once more.
      if (attempt > 1 || !('rehearsal' in act) || this.#step.action !== 'patch') {
        const facts = await this.#parts.source.facts(this.#step.key);
        const moved = this.#settled ? undefined : movedSince(expected, facts, this.#choice);
        if (moved !== undefined) return this.#moved(facts, moved);
        act = await this.#rehearseAgain(act, facts);
        const refusal = this.#refusal(act);
        if (refusal !== undefined) return { ...refusal, status: act.facts.status };
      }
      if (await this.#writeOnce(act)) return this.#lookAgain(act.acted);
      if (this.#signal?.aborted === true && !this.#settled) {
        return { step: this.#step, outcome: 'notRun' };
      }
      if (expected.kind !== undefined) await this.#pause(pauses[attempt - 1]);
    }
    const message = `${formatRef(this.#step.ref)} kept changing while it was written. Try again.`;
    return this.#result('failed', message);
  }

  async #pause(milliseconds: number | undefined): Promise<void> {
    if (milliseconds === undefined) return;
    await new Promise<void>((resolve) => {
      this.#parts.clock.after(milliseconds, resolve);
    });
  }

  /** Returns false where the object moved under the write, which then did not happen. */
  async #writeOnce(act: RehearsedAct): Promise<boolean> {
    const { facts, acted, carried } = act;
    const kind = served(facts, this.#step);
    if (this.#step.action === 'recreate') return this.#recreate(kind, facts);
    try {
      const live = this.#settled ? facts.live : await this.#patch(kind, act, acted);
      const now = live === undefined ? facts : { ...facts, live };
      return await this.#apply(kind, now, carried);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.reason === 'conflict') return false;
      const early = error.reason === 'notServed' || error.reason === 'notFound';
      if (!early || !this.#parts.kinds.isFresh(kind)) throw error;
      await this.#parts.kinds.pause();
      return false;
    }
  }

  /** Never deletes what the server would not take anew, nor what is another object by now. */
  async #recreate(kind: ResourceKind, facts: ActFacts): Promise<boolean> {
    const { live, ...rest } = facts;
    const object = appliedObject(rest, []);
    const recreator = new Recreator(this.#parts.cluster, this.#parts.clock, kind);
    if (live !== undefined) {
      await recreator.rehearse(object);
      await recreator.remove(facts.status.ref, live);
      this.#deleted = true;
      await recreator.gone(facts.status.ref, live);
    }
    await this.#parts.cluster.apply(kind, object, { dryRun: false, force: false });
    this.#deleted = false;
    return true;
  }

  /**
   * Takes the ownership. A conflict can only be about how a value is written by now (`1000m` was
   * stored as `1`): then live's text is applied. It changes no value, whoever comes in between.
   */
  async #apply(
    kind: ResourceKind,
    facts: ActFacts,
    carried: readonly FieldPath[],
  ): Promise<boolean> {
    const send = (paths: readonly FieldPath[]): Promise<unknown> =>
      this.#parts.cluster.apply(kind, appliedObject(facts, paths), { dryRun: false, force: false });
    try {
      await send(carried);
    } catch (error) {
      const { live } = facts;
      if (!(error instanceof ClusterError) || live === undefined || !this.#settled) throw error;
      const causes = error.reason === 'conflict' ? (error.status?.details?.causes ?? []) : [];
      const more = causes.flatMap(({ field }) => {
        const path = conflictPath(field ?? '', live, facts.schema);
        return path === undefined ? [] : [path];
      });
      if (more.length === 0) throw error;
      await send([...carried, ...more]);
    }
    return true;
  }

  async #patch(
    kind: ResourceKind,
    { facts, carried }: RehearsedAct,
    acted: readonly ActFinding[],
  ): Promise<KubeObject | undefined> {
    const operations = revertPatch(facts, acted, appliedObject(facts, carried));
    if (operations.length === 0) return facts.live;
    const { ref } = facts.status;
    const { object } = await this.#parts.cluster.patch(kind, ref, operations, { dryRun: false });
    this.#settled = true;
    return object;
  }

  /** The server is asked again only where somebody took or left fields since it was. */
  async #rehearseAgain(before: ActFacts | RehearsedAct, facts: ActFacts): Promise<RehearsedAct> {
    const kind = served(facts, this.#step);
    if ('rehearsal' in before && isEqual(owners(before.facts.live), owners(facts.live))) {
      return { ...before, facts, acted: chooseFindings(facts, this.#choice).acted };
    }
    return rehearse(this.#parts.cluster, kind, facts, this.#choice);
  }

  #refusal({ facts, rehearsal }: RehearsedAct): StepResult | undefined {
    if (this.#settled) return undefined;
    const { key } = this.#step;
    const again = planStep({ key, status: facts.status, facts, rehearsal }, this.#choice);
    if (again.refusal === undefined) return undefined;
    return { step: again, outcome: 'refused', message: again.refusal.message };
  }

  #moved(facts: ActFacts, message: string): StepResult {
    return { step: this.#step, outcome: 'moved', message, status: facts.status };
  }

  /** Never "it worked": the cluster says whether it did. */
  async #lookAgain(acted: readonly ActFinding[]): Promise<StepResult> {
    const result = await this.#result('done');
    if (result.status === undefined) {
      const message = `${formatRef(this.#step.ref)} was written, but could not be looked at again.`;
      return { ...result, outcome: 'unsettled', message };
    }
    const back = stillThere(acted, result.status);
    if (back.length === 0) return result;
    const message = `${formatRef(this.#step.ref)} shows ${back.join(', ')} again right after the write: something in the cluster puts it back.`;
    return { ...result, outcome: 'unsettled', message };
  }

  async #result(outcome: 'done' | 'failed', message?: string): Promise<StepResult> {
    const { key } = this.#step;
    const status = await this.#seen(key);
    return {
      step: this.#step,
      outcome,
      ...(message === undefined ? {} : { message }),
      ...(status === undefined ? {} : { status }),
    };
  }

  /** `undefined` where the cluster does not answer: then nothing is claimed. */
  async #seen(key: ObjectKey): Promise<ObjectStatus | undefined> {
    try {
      return (await this.#parts.source.lookAgain([key])).get(key);
    } catch (error) {
      if (error instanceof ClusterError) return undefined;
      throw error;
    }
  }
}

function served(facts: ActFacts, step: PlanStep): ResourceKind {
  if (facts.kind !== undefined) return facts.kind;
  const { apiVersion, kind } = step.ref;
  throw new ClusterError(
    'notServed',
    `The cluster does not serve ${kind} of ${apiVersion}. Apply its CustomResourceDefinition first.`,
  );
}

/** Why the plan no longer holds, in words; `undefined` where it does. */
function movedSince(expected: ActFacts, now: ActFacts, choice: SyncChoice): string | undefined {
  const subject = formatRef(expected.status.ref);
  if (expected.kind !== undefined && !isEqual(expected.desired, now.desired)) {
    return `${subject} was changed in Git since the plan was made. Look at the new plan.`;
  }
  if ((expected.live === undefined) !== (now.live === undefined)) {
    const what = now.live === undefined ? 'is gone' : 'is there by now';
    return `${subject} ${what}. Look at the new plan.`;
  }
  if (expected.live?.metadata.uid !== now.live?.metadata.uid) {
    return `${subject} was replaced in the cluster since the plan was made. Look at the new plan.`;
  }
  const before = chooseFindings(expected, choice).acted.map(identity);
  const after = chooseFindings(now, choice).acted.map(identity);
  if (isEqual(before, after)) return undefined;
  return `${subject} changed in the cluster since the plan was made. Look at the new plan.`;
}

function identity({ finding, git, live }: ActFinding): Json {
  return [finding.kind, formatPath(finding.path), git ?? null, live ?? null];
}

/** Who owns what, without what status writes move. */
function owners(live: KubeObject | undefined): Json {
  if (live === undefined) return null;
  return managedFieldsOf(live)
    .filter(({ subresource }) => subresource !== 'status')
    .map((entry) => ({ ...entry, time: '' }) as unknown as Json);
}

/** Paths that were settled and are found all the same. */
function stillThere(acted: readonly ActFinding[], status: ObjectStatus | undefined): string[] {
  const found = new Set(status?.findings.map(({ path }) => formatPath(path)));
  return acted.map(({ finding }) => formatPath(finding.path)).filter((path) => found.has(path));
}
