import type { Clock } from '../engine/environment.ts';
import type { CommandParts } from './command.ts';
import type { CommandLine } from './commandLine.ts';
import type { ExitCode } from './exitCode.ts';
import { helpText } from './helpText.ts';
import { withFailureJson } from './withFailureJson.ts';

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
      return withFailureJson(parts, commandLine, () => runStatus(parts, commandLine));
    }
    case 'sync': {
      const { runSync } = await import('./runSync.ts');
      return withFailureJson(parts, commandLine, () => runSync(parts, commandLine, clock));
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
