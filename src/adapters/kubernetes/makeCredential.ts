import { readFile } from 'node:fs/promises';
import { ClusterError } from '../../engine/cluster.ts';
import type { Credential } from './credential.ts';
import { type ExecCredential, runExecPlugin } from './execCredential.ts';
import type { ExecConfig, Impersonation, UserEntry } from './kubeconfig.ts';
import type { ProviderSignIn } from './clientNodeSignIn.ts';
import { redact } from './redact.ts';
import type { SelectedContext } from './selectContext.ts';

export interface SignInOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the kubeconfig may start programs: only in trusted workspaces. */
  readonly allowExec: boolean;
  /** For exec plugins and identity providers. */
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** Reads a token file again after this time, as client-go does. */
const tokenFileMs = 60_000;
/** A credential is renewed this long before it expires, or after nine tenths of its life. */
const skewMs = 60_000;

/**
 * Makes a user's credential: token, files, basic auth, exec plugin or `auth-provider`. Throws
 * `ClusterError` with `signIn` (a program or provider refused) or `config` (a file is missing).
 */
export async function makeCredential(
  { user, cluster }: SelectedContext,
  options: SignInOptions,
): Promise<Credential> {
  const certificate = await pem(user, user.clientCertificateData, user.clientCertificate);
  const key = await pem(user, user.clientKeyData, user.clientKey);
  const own = {
    headers: impersonationHeaders(user.impersonate),
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
  };
  const known = await knownAuthorization(user);
  if (known !== undefined) {
    const headers = { ...own.headers, authorization: known };
    const renewAt = options.now() + tokenFileMs;
    return { ...own, headers, ...(user.tokenFile === undefined ? {} : { renewAt }) };
  }
  if (user.exec !== undefined) {
    const authority = await base64(cluster.certificateAuthorityData, cluster.certificateAuthority);
    return withExec(own, user.exec, options, () => ({
      user: user.name,
      cluster,
      env: options.env,
      timeoutMs: options.timeoutMs,
      ...(authority === undefined ? {} : { certificateAuthorityData: authority }),
    }));
  }
  return own;
}

async function withExec(
  own: Credential,
  exec: ExecConfig,
  options: SignInOptions,
  execOptions: () => Parameters<typeof runExecPlugin>[1],
): Promise<Credential> {
  const settings = execOptions();
  if (!options.allowExec) throw untrusted(settings.user, exec.command);
  const answer = await runExecPlugin(exec, settings);
  return {
    ...own,
    headers: {
      ...own.headers,
      ...(answer.token === undefined ? {} : { authorization: `Bearer ${answer.token}` }),
    },
    ...(answer.certificate === undefined || answer.key === undefined
      ? {}
      : { certificate: answer.certificate, key: answer.key }),
    ...renewal(answer, options.now()),
  };
}

function renewal(answer: ExecCredential, now: number): { readonly renewAt?: number } {
  if (answer.expiresAt === undefined) return {};
  return { renewAt: answer.expiresAt - Math.min(skewMs, (answer.expiresAt - now) / 10) };
}

/**
 * A user's `auth-provider`, by client-node. `undefined` where the user has none, or a plain
 * credential that goes before it.
 */
export async function makeProviderSignIn(
  user: UserEntry,
  options: SignInOptions,
): Promise<(() => Promise<Credential>) | undefined> {
  const provider = user.authProvider;
  if (provider === undefined || user.exec !== undefined) return undefined;
  if ((await knownAuthorization(user)) !== undefined) return undefined;
  const program = provider.config['cmd-path'];
  if (program !== undefined && !options.allowExec) throw untrusted(user.name, program);
  const { providerSignIn } = await import('./clientNodeSignIn.ts');
  const signIn = providerSignIn(provider.name, provider.config);
  if (signIn === undefined) {
    throw new ClusterError(
      'signIn',
      `The user ${JSON.stringify(user.name)} signs in with the auth-provider ${provider.name}, which is not supported. Use an exec plugin or a token.`,
    );
  }
  return () => askProvider(user, provider.name, signIn, options);
}

async function askProvider(
  user: UserEntry,
  provider: string,
  signIn: ProviderSignIn,
  options: SignInOptions,
): Promise<Credential> {
  const fail = (what: string, cause?: unknown): ClusterError =>
    new ClusterError(
      'signIn',
      `Signing in as ${JSON.stringify(user.name)}: the auth-provider ${provider} ${what}. Sign in with kubectl in a terminal, then retry.`,
      { cause },
    );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const seconds = Math.round(options.timeoutMs / 1000);
    timer = setTimeout(() => reject(fail(`gave no answer within ${seconds} s`)), options.timeoutMs);
  });
  try {
    const answer = lowerCased(await Promise.race([signIn(), late]));
    if (answer['authorization'] === undefined) throw fail('has no valid token any more');
    const headers = { ...impersonationHeaders(user.impersonate), ...answer };
    // The provider itself knows when its token ends, and is cheap to ask.
    return { headers, renewAt: options.now() + tokenFileMs };
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw fail(`failed: ${redact(text)}`, error);
  } finally {
    clearTimeout(timer);
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

async function knownAuthorization(user: UserEntry): Promise<string | undefined> {
  if (user.tokenFile !== undefined) {
    return `Bearer ${(await readUserFile(user, user.tokenFile)).toString('utf8').trim()}`;
  }
  if (user.token !== undefined) return `Bearer ${user.token}`;
  if (user.username === undefined) return undefined;
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
}

async function pem(
  user: UserEntry,
  data: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  return file === undefined ? undefined : (await readUserFile(user, file)).toString('utf8');
}

async function base64(
  data: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  if (data !== undefined || file === undefined) return data;
  return (await readFile(file)).toString('base64');
}

async function readUserFile(user: UserEntry, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ClusterError(
      'config',
      `The kubeconfig's user ${JSON.stringify(user.name)} names ${file}, which cannot be read (${code ?? 'unknown error'}). Mend the kubeconfig or the file.`,
      { cause: error },
    );
  }
}

function impersonationHeaders(as: Impersonation | undefined): Record<string, string | string[]> {
  if (as === undefined) return {};
  const headers: Record<string, string | string[]> = {};
  if (as.user !== undefined) headers['impersonate-user'] = as.user;
  if (as.uid !== undefined) headers['impersonate-uid'] = as.uid;
  if (as.groups.length > 0) headers['impersonate-group'] = [...as.groups];
  for (const [key, values] of Object.entries(as.extra)) {
    headers[`impersonate-extra-${encodeURIComponent(key).toLowerCase()}`] = [...values];
  }
  return headers;
}

function untrusted(user: string, program: string): ClusterError {
  return new ClusterError(
    'signIn',
    `Signing in as ${JSON.stringify(user)} runs ${program}, and this workspace is not trusted. Trust it, then retry.`,
  );
}
