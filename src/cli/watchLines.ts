import type { JsonObject } from '../core/model/json.ts';
import type { ObjectStatus, Status } from '../core/model/objectStatus.ts';
import type { TargetState } from '../engine/statusStore.ts';
import { line, span, type Line } from './spans.ts';
import { statusFaces } from './statusFaces.ts';
import { defined, objectJson } from './statusJson.ts';
import { subjectText } from './subjectText.ts';
import { differenceText } from './valueText.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import { writerWords } from '../core/diff/writerWords.ts';

/** One status that changed; `gone` where Git declares the object no longer. */
export interface WatchedChange {
  readonly time: string;
  readonly target: string;
  readonly previous?: Status;
  readonly object: ObjectStatus;
  readonly gone?: true;
}

/** One JSON object: the object as `status --json` has it, with what it was before. */
export function watchedJson(change: WatchedChange): JsonObject {
  return {
    ...defined({
      time: change.time,
      target: change.target,
      previous: change.previous,
      gone: change.gone,
    }),
    ...objectJson(change.object),
  };
}

/** `14:02:11  ≠ Drifted  Deployment default/web  spec.replicas 3 → 5 · kubectl scale`. */
export function watchedLine(change: WatchedChange): Line {
  const { object } = change;
  const face = statusFaces[object.status];
  const word = change.gone === true ? '- No longer in Git' : `${face.mark} ${face.word}`;
  const detail = change.gone === true ? '' : detailText(object);
  return line(
    span(`${clockText(change.time)}  `, 'dim'),
    span(word.padEnd(15), change.gone === true ? 'dim' : face.style),
    '  ',
    span(subjectText(object.ref), 'bold'),
    detail === '' ? '' : `  ${detail}`,
  );
}

/** The connection's state, when it changes. */
export function phaseText(state: TargetState): string {
  switch (state.phase) {
    case 'current':
      return 'The picture is current again.';
    case 'looking':
      return 'Looking…';
    case 'asleep':
      return 'Nobody looks: nothing is watched.';
    case 'stale':
      return `${failureText(state)} It is tried again by itself.`;
    case 'failed':
      return failureText(state);
  }
}

function failureText({ message, since }: TargetState): string {
  const when = since === undefined ? '' : ` Since ${since}.`;
  return `${message ?? 'The cluster does not answer.'}${when}`;
}

function detailText(object: ObjectStatus): string {
  if (object.message !== undefined) return object.message;
  const [first, ...rest] = object.findings;
  if (first === undefined) return '';
  const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
  const who = first.writer === undefined ? '' : ` · ${writerWords(first.writer)}`;
  return `${formatPath(first.path)} ${differenceText(first)}${more}${who}`;
}

function clockText(time: string): string {
  return new Date(time).toTimeString().slice(0, 8);
}
