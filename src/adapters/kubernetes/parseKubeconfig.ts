import path from 'node:path';
import { type PlainYaml, parsePlainYaml } from '../../core/manifest/plainYaml.ts';
import { ClusterError } from '../../engine/cluster.ts';
import type {
  ClusterEntry,
  ExecConfig,
  Impersonation,
  KubeContext,
  Kubeconfig,
  UserEntry,
} from './kubeconfig.ts';

/**
 * One kubeconfig file. Entries that make no sense are left out and named in `problems`; text that
 * is no kubeconfig throws a `ClusterError` (`config`) with file and line.
 */
export function parseKubeconfig(text: string, file: string): Kubeconfig {
  const result = parsePlainYaml(text);
  if ('message' in result) {
    throw new ClusterError(
      'config',
      `The kubeconfig ${file} is not readable: ${result.message} in line ${result.line}. Mend the file, or name another one.`,
    );
  }
  if (result.value === undefined) return emptyKubeconfig(file);
  const root = asMap(result.value);
  if (root === undefined) {
    throw new ClusterError(
      'config',
      `${file} is not a kubeconfig: it holds no clusters, users and contexts. Mend the file, or name another one.`,
    );
  }
  return readRoot(root, file);
}

type PlainMap = Readonly<Record<string, PlainYaml>>;

function emptyKubeconfig(file: string): Kubeconfig {
  const none = { contexts: new Map(), clusters: new Map(), users: new Map() };
  return { files: [file], ...none, problems: [] };
}

function readRoot(root: PlainMap, file: string): Kubeconfig {
  const problems: string[] = [];
  const folder = path.dirname(file);
  const read = <T extends { readonly name: string }>(
    list: string,
    part: string,
    parse: (name: string, body: PlainMap) => T | string,
  ): ReadonlyMap<string, T> => {
    const found = new Map<string, T>();
    asList(root[list]).forEach((item, index) => {
      const entry = asMap(item);
      const name = asText(entry?.['name']);
      const parsed = name === undefined ? 'has no name' : parse(name, asMap(entry?.[part]) ?? {});
      if (typeof parsed === 'string') {
        problems.push(`${file}: ${part} ${name ?? `number ${index + 1}`} ${parsed}`);
      } else if (!found.has(parsed.name)) {
        found.set(parsed.name, parsed);
      }
    });
    return found;
  };
  const clusters = read('clusters', 'cluster', (name, body) => parseCluster(name, body, folder));
  const users = read('users', 'user', (name, body) => parseUser(name, body, folder));
  const contexts = read('contexts', 'context', parseContext);
  const currentContext = asText(root['current-context']);
  return {
    files: [file],
    contexts,
    clusters,
    users,
    problems,
    ...(currentContext === undefined ? {} : { currentContext }),
  };
}

function parseCluster(name: string, body: PlainMap, folder: string): ClusterEntry | string {
  const server = asText(body['server'])?.replace(/\/+$/, '');
  if (server === undefined) return 'has no server';
  const url = URL.parse(server.includes('://') ? server : `https://${server}`);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'has a server that is no URL';
  return compact({
    name,
    server: server.includes('://') ? server : `https://${server}`,
    certificateAuthority: asPath(body['certificate-authority'], folder),
    certificateAuthorityData: asText(body['certificate-authority-data']),
    insecureSkipTlsVerify: asBoolean(body['insecure-skip-tls-verify']),
    tlsServerName: asText(body['tls-server-name']),
    proxyUrl: asText(body['proxy-url']),
    execConfig: execExtension(body['extensions']),
  });
}

function execExtension(extensions: PlainYaml): unknown {
  const found = asList(extensions).find(
    (item) => asMap(item)?.['name'] === 'client.authentication.k8s.io/exec',
  );
  return asMap(found)?.['extension'];
}

