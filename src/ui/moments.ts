import { l10n } from 'vscode';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A moment as people say it: relative up to a day, then the date. `undefined` where it is none. */
export function momentWords(time: string, now: Date): string | undefined {
  const then = Date.parse(time);
  if (Number.isNaN(then)) return undefined;
  const age = now.getTime() - then;
  if (age < minute) return l10n.t('just now');
  if (age < hour) return l10n.t('{0} min ago', Math.floor(age / minute));
  if (age < day) return l10n.t('{0} h ago', Math.floor(age / hour));
  return dateOf(new Date(then), now);
}

/** As `momentWords`, where every letter counts: `now`, `2 min`, `3 h`, `Nov 20`. */
export function briefAge(time: string, now: Date): string | undefined {
  const then = Date.parse(time);
  if (Number.isNaN(then)) return undefined;
  const age = now.getTime() - then;
  if (age < minute) return l10n.t('now');
  if (age < hour) return l10n.t('{0} min', Math.floor(age / minute));
  if (age < day) return l10n.t('{0} h', Math.floor(age / hour));
  return dateOf(new Date(then), now);
}

/** `12 s ago`: to the second, where a person watches the clock. */
export function secondsAgo(time: Date, now: Date): string {
  const age = Math.max(0, now.getTime() - time.getTime());
  if (age < second) return l10n.t('just now');
  if (age < minute) return l10n.t('{0} s ago', Math.floor(age / second));
  return momentWords(time.toISOString(), now) ?? '';
}

/** Since when something lasts: the time of today, else the date too. */
export function sinceWords(since: string, now: Date): string {
  const date = new Date(since);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return date.toDateString() === now.toDateString() ? time : `${dateOf(date, now)} ${time}`;
}

/** Date and time in full, for tooltips. */
export function exactMoment(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });
}

/** The year is said only where it is another one. */
function dateOf(date: Date, now: Date): string {
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  return date.toLocaleDateString([], { month: 'short', day: 'numeric', ...year });
}
