import { l10n } from 'vscode';
import type { ContextChoice } from './session.ts';

/** A context to choose, with why it is likely to be the one. */
export interface ClusterPick {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly context: ContextChoice;
}

/** The likely answer first: the bound one, kubectl's current, the manifests' namespaces, this machine. */
export function clusterPicks(
  contexts: readonly ContextChoice[],
  facts: {
    /** The context that the folder is bound to. */
    readonly bound: string | undefined;
    /** Namespaces that the manifests name. */
    readonly namespaces: ReadonlySet<string>;
  },
): readonly ClusterPick[] {
  const rank = (context: ContextChoice): number => {
    if (context.name === facts.bound) return 0;
    if (context.current) return 1;
    if (facts.namespaces.has(context.namespace)) return 2;
    return context.loopback ? 3 : 4;
  };
  return contexts
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .map((context) => ({
      label: context.name,
      description: context.server,
      detail: detailOf(context, facts.bound),
      context,
    }));
}

function detailOf(context: ContextChoice, bound: string | undefined): string {
  return [
    l10n.t('namespace {0}', context.namespace),
    ...(context.name === bound ? [l10n.t('this folder’s cluster now')] : []),
    ...(context.current ? [l10n.t('kubectl’s current context')] : []),
    ...(context.loopback ? [l10n.t('on this machine')] : []),
  ].join(' · ');
}
