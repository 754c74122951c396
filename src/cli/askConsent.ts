import type { CommandParts } from './command.ts';

/** Asks a person for leave to write; says why nothing is written where nobody can be asked. */
export async function askConsent(
  parts: CommandParts,
  options: { readonly yes: boolean; readonly json: boolean },
  question: string,
  stop: AbortSignal,
): Promise<boolean> {
  if (options.yes) return true;
  if (options.json || !parts.canAsk) {
    await parts.console.say('Nothing was written: say --yes to agree.');
    return false;
  }
  const answer = await parts.ask(`${question} [y/N] `, stop);
  if (isYes(answer)) return true;
  await parts.console.say('Nothing was written.');
  return false;
}

/** All but a clear yes is a no. */
export function isYes(answer: string): boolean {
  return /^y(es)?$/i.test(answer.trim());
}
