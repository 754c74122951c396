import { UsageError } from './commandLine.ts';
import { parseDuration } from './parseDuration.ts';

/**
 * The moment that `--since` names, RFC 3339: so long ago (`30m`, `2h`, `3d`), or an ISO date or
 * time. One without a zone is this machine's. Throws `UsageError`.
 */
export function sinceTime(text: string, now: Date): string {
  const ago = parseDuration(text);
  if (ago !== undefined) return new Date(now.getTime() - ago).toISOString();
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.test(
    text,
  );
  // ECMAScript takes a bare day for UTC, a bare time for local.
  const time = isDay || isTime ? Date.parse(isDay ? `${text}T00:00` : text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(`--since is 30m, 2h, 3d or an ISO date, not ${JSON.stringify(text)}.`);
  }
  return new Date(time).toISOString();
}
