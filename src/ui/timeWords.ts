import { l10n } from 'vscode';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `2 min ago`, relative up to a day, then the date; `undefined` where the text is no time. */
export function shortAge(time: string, now: Date): string | undefined {
  const age = ageOf(time, now);
  if (age === undefined) return undefined;
  if (age < minute) return l10n.t('just now');
  if (age < hour) return l10n.t('{0} min ago', Math.floor(age / minute));
  if (age < day) return l10n.t('{0} h ago', Math.floor(age / hour));
  return dateOf(time);
}

/** `2 minutes ago`, `3 days ago`; the date after a month. */
export function longAge(time: string, now: Date): string | undefined {
  const age = ageOf(time, now);
  if (age === undefined) return undefined;
  if (age < minute) return l10n.t('just now');
  if (age < 2 * minute) return l10n.t('1 minute ago');
  if (age < hour) return l10n.t('{0} minutes ago', Math.floor(age / minute));
  if (age < 2 * hour) return l10n.t('1 hour ago');
  if (age < day) return l10n.t('{0} hours ago', Math.floor(age / hour));
  if (age < 2 * day) return l10n.t('1 day ago');
  if (age < 30 * day) return l10n.t('{0} days ago', Math.floor(age / day));
  return dateOf(time);
}

function ageOf(time: string, now: Date): number | undefined {
  const then = Date.parse(time);
  return Number.isNaN(then) ? undefined : now.getTime() - then;
}

function dateOf(time: string): string {
  return new Date(time).toISOString().slice(0, 10);
}
