import type { GitProcess } from './gitProcess.ts';

/** Whom Git would write as the committer; `undefined` where it knows nobody. */
export async function readIdentity(
  writer: GitProcess,
): Promise<{ readonly name: string; readonly email: string } | undefined> {
  const outcome = await writer.run(['var', 'GIT_COMMITTER_IDENT']);
  if (outcome.code !== 0) return undefined;
  const found = /^(.*) <([^>]*)> \d+ [+-]\d{4}\s*$/.exec(outcome.stdout.toString('utf8'));
  const [, name, email] = found ?? [];
  return name === undefined || email === undefined ? undefined : { name, email };
}
