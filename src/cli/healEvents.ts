import type { JsonObject } from '../core/model/json.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import type { ObjectRef } from '../core/model/objectRef.ts';
import { ignoreRuleText } from '../core/plan/ignoreRuleText.ts';
import type { Fight } from '../engine/fightDetector.ts';
import type { HealStop } from '../engine/healGate.ts';
import type { StepResult } from '../engine/syncReport.ts';
import { line, span, type Line, type Style } from './spans.ts';
import { defined } from './statusJson.ts';
import { subjectText } from './subjectText.ts';

export type HealWord =
  | 'on'
  | 'healed'
  | 'notHealed'
  | 'givenUp'
  | 'left'
  | 'paused'
  | 'held'
  | 'needsConsent'
  | 'off'
  | 'ended';

/** One line that `watch --heal` tells of itself. */
export interface HealEvent {
  readonly event: HealWord;
  readonly ref?: ObjectRef;
  /** Paths that were settled, or are given up; none where it is the whole object. */
  readonly fields?: readonly string[];
  /** A sentence for people. */
  readonly message?: string;
  /** Who else writes the field. */
  readonly manager?: string;
  /** A rule for `.driftline.yaml` that leaves the field to its writer. */
  readonly ignoreRule?: string;
  /** RFC 3339: end of the pause. */
  readonly until?: string;
}

export function resultEvent({ step, outcome, message }: StepResult): HealEvent {
  const verb = step.action === 'create' ? 'created again' : undefined;
  const told = message ?? (outcome === 'done' ? verb : undefined);
  return {
    event: outcome === 'done' ? 'healed' : 'notHealed',
    ref: step.ref,
    fields: step.changes.map(({ path }) => formatPath(path)),
    ...(told === undefined ? {} : { message: told }),
  };
}

/** It came back too often, and is given up. */
export function fightEvent(fight: Fight): HealEvent {
  const { ref, path, manager } = fight;
  const who = manager === '' ? 'somebody who is not recorded' : `"${manager}"`;
  if (path.length === 0) {
    const message = `${who} deletes it again and again: three times in ten minutes. It is not made again until the watch is started anew.`;
    return { event: 'givenUp', ref, fields: [], manager, message };
  }
  const field = formatPath(path);
  const message = `${field} came back three times in ten minutes: ${who} writes it. It is left alone until the watch is started anew.`;
  const ignoreRule = ignoreRuleText(ref, path);
  return { event: 'givenUp', ref, fields: [field], manager, message, ignoreRule };
}

/** It is drift, but not by a hand. */
export function leftEvent({ ref, path, manager }: Fight): HealEvent {
  const field = formatPath(path);
  const who = manager === '' ? 'a writer who is not recorded' : `"${manager}"`;
  const message = `${field} is left alone: ${who} wrote it, and is no hand by what is known.`;
  const ignoreRule = ignoreRuleText(ref, path);
  return { event: 'left', ref, fields: [field], manager, message, ignoreRule };
}

/** Why nothing is healed at present; `undefined`: it is healed again. */
export function stopEvent(stop: HealStop | undefined): HealEvent {
  if (stop === undefined) return { event: 'on', message: 'Self-heal is on.' };
  switch (stop.kind) {
    case 'off': {
      const message = '.driftline.yaml asks for no self-heal any more.';
      return { event: 'off', message };
    }
    case 'needsConsent': {
      const why =
        stop.withdrawn === true
          ? 'The consent was withdrawn'
          : 'The policy, or what it reaches, is not what was allowed';
      const message = `${why}: start driftline watch --heal again to be asked.`;
      return { event: 'needsConsent', message };
    }
    case 'paused': {
      const message = `Self-heal is paused until ${clockText(stop.until)}: driftline resume ends it.`;
      return { event: 'paused', message, until: stop.until };
    }
    case 'held':
    case 'catchingUp': {
      const why = stop.kind === 'held' ? stop.why : 'Git is being read';
      return { event: 'held', message: `Self-heal waits: ${why.replace(/\.$/, '')}.` };
    }
    case 'ended':
      return { event: 'ended', message: `Self-heal has ended: ${stop.why.replace(/\.$/, '')}.` };
  }
}

/** One JSON object, told from a status line by its `event`. */
export function healJson(event: HealEvent, time: string, target: string): JsonObject {
  const ref: JsonObject | undefined =
    event.ref === undefined ? undefined : { ...defined({ ...event.ref }) };
  return {
    ...defined({ time, target, event: event.event, ...(ref === undefined ? {} : { ref }) }),
    ...(event.fields === undefined ? {} : { fields: [...event.fields] }),
    ...defined({
      message: event.message,
      manager: event.manager,
      ignoreRule: event.ignoreRule,
      until: event.until,
    }),
  };
}

const faces: Readonly<Record<HealWord, readonly [text: string, style: Style]>> = {
  on: ['✓ Healing', 'green'],
  healed: ['✓ Healed', 'green'],
  notHealed: ['✗ Not healed', 'red'],
  givenUp: ['✗ Given up', 'red'],
  left: ['· Left', 'yellow'],
  paused: ['‖ Paused', 'yellow'],
  held: ['‖ Waiting', 'yellow'],
  needsConsent: ['‖ Not allowed', 'yellow'],
  off: ['‖ Off', 'yellow'],
  ended: ['✗ Ended', 'red'],
};

/** `14:02:11  ✓ Healed      Deployment default/web  spec.replicas`. */
export function healLines(event: HealEvent, time: string): readonly Line[] {
  const [text, style] = faces[event.event];
  const detail = event.message ?? (event.fields ?? []).join(', ');
  const first = line(
    span(`${clockText(time)}  `, 'dim'),
    span(text.padEnd(14), style),
    '  ',
    ...(event.ref === undefined ? [] : [span(subjectText(event.ref), 'bold'), '  ']),
    detail,
  );
  if (event.ignoreRule === undefined) return [first];
  const offer = `          To leave it to them for good, in .driftline.yaml: ${event.ignoreRule}`;
  return [first, line(span(offer, 'dim'))];
}

function clockText(time: string): string {
  return new Date(time).toTimeString().slice(0, 8);
}
