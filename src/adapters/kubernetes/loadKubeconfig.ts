import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ClusterError } from '../../engine/cluster.ts';
import type { ClusterEntry, KubeContext, Kubeconfig, UserEntry } from './kubeconfig.ts';
import { parseKubeconfig } from './parseKubeconfig.ts';

/** Where to look. `env` is the process's environment unless told otherwise by tests. */
export interface KubeconfigSource {
  /** `--kubeconfig`: this file alone, and it has to be there. */
  readonly path?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: string;
}

/** Where a Pod finds its service account. */
const podFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Reads the kubeconfig as kubectl does: one file when named, else `KUBECONFIG` (missing files are
 * skipped, the first one that names a thing wins), else `~/.kube/config`, else the Pod's service
 * account. Throws `ClusterError` (`config`) with the file and the next step.
 */
export async function loadKubeconfig(source: KubeconfigSource): Promise<Kubeconfig> {
  if (source.path !== undefined) return readNamed(path.resolve(source.path));
  const listed = listedFiles(source.env['KUBECONFIG']);
  const files = kubeconfigFiles(source);
  const found: Kubeconfig[] = [];
  for (const file of files) {
    const kubeconfig = await readOne(file);
    if (kubeconfig !== undefined) found.push(kubeconfig);
  }
  const merged = mergeKubeconfigs(found);
  if (merged.contexts.size > 0) return merged;
  const pod = listed.length > 0 ? undefined : await podKubeconfig(source.env);
  if (pod !== undefined) return pod;
  throw nothingFound(merged, files, found.length > 0);
}

/** Where the kubeconfig is, or would be if it were there. */
export function kubeconfigFiles({ path: named, env, homedir }: KubeconfigSource): string[] {
  if (named !== undefined) return [path.resolve(named)];
  const listed = listedFiles(env['KUBECONFIG']);
  return listed.length > 0 ? listed : [path.join(homedir, '.kube', 'config')];
}

function listedFiles(value: string | undefined): string[] {
  const parts = (value ?? '').split(path.delimiter).filter((file) => file !== '');
  return [...new Set(parts)].map((file) => path.resolve(file));
}

async function readNamed(file: string): Promise<Kubeconfig> {
  const kubeconfig = await readOne(file);
  if (kubeconfig === undefined) {
    throw new ClusterError(
      'config',
      `There is no kubeconfig ${file}. Check the path, or leave it out to use KUBECONFIG or ~/.kube/config.`,
    );
  }
  if (kubeconfig.contexts.size === 0) throw nothingFound(kubeconfig, [file], true);
  return kubeconfig;
}

async function readOne(file: string): Promise<Kubeconfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ClusterError(
      'config',
      `The kubeconfig ${file} cannot be read (${code ?? 'unknown error'}). Check its permissions.`,
      { cause: error },
    );
  }
  return parseKubeconfig(text, file);
}

function mergeKubeconfigs(parts: readonly Kubeconfig[]): Kubeconfig {
  const currentContext = parts.find((part) => part.currentContext !== undefined)?.currentContext;
  return {
    files: parts.flatMap((part) => part.files),
    contexts: firstWins(parts.map((part) => part.contexts)),
    clusters: firstWins(parts.map((part) => part.clusters)),
    users: firstWins(parts.map((part) => part.users)),
    problems: parts.flatMap((part) => part.problems),
    ...(currentContext === undefined ? {} : { currentContext }),
  };
}

function firstWins<T>(maps: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, T> {
  const merged = new Map<string, T>();
  for (const [name, entry] of maps.flatMap((map) => [...map])) {
    if (!merged.has(name)) merged.set(name, entry);
  }
  return merged;
}

async function podKubeconfig(env: KubeconfigSource['env']): Promise<Kubeconfig | undefined> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (!host || !port) return undefined;
  const namespace = await readText(path.join(podFolder, 'namespace'));
  const token = await readText(path.join(podFolder, 'token'));
  if (token === undefined) return undefined;
  const name = 'in-cluster';
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const certificateAuthority = path.join(podFolder, 'ca.crt');
  const cluster: ClusterEntry = {
    name,
    server,
    certificateAuthority,
    insecureSkipTlsVerify: false,
  };
  const user: UserEntry = { name, tokenFile: path.join(podFolder, 'token') };
  const context: KubeContext = {
    name,
    cluster: name,
    user: name,
    ...(namespace === undefined ? {} : { namespace: namespace.trim() }),
  };
  return {
    files: [],
    contexts: new Map([[name, context]]),
    clusters: new Map([[name, cluster]]),
    users: new Map([[name, user]]),
    currentContext: name,
    problems: [],
  };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function nothingFound(
  kubeconfig: Kubeconfig,
  files: readonly string[],
  exists: boolean,
): ClusterError {
  const where = files.join(', ');
  if (!exists) {
    const verb = files.length > 1 ? 'do' : 'does';
    return new ClusterError(
      'config',
      `No kubeconfig was found: ${where} ${verb} not exist. Name one with --kubeconfig or KUBECONFIG.`,
    );
  }
  const details = kubeconfig.problems.length > 0 ? ` (${kubeconfig.problems.join('; ')})` : '';
  return new ClusterError(
    'config',
    `The kubeconfig ${where} holds no usable context${details}. Add a cluster to it, or name another file with --kubeconfig or KUBECONFIG.`,
  );
}
