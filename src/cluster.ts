// The engine with its clients, a bundle of its own: loaded when a repository is first looked at.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { sessionOpener as makeOpener } from './sessionOpener.ts';
import type { SessionOpener } from './ui/session.ts';

/** In this order; all at once would hold up the extension host longer than anything else. */
const stages: readonly (() => Promise<unknown>)[] = [
  () => import('./adapters/git/openRepository.ts'),
  () => import('./adapters/kubernetes/openCluster.ts'),
  () => import('./engine/engine.ts'),
];

/** The opener of sessions, once its parts are loaded, a turn of the event loop each. */
export async function sessionOpener(log: Parameters<typeof makeOpener>[0]): Promise<SessionOpener> {
  for (const load of stages) {
    await nextTurn();
    await load();
  }
  await nextTurn();
  return (await import('./sessionOpener.ts')).sessionOpener(log);
}