function parseContext(name: string, body: PlainMap): KubeContext | string {
  const cluster = asText(body['cluster']);
  if (cluster === undefined) return 'names no cluster';
  const user = asText(body['user']);
  return compact({ name, cluster, user, namespace: asText(body['namespace']) });
}

function parseUser(name: string, body: PlainMap, folder: string): UserEntry | string {
  const exec = body['exec'] === undefined ? undefined : parseExec(asMap(body['exec']), folder);
  if (typeof exec === 'string') return exec;
  return compact({
    name,
    token: asText(body['token']),
    tokenFile: asPath(body['tokenFile'] ?? body['token-file'], folder),
    username: asText(body['username']),
    password: asText(body['password']),
    clientCertificate: asPath(body['client-certificate'], folder),
    clientCertificateData: asText(body['client-certificate-data']),
    clientKey: asPath(body['client-key'], folder),
    clientKeyData: asText(body['client-key-data']),
    impersonate: parseImpersonation(body),
    exec,
    authProvider: parseAuthProvider(asMap(body['auth-provider'])),
  });
}

function parseImpersonation(body: PlainMap): Impersonation | undefined {
  const groups = asList(body['as-groups']).flatMap((group) => asText(group) ?? []);
  const extra = Object.entries(asMap(body['as-user-extra']) ?? {}).map(
    ([key, values]) => [key, asList(values).flatMap((value) => asText(value) ?? [])] as const,
  );
  const user = asText(body['as']);
  const uid = asText(body['as-uid']);
  if (user === undefined && uid === undefined && groups.length === 0) return undefined;
  return compact({ user, uid, groups, extra: Object.fromEntries(extra) });
}

function parseAuthProvider(body: PlainMap | undefined): UserEntry['authProvider'] {
  const name = asText(body?.['name']);
  if (name === undefined) return undefined;
  const config = Object.entries(asMap(body?.['config']) ?? {}).flatMap(([key, value]) => {
    const text = asText(value);
    return text === undefined ? [] : [[key, text] as const];
  });
  return { name, config: Object.fromEntries(config) };
}

const interactiveModes: ReadonlySet<string> = new Set(['Never', 'IfAvailable', 'Always']);

function parseExec(body: PlainMap | undefined, folder: string): ExecConfig | string {
  const command = asText(body?.['command']);
  if (body === undefined || command === undefined) return 'has an exec part without a command';
  const apiVersion = asText(body['apiVersion']);
  if (apiVersion === undefined) return 'has an exec part without an apiVersion';
  const mode = asText(body['interactiveMode']) ?? 'IfAvailable';
  if (!interactiveModes.has(mode)) return `has an unknown interactiveMode ${mode}`;
  return compact({
    apiVersion,
    command: /[\\/]/.test(command) ? path.resolve(folder, command) : command,
    args: asList(body['args']).map((arg) => asText(arg) ?? ''),
    env: asList(body['env']).flatMap((item) => {
      const name = asText(asMap(item)?.['name']);
      return name === undefined ? [] : [{ name, value: asText(asMap(item)?.['value']) ?? '' }];
    }),
    provideClusterInfo: asBoolean(body['provideClusterInfo']),
    interactiveMode: mode as ExecConfig['interactiveMode'],
    installHint: asText(body['installHint']),
  });
}

function asMap(value: PlainYaml): PlainMap | undefined {
  return typeof value === 'object' && !Array.isArray(value) ? (value as PlainMap) : undefined;
}

function asList(value: PlainYaml): readonly PlainYaml[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: PlainYaml): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asPath(value: PlainYaml, folder: string): string | undefined {
  const text = asText(value);
  return text === undefined ? undefined : path.resolve(folder, text);
}

/** YAML 1.1's words for true, which is how kubectl reads them. */
function asBoolean(value: PlainYaml): boolean {
  return typeof value === 'string' && /^(true|yes|on|y)$/i.test(value);
}

type Compact<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** Leaves out what is `undefined`, so that optional properties are absent. */
function compact<T extends object>(value: T): Compact<T> {
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries) as Compact<T>;
}
