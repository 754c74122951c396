const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * A moment as people say it: relative up to a day, then the date. `undefined` where the text is
 * no time. A moment in the future, by clocks that differ, is "just now".
 */
export function relativeTime(time: string, now: Date): string | undefined {
  const then = Date.parse(time);
  if (Number.isNaN(then)) return undefined;
  const age = now.getTime() - then;
  if (age < minute) return 'just now';
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (age < day) return `${Math.floor(age / hour)} h ago`;
  return new Date(then).toISOString().slice(0, 10);
}
