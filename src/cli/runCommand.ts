import type { Clock } from '../engine/environment.ts';
import type { CommandParts } from './command.ts';
import type { CommandLine, LookOptions } from './commandLine.ts';
import type { ExitCode } from './exitCode.ts';
import { failedJson } from './failedJson.ts';
import { helpText } from './helpText.ts';

/** Carries out one command; its modules are loaded when it is the one. */
export async function runCommand(
  parts: CommandParts,
  commandLine: CommandLine,
  version: string,
  clock: Clock,
): Promise<ExitCode> {
  switch (commandLine.command) {
    case 'help':
      await parts.console.printText(helpText(commandLine.topic));
      return 0;
    case 'version':
      await parts.console.printText(`driftline ${version}\n`);
      return 0;
    case 'status':
    case 'diff': {
      const { runStatus } = await import('./runStatus.ts');
      return guarded(parts, commandLine, () => runStatus(parts, commandLine));
    }
    case 'sync': {
      const { runSync } = await import('./runSync.ts');
      return guarded(parts, commandLine, () => runSync(parts, commandLine, clock));
    }
    case 'capture': {
      const { runCapture } = await import('./runCapture.ts');
      return runCapture(parts, commandLine);
    }
    case 'rollback': {
      const { runRollback } = await import('./runRollback.ts');
      return runRollback(parts, commandLine, clock);
    }
    case 'log': {
      const { runLog } = await import('./runLog.ts');
      return runLog(parts, commandLine);
    }
    case 'pause':
    case 'resume': {
      const { runPause, runResume } = await import('./runPause.ts');
      if (commandLine.command === 'resume') return runResume(parts, commandLine);
      return runPause(parts, commandLine);
    }
    case 'withdraw': {
      const { runWithdraw } = await import('./runWithdraw.ts');
      return runWithdraw(parts, commandLine);
    }
    case 'watch': {
      const { runWatch } = await import('./runWatch.ts');
      return runWatch(parts, commandLine);
    }
  }
}

/** A reader of JSON gets JSON for a failed run too; the error goes on to the caller. */
async function guarded(
  parts: CommandParts,
  options: LookOptions & { readonly command: 'status' | 'diff' | 'sync' },
  run: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await run();
  } catch (error) {
    if (options.json && error instanceof Error && error.name !== 'UsageError') {
      await parts.console.printJson(failedJson(options, error.message));
    }
    throw error;
  }
}
