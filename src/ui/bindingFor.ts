import { l10n } from 'vscode';
import type { ClusterBinding, ContextChoice } from './session.ts';

/**
 * Why no cluster is asked: a person has to choose one; the one that was chosen is not there any
 * more; there is none to choose from.
 */
export type UnboundReason = 'choose' | 'moved' | 'noKubeconfig';

/** The cluster that a folder is bound to, or why a person has to choose. */
export type BindingAnswer =
  | { readonly binding: ClusterBinding }
  | {
      readonly binding?: undefined;
      readonly message: string;
      readonly why: UnboundReason;
    };

/**
 * Binds a folder once, and never to another server by itself: the setting names a context, or a
 * person has chosen one before, or the kubeconfig has a single one, on this very machine.
 */
export function bindingFor(facts: {
  readonly contexts: readonly ContextChoice[];
  /** The setting `driftline.context`; `''` where it is not set. */
  readonly wanted: string;
  readonly remembered: ClusterBinding | undefined;
}): BindingAnswer {
  const { contexts, wanted, remembered } = facts;
  const named = wanted === '' ? undefined : contexts.find(({ name }) => name === wanted);
  if (wanted !== '' && !named) {
    const message = l10n.t('The kubeconfig has no context “{0}” (driftline.context).', wanted);
    return { message, why: 'moved' };
  }
  if (named) {
    if (remembered?.context === named.name) return rememberedAnswer(remembered, contexts);
    return { binding: { context: named.name, server: named.server } };
  }
  if (remembered) return rememberedAnswer(remembered, contexts);
  if (contexts.length === 0) {
    return { message: l10n.t('The kubeconfig names no cluster.'), why: 'noKubeconfig' };
  }
  const [only] = contexts;
  if (only && contexts.length === 1 && only.loopback) {
    return { binding: { context: only.name, server: only.server } };
  }
  const message = l10n.t('Choose the cluster that this folder is compared with.');
  return { message, why: 'choose' };
}

function rememberedAnswer(
  remembered: ClusterBinding,
  contexts: readonly ContextChoice[],
): BindingAnswer {
  const there = contexts.find(({ name }) => name === remembered.context);
  if (there?.server === remembered.server) return { binding: remembered };
  return {
    why: 'moved',
    message: there
      ? l10n.t(
          'The context {0} leads to {1} now, not to {2}. Choose the cluster for this folder again.',
          remembered.context,
          there.server,
          remembered.server,
        )
      : l10n.t(
          'The kubeconfig has no context {0} any more. Choose the cluster for this folder again.',
          remembered.context,
        ),
  };
}
