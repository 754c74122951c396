import type { CommandParts } from './command.ts';
import type { LookOptions, PauseOptions } from './commandLine.ts';
import { onTarget, placeOf, tell } from './decideOnTarget.ts';
import type { ExitCode } from './exitCode.ts';

/** `driftline pause`: every running watch of the target heals nothing until the pause ends. */
export async function runPause(parts: CommandParts, options: PauseOptions): Promise<ExitCode> {
  const until = new Date(parts.now().getTime() + options.duration).toISOString();
  return onTarget(parts, options, async ({ git, acts }, state) => {
    await parts.state.setPause({ repository: git.root, target: state.target.name, until });
    const message = `self-heal paused until ${until}`;
    await acts.append(state, { act: 'pause', objects: [], outcome: 'done', message });
    await tell(parts, options, { ...placeOf(git.root, state), paused: true, until }, [
      `Self-heal of ${state.target.name} in ${git.root} is paused until ${until}.`,
      'driftline resume ends the pause before.',
    ]);
  });
}

/** `driftline resume`: ends a pause before its time. */
export async function runResume(parts: CommandParts, options: LookOptions): Promise<ExitCode> {
  return onTarget(parts, options, async ({ git, acts }, state) => {
    const { name } = state.target;
    const pause = (await parts.state.pauses()).find(
      (one) => one.repository === git.root && one.target === name,
    );
    const isOn = pause !== undefined && Date.parse(pause.until) > parts.now().getTime();
    await parts.state.clearPause({ repository: git.root, target: name });
    if (isOn) {
      const message = 'self-heal resumed';
      await acts.append(state, { act: 'resume', objects: [], outcome: 'done', message });
    }
    await tell(parts, options, { ...placeOf(git.root, state), paused: false }, [
      isOn
        ? `Self-heal of ${name} in ${git.root} goes on, where a watch --heal runs.`
        : `Self-heal of ${name} in ${git.root} was not paused.`,
    ]);
  });
}
