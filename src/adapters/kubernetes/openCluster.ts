import { homedir } from 'node:os';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { ClusterError } from '../../engine/cluster.ts';
import { ApiServer, type Timeouts } from './apiServer.ts';
import { Credentials } from './credentials.ts';
import { DiskCache } from './diskCache.ts';
import { KubeCluster, type KubeClusterLimits } from './kubeCluster.ts';
import { type KubeconfigSource, loadKubeconfig } from './loadKubeconfig.ts';
import { isLoopback } from './proxyFor.ts';
import { watchKubeconfig } from './watchKubeconfig.ts';
import { selectContext, type SelectedContext } from './selectContext.ts';

/** Where a connection leads, and what it may do on the way. */
export interface OpenClusterOptions {
  /** `--kubeconfig`: this file alone. */
  readonly kubeconfig?: string;
  /** The kubeconfig's current context unless told. */
  readonly context?: string;
  /** The process's environment: `KUBECONFIG`, proxies, and what exec plugins see. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder unless told. */
  readonly homedir?: string;
  /** Discovery and schemas are kept below it. */
  readonly cacheDir: string;
  /** Whether the kubeconfig may start programs to sign in: only in trusted workspaces. */
  readonly allowExec: boolean;
  /** Lines for the log; they never hold credentials. */
  readonly log?: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Told of each request that goes out: benchmarks and tests count them. */
  readonly onRequest?: (method: string, path: string) => void;
  readonly timeouts?: Partial<Timeouts> & { readonly signIn?: number };
  readonly limits?: Partial<KubeClusterLimits>;
}

const defaultTimeouts: Timeouts & { readonly signIn: number } = {
  connect: 8_000,
  read: 20_000,
  write: 45_000,
  body: 30_000,
  signIn: 30_000,
};

const defaultLimits: KubeClusterLimits = {
  backoff: { first: 1_000, most: 30_000 },
  heartbeat: { everyMs: 5_000, quietMs: 10_000, answerMs: 10_000 },
  pollMs: 60_000,
  watches: 64,
  lists: 6,
};

/**
 * Reads the kubeconfig and makes the connection that it describes; the network is first touched
 * by the first question. Throws `ClusterError` (`config`).
 */
export async function openCluster(options: OpenClusterOptions): Promise<KubeCluster> {
  const source = sourceOf(options);
  const selected = selectContext(await loadKubeconfig(source), options.context);
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const limits = { ...defaultLimits, ...options.limits };
  const now = options.now ?? Date.now;
  const log = options.log ?? (() => undefined);
  const load = (): Promise<SelectedContext> => selectAgain(source, selected);
  const { env, allowExec, onRequest } = options;
  const signIn = { env, allowExec, timeoutMs: timeouts.signIn, now };
  const credentials = new Credentials(selected, load, signIn);
  const api = new ApiServer({
    cluster: selected.cluster,
    credentials,
    env,
    timeouts,
    ...(onRequest === undefined ? {} : { onRequest }),
  });
  const cache = new DiskCache(path.join(options.cacheDir, 'kubernetes'), log);
  const context = selected.context.name;
  const cacheKey = keyOf(selected);
  return new KubeCluster({ api, credentials, context, cache, cacheKey, limits, now, log });
}

/** A context of the kubeconfig, for choosing. */
export interface ContextSummary {
  readonly name: string;
  /** URL of the API server; absent where the context names a cluster that is not there. */
  readonly server?: string;
  /** The default namespace, where the context names one. */
  readonly namespace?: string;
  readonly current: boolean;
  /** The server's address is on this machine. */
  readonly loopback: boolean;
  /** Digests that change with what the context names: the way to the server, and the user. */
  readonly stamps: { readonly cluster: string; readonly user: string };
}

/** All contexts, in the kubeconfig's order. Throws `ClusterError` (`config`). */
export async function listContexts(
  options: Pick<OpenClusterOptions, 'kubeconfig' | 'env' | 'homedir'>,
): Promise<readonly ContextSummary[]> {
  const kubeconfig = await loadKubeconfig(sourceOf(options));
  return [...kubeconfig.contexts.values()].map(({ name, cluster, user = '', namespace }) => {
    const entry = kubeconfig.clusters.get(cluster);
    const server = entry?.server;
    return {
      name,
      current: name === kubeconfig.currentContext,
      loopback: server !== undefined && isLoopback(new URL(server).hostname),
      stamps: { cluster: stampOf(entry), user: stampOf(kubeconfig.users.get(user)) },
      ...(server === undefined ? {} : { server }),
      ...(namespace === undefined ? {} : { namespace }),
    };
  });
}

/** Tells when what `listContexts` reads may have changed. */
export function watchContexts(
  options: Pick<OpenClusterOptions, 'kubeconfig' | 'env' | 'homedir'>,
  onChange: () => void,
): { dispose(): void } {
  return watchKubeconfig(sourceOf(options), onChange);
}

function stampOf(entry: object | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify(entry ?? {}))
    .digest('hex');
}

function sourceOf(
  options: Pick<OpenClusterOptions, 'kubeconfig' | 'env' | 'homedir'>,
): KubeconfigSource {
  return {
    env: options.env,
    homedir: options.homedir ?? homedir(),
    ...(options.kubeconfig === undefined ? {} : { path: options.kubeconfig }),
  };
}

/** The kubeconfig may bring new credentials, but never lead to another server. */
async function selectAgain(
  source: KubeconfigSource,
  before: SelectedContext,
): Promise<SelectedContext> {
  const { name } = before.context;
  const again = selectContext(await loadKubeconfig(source), name);
  if (again.cluster.server === before.cluster.server) return again;
  throw new ClusterError(
    'config',
    `The context ${JSON.stringify(name)} now points to ${again.cluster.server}, no longer to ${before.cluster.server}. Choose the cluster for this folder again.`,
  );
}

function keyOf({ cluster, user }: SelectedContext): string {
  const parts = [
    cluster.server,
    cluster.certificateAuthorityData ?? cluster.certificateAuthority ?? '',
    user.name,
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
