import type { Json } from '../core/model/json.ts';
import { visibleText } from '../core/model/visibleText.ts';

/** What reads as something else than the string that it is. */
const ambiguous = /^(?:true|false|null|yes|no|on|off|~|[-+.\d][\d.e_+-]*)$/i;
const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A value on one line, whatever is in it: nothing of it steers or hides what stands beside. */
export function valueWords(value: Json | undefined, most: number): string {
  return isolated(shownValue(value, most));
}

/** Text of a cluster or a repository on one line, its middle left out where it is longer. */
export function foreignText(text: string, most: number): string {
  return isolated(shownText(text, most));
}

/** As `valueWords`; letters from the right are not kept to themselves yet. */
export function shownValue(value: Json | undefined, most: number): string {
  if (value === undefined) return '–';
  return shownText(typeof value === 'string' ? stringWords(value, most) : json(value, most), most);
}

function shownText(text: string, most: number): string {
  // The ends are all that can show: a value of megabytes is not read through.
  const ends = text.length > 4 * most ? `${text.slice(0, most)}…${text.slice(-most)}` : text;
  return middleCut(visibleText(ends.toWellFormed()), most);
}

function stringWords(text: string, most: number): string {
  if (text === '' || ambiguous.test(text) || text !== text.trim()) {
    return text.length > most ? text : JSON.stringify(text);
  }
  return text;
}

function json(value: Json, most: number): string {
  const text = JSON.stringify(value);
  return text.length > 4 * most ? `${text.slice(0, most)}…${text.slice(-most)}` : text;
}

/** Counts and cuts by characters as people see them, as far as code points tell. */
export function middleCut(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  if (most < 2) return '…';
  const head = Math.ceil((most - 1) / 2);
  const tail = most - 1 - head;
  return `${characters.slice(0, head).join('')}…${tail === 0 ? '' : characters.slice(-tail).join('')}`;
}

/** How many characters a text takes. */
export function lengthOf(text: string): number {
  return [...text].filter((character) => character !== FIRST_STRONG && character !== POP).length;
}

const FIRST_STRONG = '\u2068';
const POP = '\u2069';

/** Letters written from the right keep to themselves; what stands beside stays in its order. */
export function isolated(text: string): string {
  return rightToLeft.test(text) ? `${FIRST_STRONG}${text}${POP}` : text;
}
