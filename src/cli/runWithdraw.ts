import type { Consent } from '../engine/stateStore.ts';
import type { CommandParts } from './command.ts';
import type { LookOptions } from './commandLine.ts';
import { onTarget, placeOf, tell } from './decideOnTarget.ts';
import type { ExitCode } from './exitCode.ts';

/**
 * `driftline withdraw`: nothing heals the target by itself any more, in whatever cluster it was
 * allowed. The clusters are not asked: one that is away must not keep a consent in force.
 */
export async function runWithdraw(parts: CommandParts, options: LookOptions): Promise<ExitCode> {
  return onTarget(parts, options, async ({ git, acts }, state) => {
    const { name } = state.target;
    const isMeant = ({ repository, target }: Consent): boolean =>
      repository === git.root && target === name;
    const given = (await parts.state.consents()).filter(isMeant);
    for (const consent of given) await parts.state.removeConsents(consent);
    if (given.length > 0) {
      const message = 'consent to self-heal withdrawn';
      await acts.append(state, { act: 'withdraw', objects: [], outcome: 'done', message });
    }
    await tell(parts, options, { ...placeOf(git.root, state), withdrawn: given.length > 0 }, [
      given.length > 0
        ? `Self-heal of ${name} in ${git.root} is not allowed any more: a running watch --heal stops healing.`
        : `Self-heal of ${name} in ${git.root} was not allowed.`,
    ]);
  });
}
