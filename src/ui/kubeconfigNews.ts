import type { BindingAnswer } from './bindingFor.ts';
import type { ContextChoice } from './session.ts';

/** What the kubeconfig meant for a folder when it was read. */
export interface KubeconfigReading {
  readonly answer: BindingAnswer;
  /** The context that the folder is bound to. */
  readonly context: ContextChoice | undefined;
}

/**
 * What a kubeconfig that was written anew asks for. `openAnew`: another way to the cluster, or none
 * any more; `signInAgain`: only the user's entry is another, which matters where the old one failed.
 */
export type KubeconfigNews = 'none' | 'openAnew' | 'signInAgain';

export function kubeconfigNews(before: KubeconfigReading, now: KubeconfigReading): KubeconfigNews {
  const [old, fresh] = [before.answer, now.answer];
  if (old.binding === undefined || fresh.binding === undefined) {
    return isSameQuestion(old, fresh) ? 'none' : 'openAnew';
  }
  const isSamePlace =
    old.binding.context === fresh.binding.context && old.binding.server === fresh.binding.server;
  if (!isSamePlace || wayOf(before) !== wayOf(now)) return 'openAnew';
  return before.context?.stamps?.user === now.context?.stamps?.user ? 'none' : 'signInAgain';
}

function isSameQuestion(old: BindingAnswer, fresh: BindingAnswer): boolean {
  if (old.binding !== undefined || fresh.binding !== undefined) return false;
  return old.message === fresh.message && old.why === fresh.why;
}

/** Certificates, proxy and default namespace are of the connection too. */
function wayOf({ context }: KubeconfigReading): string {
  return JSON.stringify([context?.stamps?.cluster, context?.namespace]);
}
