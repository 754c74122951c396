import { spawn, type ChildProcess } from 'node:child_process';
import { ClusterError } from '../../engine/cluster.ts';
import type { ClusterEntry, ExecConfig } from './kubeconfig.ts';
import { redact } from './redact.ts';

/** What an exec plugin answered. */
export interface ExecCredential {
  readonly token?: string;
  /** PEM. */
  readonly certificate?: string;
  /** PEM. */
  readonly key?: string;
  /** Milliseconds since 1970; absent: until the server refuses it. */
  readonly expiresAt?: number;
}

export interface ExecOptions {
  readonly user: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For plugins that ask for it (`provideClusterInfo`). */
  readonly cluster: ClusterEntry;
  /** base64 PEM, wherever the kubeconfig has it. */
  readonly certificateAuthorityData?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

const versions: ReadonlySet<string> = new Set([
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1',
]);

/**
 * Runs a credential plugin as client-go does, but never interactively: it gets no terminal and no
 * standard input, and ends with its children after the timeout. Throws `ClusterError` (`signIn`)
 * that names the plugin and the next step.
 */
export async function runExecPlugin(
  config: ExecConfig,
  options: ExecOptions,
): Promise<ExecCredential> {
  if (!versions.has(config.apiVersion)) {
    throw failed(config, options, `speaks ${config.apiVersion}, which is not supported`);
  }
  if (config.interactiveMode === 'Always') {
    throw failed(config, options, 'works in a terminal only');
  }
  const { stdout } = await run(config, options);
  return readCredential(stdout, config, options);
}

interface Output {
  readonly stdout: string;
}

const outputLimit = 1024 * 1024;

function run(config: ExecConfig, options: ExecOptions): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(config.command, config.args, {
      env: environment(config, options),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group, so that a hung plugin's children end with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    let stdout = '';
    let stderr = '';
    const fail = (what: string, cause?: unknown): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      reject(failed(config, options, what, cause));
    };
    const stop = (what: string): void => {
      endGroup(child);
      fail(what);
    };
    const timer = setTimeout(
      () => stop(`gave no answer within ${Math.round(options.timeoutMs / 1000)} s`),
      options.timeoutMs,
    );
    const onAbort = (): void => stop('was stopped');
    options.signal?.addEventListener('abort', onAbort);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      if (stdout.length > outputLimit) stop('printed more than a credential');
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-outputLimit);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      fail(
        error.code === 'ENOENT' ? 'was not found' : `could not be started (${error.code})`,
        error,
      );
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      if (code === 0) resolve({ stdout });
      else fail(`failed (${signal ?? `exit code ${code}`})${quote(stderr)}`);
    });
  });
}

function quote(stderr: string): string {
  const text = redact(stderr);
  return text === '' ? '' : `: ${text}`;
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function environment(config: ExecConfig, options: ExecOptions): NodeJS.ProcessEnv {
  const own = Object.fromEntries(config.env.map(({ name, value }) => [name, value]));
  const spec = {
    interactive: false,
    ...(config.provideClusterInfo ? { cluster: clusterInfo(options) } : {}),
  };
  const info = { apiVersion: config.apiVersion, kind: 'ExecCredential', spec };
  return { ...options.env, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
}

function clusterInfo({ cluster, certificateAuthorityData }: ExecOptions): object {
  return {
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.insecureSkipTlsVerify ? true : undefined,
    'certificate-authority-data': certificateAuthorityData,
    'proxy-url': cluster.proxyUrl,
    config: cluster.execConfig,
  };
}

interface ExecAnswer {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly status?: {
    readonly token?: unknown;
    readonly clientCertificateData?: unknown;
    readonly clientKeyData?: unknown;
    readonly expirationTimestamp?: unknown;
  };
}

function readCredential(stdout: string, config: ExecConfig, options: ExecOptions): ExecCredential {
  const answer = parseAnswer(stdout);
  if (answer === undefined) throw failed(config, options, 'printed no ExecCredential');
  if (answer.apiVersion !== config.apiVersion) {
    throw failed(config, options, `did not answer in ${config.apiVersion}`);
  }
  const token = text(answer.status?.token);
  const certificate = text(answer.status?.clientCertificateData);
  const key = text(answer.status?.clientKeyData);
  if (token === undefined && (certificate === undefined || key === undefined)) {
    throw failed(config, options, 'answered without a token or a client certificate');
  }
  const expiresAt = Date.parse(text(answer.status?.expirationTimestamp) ?? '');
  return {
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
    ...(Number.isNaN(expiresAt) ? {} : { expiresAt }),
  };
}

function parseAnswer(stdout: string): ExecAnswer | undefined {
  try {
    const value = JSON.parse(stdout) as unknown;
    const isAnswer = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isAnswer && (value as ExecAnswer).kind === 'ExecCredential' ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function failed(
  config: ExecConfig,
  options: ExecOptions,
  what: string,
  cause?: unknown,
): ClusterError {
  const hint = config.installHint === undefined ? '' : ` ${redact(config.installHint, 400)}`;
  return new ClusterError(
    'signIn',
    `Signing in as ${JSON.stringify(options.user)}: the plugin ${config.command} ${what}. Run it, or kubectl, in a terminal to sign in, then retry.${hint}`,
    cause === undefined ? {} : { cause },
  );
}
