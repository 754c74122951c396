import { readHealTerms } from '../engine/healTerms.ts';
import type { TargetState } from '../engine/statusStore.ts';
import type { CommandParts, OpenTarget } from './command.ts';
import type { LookOptions } from './commandLine.ts';
import type { ExitCode } from './exitCode.ts';

/** The target by its name in `.driftline.yaml`; the cluster is not asked. */
export async function onTarget(
  parts: CommandParts,
  options: LookOptions,
  act: (opened: OpenTarget, state: TargetState) => Promise<void>,
): Promise<ExitCode> {
  const opened = await parts.open(options);
  try {
    const { state } = opened.engine.store;
    const { own } = await readHealTerms(opened.git, state);
    const { name = state.target.name } = own;
    await act(opened, { ...state, target: { ...state.target, name } });
    return 0;
  } finally {
    await opened.engine.dispose();
  }
}

/** Where a decision holds, for its JSON. */
export function placeOf(repository: string, { target }: TargetState) {
  return { target: target.name, repository };
}

/** The result as JSON, or in words. */
export async function tell(
  parts: CommandParts,
  { json }: LookOptions,
  document: Parameters<CommandParts['console']['printJson']>[0],
  words: readonly string[],
): Promise<void> {
  if (json) await parts.console.printJson(document);
  else await parts.console.say(words.join('\n'));
}
