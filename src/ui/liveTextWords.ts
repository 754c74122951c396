import { l10n } from 'vscode';
import { writerWords } from '../core/diff/writerWords.ts';
import { writtenAt, type Finding } from '../core/model/finding.ts';
import type { Json } from '../core/model/json.ts';
import { partedText } from '../core/model/partedText.ts';
import { entryWords } from './entryWords.ts';
import type { PlacedFinding } from './lineTargets.ts';
import { shortAge } from './timeWords.ts';
import { foreignText, lengthOf, valueWords } from './valueWords.ts';

/** Characters of the text behind a line, at most; the rest is in the hover. */
export const longestLiveText = 60;

const LONGEST_WRITER = 20;
/** Less of a value says nothing: rather leave out when, and then who. */
const LEAST_VALUE = 16;

/** The dim text behind a line: what the cluster has there, by whom, since when. Worst first. */
export function liveTextWords(found: readonly PlacedFinding[], now: Date): string | undefined {
  const [first, ...more] = found;
  if (first === undefined) return undefined;
  const tail = more.length === 0 ? '' : ` ${l10n.t('+{0} more', more.length)}`;
  return findingText(first, now, longestLiveText - lengthOf(tail)) + tail;
}

function findingText({ finding, object }: PlacedFinding, now: Date, most: number): string {
  const seen = object.since !== undefined;
  const { compose, value } = pieces(finding, seen);
  for (const rest of restsOf(finding, now)) {
    const room = most - lengthOf(compose('')) - lengthOf(rest);
    const text = value(room);
    if (lengthOf(text) <= room && (room >= LEAST_VALUE || lengthOf(value(most)) <= room)) {
      return compose(text) + rest;
    }
  }
  return compose(value(Math.max(most - lengthOf(compose('')), 1)));
}

interface Pieces {
  readonly compose: (value: string) => string;
  /** The value in that many characters. */
  readonly value: (most: number) => string;
}

function pieces(finding: Finding, seen: boolean): Pieces {
  const none = () => '';
  const entry = (most: number) => entryWords(finding, most);
  switch (finding.kind) {
    case 'changed':
      if (finding.masked) {
        return { compose: () => l10n.t('live differs (secret)'), value: none };
      }
      return {
        compose: (value) => (seen ? l10n.t('last seen: {0}', value) : l10n.t('live: {0}', value)),
        value: (most) => liveWords(finding.git, finding.live, most),
      };
    case 'absent':
      return {
        compose: () =>
          seen ? l10n.t('not in the cluster when last seen') : l10n.t('not in the cluster'),
        value: none,
      };
    case 'added':
      if (finding.note !== undefined) {
        return {
          compose: (value) => value,
          value: (most) => foreignText(finding.note ?? '', most),
        };
      }
      return { compose: addedIn(finding.masked === true), value: entry };
    case 'stale':
      return {
        compose: (value) => l10n.t('{0} left over in the cluster', value),
        value: entry,
      };
  }
}

function addedIn(masked: boolean): (value: string) => string {
  return (value) =>
    masked ? l10n.t('+ {0} in the cluster (secret)', value) : l10n.t('+ {0} in the cluster', value);
}

/** A long text that begins as Git's does is shown from where the two part. */
export function liveWords(git: Json | undefined, live: Json | undefined, most: number): string {
  const whole = valueWords(live, most);
  if (typeof git !== 'string' || typeof live !== 'string') return whole;
  if (live.length <= most && lengthOf(whole) <= most && !whole.includes('…')) return whole;
  const parted = partedText(live, git);
  return parted === live ? whole : foreignText(parted, most);
}

/** What stands behind the value, from all to nothing. */
function restsOf({ pending, writer }: Finding, now: Date): readonly string[] {
  if (pending) return [` · ${l10n.t('behind, not applied')}`, ` · ${l10n.t('behind')}`];
  if (writer === undefined) return [''];
  const who = ` · ${foreignText(writerWords(writer), LONGEST_WRITER)}`;
  const time = writtenAt(writer);
  const when = time === undefined ? undefined : shortAge(time, now);
  return when === undefined ? [who, ''] : [`${who} · ${when}`, who, ''];
}
