import path from 'node:path';
import { UsageError } from './commandLine.ts';

/** `--path` as the engine has it: from the repository's root, with `/`, `''` for all of it. */
export function pathInRepository(given: string | undefined, root: string): string {
  if (given === undefined) return '';
  const relative = path.isAbsolute(given) ? path.relative(root, given) : path.normalize(given);
  const parts = relative.split(path.sep).filter((part) => part !== '' && part !== '.');
  if (parts[0] === '..') {
    throw new UsageError(`--path ${given} leads out of the repository ${root}.`);
  }
  return parts.join('/');
}
