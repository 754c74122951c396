import type { CommandParts } from './command.ts';
import type { LookOptions } from './commandLine.ts';
import { failedJson, type JsonCommand } from './failedJson.ts';

/** A reader of JSON gets JSON for a failed run too; the error goes on to the caller. */
export async function withFailureJson<T>(
  parts: CommandParts,
  options: LookOptions & { readonly command: JsonCommand },
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (options.json && error instanceof Error && error.name !== 'UsageError') {
      await parts.console.printJson(failedJson(options, error.message));
    }
    throw error;
  }
}
