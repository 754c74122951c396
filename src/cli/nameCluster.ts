import type { LookOptions } from './commandLine.ts';

/** A context of the kubeconfig. */
export interface NamedContext {
  readonly name: string;
  readonly current: boolean;
  readonly loopback: boolean;
  readonly namespace?: string;
}

/** What the kubeconfig says beside the connection. */
export interface ClusterName {
  /** The context's own namespace. */
  readonly namespace?: string;
  /** Why nothing may be written there; absent where somebody named the cluster. */
  readonly unnamed?: string;
}

/**
 * Whether the cluster was named by a person: by option, or by a kubeconfig that knows a single
 * cluster, on this very machine. The current context alone may be read, never written: it changes
 * behind one's back. A kubeconfig that cannot be read is told of when the engine connects.
 */
export async function nameCluster(
  options: LookOptions,
  listContexts: () => Promise<readonly NamedContext[]>,
): Promise<ClusterName> {
  const isNamed = options.context !== undefined || options.kubeconfig !== undefined;
  let contexts: readonly NamedContext[];
  try {
    contexts = await listContexts();
  } catch (error) {
    if (error instanceof Error && error.name === 'ClusterError') return unnamedBy(isNamed, '');
    throw error;
  }
  const [only] = contexts;
  const context =
    options.context === undefined
      ? (contexts.find(({ current }) => current) ?? only)
      : contexts.find(({ name }) => name === options.context);
  const isOwn = contexts.length === 1 && only?.loopback === true;
  const namespace = context?.namespace === undefined ? {} : { namespace: context.namespace };
  return { ...namespace, ...unnamedBy(isNamed || isOwn, context?.name ?? '') };
}

function unnamedBy(isNamed: boolean, context: string): { readonly unnamed?: string } {
  if (isNamed) return {};
  const name = context === '' ? 'CONTEXT' : context;
  return { unnamed: `Name the cluster to write to it: add --context ${name}.` };
}
