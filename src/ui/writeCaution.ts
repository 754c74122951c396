import { matchesAny } from '../core/model/nameGlobs.ts';

/** Where a write would go. */
export interface WritePlace {
  readonly context: string;
  /** The server's address is on this machine. */
  readonly loopback: boolean;
}

/**
 * How a person is asked before a write: `plain` by a question whose button says what it does,
 * `named` by one whose button names the cluster too, `typed` by that and by typing the name.
 */
export type WriteCaution = 'plain' | 'named' | 'typed';

/** A protected context is protected wherever it leads to. `globs` are `driftline.protectedContexts`. */
export function writeCaution(place: WritePlace, globs: readonly string[]): WriteCaution {
  if (matchesAny(globs, place.context)) return 'typed';
  return place.loopback ? 'plain' : 'named';
}

/** The name was typed, as it is, but for blanks around it. */
export function isTyped(typed: string, { context }: WritePlace): boolean {
  return typed.trim() === context.trim();
}
