import type { Problem } from '../core/model/objectStatus.ts';
import { settingsFile } from '../core/model/settingsFile.ts';

/** A mistake in a file that somebody writes, at its line in the text that the engine has read. */
export interface ListedProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly severity: Problem['severity'];
  readonly message: string;
}

/**
 * What belongs to a line of a file, by file, each once. What is merely good to know of a manifest,
 * as that it is not committed yet, is no mistake; findings are no problems at all.
 */
export function listedProblems(
  problems: readonly Problem[],
): ReadonlyMap<string, readonly ListedProblem[]> {
  const listed = new Map<string, ListedProblem[]>();
  for (const { file, line, severity, message } of problems) {
    if (file === undefined || line === undefined) continue;
    if (severity === 'notice' && file !== settingsFile) continue;
    const known = listed.get(file) ?? [];
    if (known.some((one) => one.line === line && one.message === message)) continue;
    listed.set(file, [...known, { file, line, severity, message }]);
  }
  return listed;
}
