import { UsageError } from './commandLine.ts';

/** Errors whose message is written for people: subject and next step. */
const spoken: ReadonlySet<string> = new Set([
  'ClusterError',
  'RepositoryError',
  'CommitError',
  'UsageError',
]);

/** A failure as a sentence, never a stack trace. */
export function describeFailure(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof Error && spoken.has(error.name)) return `driftline: ${error.message}`;
  const message = error instanceof Error ? error.message : String(error);
  return `driftline failed unexpectedly: ${message}\nRun it again with DRIFTLINE_DEBUG=1 and report what it prints.`;
}
