import { ClusterError } from '../../engine/cluster.ts';
import type { ClusterEntry, KubeContext, Kubeconfig, UserEntry } from './kubeconfig.ts';

/** A context with what it names. */
export interface SelectedContext {
  readonly context: KubeContext;
  readonly cluster: ClusterEntry;
  /** Without a user requests are anonymous. */
  readonly user: UserEntry;
}

/**
 * The named context, else the current one, else the only one. Throws `ClusterError` (`config`)
 * that lists the contexts there are.
 */
export function selectContext(kubeconfig: Kubeconfig, name?: string): SelectedContext {
  const wanted = name ?? kubeconfig.currentContext ?? onlyContext(kubeconfig);
  const context = kubeconfig.contexts.get(wanted);
  if (context === undefined) throw noSuchContext(kubeconfig, wanted);
  const cluster = kubeconfig.clusters.get(context.cluster);
  if (cluster === undefined) throw dangling(kubeconfig, context, 'cluster', context.cluster);
  if (context.user === undefined) return { context, cluster, user: { name: '' } };
  const user = kubeconfig.users.get(context.user);
  if (user === undefined) throw dangling(kubeconfig, context, 'user', context.user);
  return { context, cluster, user };
}

function onlyContext(kubeconfig: Kubeconfig): string {
  const names = [...kubeconfig.contexts.keys()];
  if (names.length === 1 && names[0] !== undefined) return names[0];
  throw new ClusterError(
    'config',
    `The kubeconfig ${filesOf(kubeconfig)} has no current context. Choose one with --context: ${names.join(', ')}.`,
  );
}

function noSuchContext(kubeconfig: Kubeconfig, name: string): ClusterError {
  const names = [...kubeconfig.contexts.keys()].join(', ');
  const problem = problemsAbout(kubeconfig, name);
  return new ClusterError(
    'config',
    `The kubeconfig ${filesOf(kubeconfig)} has no context ${JSON.stringify(name)}${problem}. Choose one of: ${names}.`,
  );
}

function dangling(
  kubeconfig: Kubeconfig,
  context: KubeContext,
  part: 'cluster' | 'user',
  name: string,
): ClusterError {
  const problem = problemsAbout(kubeconfig, name);
  return new ClusterError(
    'config',
    `The context ${JSON.stringify(context.name)} names the ${part} ${JSON.stringify(name)}, which ${filesOf(kubeconfig)} lacks${problem}. Mend the kubeconfig, or choose another context.`,
  );
}

function problemsAbout(kubeconfig: Kubeconfig, name: string): string {
  const found = kubeconfig.problems.filter((problem) => problem.includes(name));
  return found.length > 0 ? ` (${found.join('; ')})` : '';
}

function filesOf(kubeconfig: Kubeconfig): string {
  return kubeconfig.files.join(', ');
}
