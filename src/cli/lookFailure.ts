import type { Engine } from '../engine/engine.ts';

/** Why nothing can be done after the look, in words; `undefined` where all is known. */
export function lookFailure({ store, cluster }: Engine): string | undefined {
  const { phase, message } = store.state;
  if (cluster !== undefined && phase !== 'failed' && phase !== 'stale') return undefined;
  return message ?? 'The cluster does not answer. Try again.';
}
