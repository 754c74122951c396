import type { HealthVerdict } from '../core/health/healthVerdict.ts';
import type { ObjectKey, ObjectRef } from '../core/model/objectRef.ts';
import type { Health } from '../core/model/objectStatus.ts';
import { writes, type Plan } from '../core/model/plan.ts';
import type { FollowedHealth } from '../engine/healthFollower.ts';
import type { SyncReport } from '../engine/syncReport.ts';
import type { Console } from './console.ts';
import { line, span, type Line, type Style } from './spans.ts';
import { resourceText } from './subjectText.ts';

/** What was written, and what needed no write but has not settled since an earlier one. */
export function keysToFollow(
  plan: Plan,
  report: SyncReport | undefined,
  healthOf: (key: ObjectKey) => Health | undefined,
): readonly ObjectKey[] {
  if (report === undefined && plan.steps.some(writes)) return [];
  const outcomes = new Map(report?.results.map(({ step, outcome }) => [step.key, outcome]));
  return plan.steps.flatMap(({ key, refusal }) => {
    const outcome = outcomes.get(key) ?? 'nothing';
    if (outcome === 'done' || outcome === 'unsettled') return [key];
    const onItsWay = refusal === undefined && healthOf(key) === 'progressing';
    return outcome === 'nothing' && onItsWay ? [key] : [];
  });
}

/** Tells how rollouts go: each new word of an object once, in lines that stay. */
export class RolloutTeller {
  readonly #console: Console;
  readonly #refs: ReadonlyMap<ObjectKey, ObjectRef>;
  readonly #told = new Map<ObjectKey, string>();

  constructor(console: Console, plan: Plan) {
    this.#console = console;
    this.#refs = refsOf(plan);
  }

  tell(open: ReadonlyMap<ObjectKey, HealthVerdict>): void {
    for (const [key, { reason }] of open) {
      const ref = this.#refs.get(key);
      if (ref === undefined || this.#told.get(key) === reason) continue;
      this.#told.set(key, reason);
      void this.#console.say(`Waiting for ${resourceText(ref)}: ${reason}`);
    }
  }
}

const faces: Readonly<Record<FollowedHealth['settled'], readonly [string, Style, string]>> = {
  well: ['✓', 'green', ''],
  degraded: ['✗', 'red', ''],
  timedOut: ['✗', 'red', ' Not healthy in time.'],
  stopped: ['·', 'yellow', ' Stopped waiting; it goes on by itself.'],
};

/** How each followed object ended. */
export function followedLines(followed: readonly FollowedHealth[], plan: Plan): readonly Line[] {
  const refs = refsOf(plan);
  return followed.flatMap(({ key, verdict, settled }) => {
    const ref = refs.get(key);
    const [sign, style, note] = faces[settled];
    if (ref === undefined) return [];
    const words = ` ${verdict.health}: ${verdict.reason}${note}`;
    return [line(span(`${sign} `, style), resourceText(ref), span(words, 'dim'))];
  });
}

function refsOf(plan: Plan): ReadonlyMap<ObjectKey, ObjectRef> {
  return new Map(plan.steps.map(({ key, ref }) => [key, ref]));
}
