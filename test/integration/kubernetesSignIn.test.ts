import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubeCluster } from '../../src/adapters/kubernetes/kubeCluster.ts';
import type { OpenClusterOptions } from '../../src/adapters/kubernetes/openCluster.ts';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { configMaps, connect } from './kubernetes/connect.ts';
import { EventLog } from './kubernetes/eventLog.ts';

const external = process.env['DRIFTLINE_TEST_KUBECONFIG'] !== undefined;

let server: TestCluster;
let folder: string;
const open: KubeCluster[] = [];

beforeAll(async () => {
  server = await attachCluster();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dl-signin-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((cluster) => cluster.close()));
  await rm(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await server.stop();
});

async function client(
  kubeconfig: string,
  options: Partial<OpenClusterOptions> = {},
): Promise<KubeCluster> {
  const cluster = await connect(kubeconfig, options);
  open.push(cluster);
  return cluster;
}

/** A plugin in shell that notes each of its runs. */
async function plugin(script: string): Promise<string> {
  const file = path.join(folder, 'sign-in.sh');
  await writeFile(file, `#!/bin/sh\necho run >> "${folder}/runs"\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

async function runs(): Promise<number> {
  try {
    return (await readFile(path.join(folder, 'runs'), 'utf8')).split('\n').length - 1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

const apiVersion = 'client.authentication.k8s.io/v1';

function answer(token: string, expires = ''): string {
  const expiry = expires === '' ? '' : `,"expirationTimestamp":"${expires}"`;
  return `echo '{"apiVersion":"${apiVersion}","kind":"ExecCredential","status":{"token":"'${token}'"${expiry}}}'`;
}

async function withPlugin(script: string, extra: object = {}): Promise<string> {
  const command = await plugin(script);
  return server.kubeconfigFor({
    exec: { apiVersion, command, interactiveMode: 'IfAvailable', ...extra },
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('exec plugins', () => {
  it('run once for all requests, with what client-go tells them', async () => {
    const script = `printf '%s' "$KUBERNETES_EXEC_INFO" > "${folder}/info"; echo "$EXTRA" > "${folder}/extra"; ${answer(server.adminToken)}`;
    const kubeconfig = await withPlugin(script, {
      provideClusterInfo: true,
      env: [{ name: 'EXTRA', value: 'more' }],
    });
    const cluster = await client(kubeconfig);
    const lists = Array.from({ length: 20 }, () =>
      cluster.list(configMaps, { namespace: 'default' }),
    );
    await Promise.all(lists);
    expect(await runs()).toBe(1);
    const info = JSON.parse(await readFile(path.join(folder, 'info'), 'utf8')) as {
      readonly spec: { readonly cluster: Record<string, string> };
    };
    expect(info).toMatchObject({
      apiVersion,
      kind: 'ExecCredential',
      spec: { interactive: false },
    });
    expect(info.spec.cluster['server']).toBe(server.server);
    expect(info.spec.cluster['certificate-authority-data']).toMatch(/^LS0t/);
    expect((await readFile(path.join(folder, 'extra'), 'utf8')).trim()).toBe('more');
  });

  it('run again when the token ends, and after a 401', async () => {
    const soon = `$(date -u -d '+2 seconds' +%Y-%m-%dT%H:%M:%SZ)`;
    const kubeconfig = await withPlugin(`EXP=${soon}\n${answer(server.adminToken, `'$EXP'`)}`);
    const cluster = await client(kubeconfig);
    await cluster.list(configMaps, { namespace: 'default' });
    const before = await runs();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await cluster.list(configMaps, { namespace: 'default' });
    expect(await runs()).toBeGreaterThan(before);

    await rm(path.join(folder, 'runs'));
    const firstRefused = `if [ "$(wc -l < "${folder}/runs")" -gt 1 ]; then ${answer(server.adminToken)}; else ${answer('stale')}; fi`;
    const second = await client(await withPlugin(firstRefused));
    await second.list(configMaps, { namespace: 'default' });
    expect(await runs()).toBe(2);
  });

  it('that fail are named with what they said, and not run again until a person retries', async () => {
    const kubeconfig = await withPlugin(
      `if [ -f "${folder}/ok" ]; then ${answer(server.adminToken)}; exit 0; fi; echo "session expired, token=abcdef123456 is dead" >&2; exit 3`,
      { installHint: 'Get it from example.com.' },
    );
    const cluster = await client(kubeconfig, {
      limits: { backoff: { first: 50, most: 100 } },
    });
    const log = new EventLog();
    cluster.observe(configMaps, { namespace: 'default' }, log);
    await log.until(({ events }) => events.filter((e) => e === 'away signIn').length > 3);
    const error = log.errors[0];
    expect(error?.message).toMatch(/sign-in\.sh failed \(exit code 3\): session expired/);
    expect(error?.message).toContain('retry');
    expect(error?.message).toContain('example.com');
    expect(error?.message).not.toContain('abcdef123456');
    await expect(cluster.identify()).rejects.toMatchObject({ reason: 'signIn' });
    expect(await runs()).toBe(1);
    await writeFile(path.join(folder, 'ok'), '');
    cluster.retry();
    await log.until(({ events }) => events.includes('current'));
    expect(await runs()).toBe(2);
  });

  it('that hang are ended with their children', async () => {
    const kubeconfig = await withPlugin(`sleep 300 & echo $! > "${folder}/child"; wait`);
    const cluster = await client(kubeconfig, { timeouts: { signIn: 700 } });
    const refused = cluster.identify();
    await expect(refused).rejects.toMatchObject({ reason: 'signIn' });
    await expect(refused).rejects.toThrow(/gave no answer within 1 s/);
    await expect(cluster.list(configMaps, {})).rejects.toMatchObject({ reason: 'signIn' });
    expect(await runs()).toBe(1);
    const child = Number(await readFile(path.join(folder, 'child'), 'utf8'));
    await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
  });

  it('are not run without trust, when missing, when a terminal is needed, or when they babble', async () => {
    const untrusted = await client(await withPlugin(answer(server.adminToken)), {
      allowExec: false,
    });
    await expect(untrusted.identify()).rejects.toThrow(/not trusted/);
    const terminal = await client(
      await withPlugin(answer(server.adminToken), { interactiveMode: 'Always' }),
    );
    await expect(terminal.identify()).rejects.toThrow(/terminal/);
    expect(await runs()).toBe(0);
    const missing = await server.kubeconfigFor({
      exec: { apiVersion, command: 'no-such-plugin-anywhere', installHint: 'Install it.' },
    });
    await expect((await client(missing)).identify()).rejects.toThrow(/not found.*Install it\./);
    const babble = await client(await withPlugin('echo hello'));
    await expect(babble.identify()).rejects.toThrow(/printed no ExecCredential/);
  });
});

describe('other credentials', () => {
  it('reads a token file again after it changed', async () => {
    const file = path.join(folder, 'token');
    await writeFile(file, 'wrong');
    const kubeconfig = await server.kubeconfigFor({ tokenFile: file });
    const cluster = await client(kubeconfig);
    await expect(cluster.identify()).rejects.toMatchObject({ reason: 'signIn' });
    await writeFile(file, `${server.adminToken}\n`);
    cluster.retry();
    await expect(cluster.identify()).resolves.toMatchObject({ server: server.server });
  });

  it.skipIf(external)(
    'shows a client certificate, from the kubeconfig or from a plugin',
    async () => {
      const { certificate, key } = await server.clientCertificateFor({
        user: 'certified',
        groups: ['system:masters'],
      });
      const base64 = (text: string): string => Buffer.from(text).toString('base64');
      const own = await client(
        await server.kubeconfigFor({
          'client-certificate-data': base64(certificate),
          'client-key-data': base64(key),
        }),
      );
      await expect(own.list(configMaps, { namespace: 'default' })).resolves.toBeDefined();
      const status = { clientCertificateData: certificate, clientKeyData: key };
      const file = path.join(folder, 'credential.json');
      await writeFile(file, JSON.stringify({ apiVersion, kind: 'ExecCredential', status }));
      const byPlugin = await client(await withPlugin(`cat "${file}"`));
      await expect(byPlugin.list(configMaps, { namespace: 'default' })).resolves.toBeDefined();
      const broken = await client(
        await server.kubeconfigFor({
          'client-certificate-data': base64('nonsense'),
          'client-key-data': base64(key),
        }),
      );
      const refused = broken.identify();
      await expect(refused).rejects.toMatchObject({ reason: 'config' });
      await expect(refused).rejects.not.toThrow(/PRIVATE/);
    },
  );

  it('acts as somebody else, with all the groups', async () => {
    const asAlice = await client(
      await server.kubeconfigFor({ token: server.adminToken, as: 'alice' }),
    );
    await expect(asAlice.list(configMaps, {})).rejects.toThrow(/User "alice" cannot list/);
    const asMaster = await client(
      await server.kubeconfigFor({
        token: server.adminToken,
        as: 'alice',
        'as-groups': ['dev', 'system:masters'],
      }),
    );
    await expect(asMaster.list(configMaps, { namespace: 'default' })).resolves.toBeDefined();
  });

  it('takes an ID token of an OIDC provider, and says when it has ended', async () => {
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = (exp: number): string => `${part({ alg: 'none' })}.${part({ exp })}.sig`;
    const user = (exp: number): Record<string, unknown> => ({
      'auth-provider': {
        name: 'oidc',
        config: {
          'client-id': 'c',
          'idp-issuer-url': 'https://127.0.0.1:1',
          'id-token': token(exp),
        },
      },
    });
    const now = Date.now() / 1000;
    const seen = await client(await server.kubeconfigFor(user(now + 600)));
    await expect(seen.identify()).rejects.toMatchObject({ reason: 'signIn', code: 401 });
    const ended = await client(await server.kubeconfigFor(user(now - 600)));
    await expect(ended.identify()).rejects.toThrow(/auth-provider oidc has no valid token/);
    const unknown = await client(
      await server.kubeconfigFor({ 'auth-provider': { name: 'nobody', config: {} } }),
    );
    await expect(unknown.identify()).rejects.toThrow(
      /auth-provider nobody, which is not supported/,
    );
  });
});

describe('a refused token', () => {
  it('is a matter of signing in for each of many requests at once', async () => {
    // The server closes the connection after each 401, which refuses the requests beside it.
    const cluster = await client(await server.kubeconfigFor({ token: 'wrong' }));
    const lists = Array.from({ length: 40 }, (_, i) =>
      cluster.get(configMaps, 'default', `map-${i}`).catch((error: unknown) => error),
    );
    const reasons = (await Promise.all(lists)).map((error) => (error as { reason: string }).reason);
    expect([...new Set(reasons)]).toEqual(['signIn']);
  });
});

describe('the way there', () => {
  it('goes through kubectl proxy, over plain HTTP/1.1', async () => {
    const child = spawn(
      server.kubectlPath,
      ['--kubeconfig', server.kubeconfigPath, 'proxy', '--port=0'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
      const address = /127\.0\.0\.1:\d+/.exec(chunk.toString())?.[0] ?? '';
      const file = path.join(folder, 'kubeconfig');
      await writeFile(
        file,
        `clusters: [{name: p, cluster: {server: "http://${address}"}}]\ncontexts: [{name: p, context: {cluster: p}}]\n`,
      );
      const cluster = await client(file);
      expect(await cluster.identify()).toMatchObject({ context: 'p', loopback: true });
      const log = new EventLog();
      for (let i = 0; i < 12; i += 1) cluster.observe(configMaps, { namespace: 'default' }, log);
      await log.until(({ events }) => events.filter((event) => event === 'current').length === 12);
    } finally {
      child.kill();
    }
  });

  it('goes through the proxy of the kubeconfig', async () => {
    const proxy = await connectProxy();
    try {
      const kubeconfig = await server.kubeconfigFor(
        { token: server.adminToken },
        { cluster: { 'proxy-url': `http://127.0.0.1:${proxy.port}` } },
      );
      const cluster = await client(kubeconfig);
      const log = new EventLog();
      for (let i = 0; i < 5; i += 1) cluster.observe(configMaps, { namespace: 'default' }, log);
      await log.until(({ events }) => events.filter((event) => event === 'current').length === 5);
      await cluster.list(configMaps, { namespace: 'default' });
      expect(proxy.tunnels()).toBe(1);
      proxy.cut();
      await log.until(({ events }) => events.length >= 10, 1).catch(() => undefined);
      await expect(cluster.list(configMaps, { namespace: 'default' })).resolves.toBeDefined();
    } finally {
      proxy.close();
    }
  });

  it('checks the certificate, under another name where told, and not at all where told', async () => {
    const token = server.adminToken;
    const host = new URL(server.server);
    const named = await server.kubeconfigFor(
      { token },
      { cluster: { 'tls-server-name': 'kubernetes' } },
    );
    await expect((await client(named)).identify()).resolves.toBeDefined();
    const wrong = await server.kubeconfigFor(
      { token },
      { cluster: { 'tls-server-name': 'other.example' } },
    );
    await expect((await client(wrong)).identify()).rejects.toThrow(
      /certificate is for another name/,
    );
    const file = path.join(folder, 'kubeconfig');
    const text = (cluster: string): string =>
      `clusters: [{name: p, cluster: {server: "${host.origin}"${cluster}}}]\nusers: [{name: u, user: {token: ${token}}}]\ncontexts: [{name: p, context: {cluster: p, user: u}}]\n`;
    await writeFile(file, text(''));
    const distrusted = (await client(file)).identify();
    await expect(distrusted).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(distrusted).rejects.toThrow(/not trusted/);
    await writeFile(file, text(', insecure-skip-tls-verify: true'));
    await expect((await client(file)).identify()).resolves.toBeDefined();
  });

  it('is unreachable where nobody listens, and names the address', async () => {
    const kubeconfig = await server.kubeconfigFor(
      { token: server.adminToken },
      { server: 'https://127.0.0.1:1' },
    );
    const refused = (await client(kubeconfig)).identify();
    await expect(refused).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(refused).rejects.toThrow(
      /https:\/\/127\.0\.0\.1:1 cannot be reached: nobody listens/,
    );
  });
});

interface Proxy {
  readonly port: number;
  tunnels(): number;
  cut(): void;
  close(): void;
}

async function connectProxy(): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let tunnels = 0;
  const proxy: Server = createServer();
  proxy.on('connect', (request, client: Socket) => {
    tunnels += 1;
    const { hostname, port } = new URL(`https://${request.url ?? ''}`);
    const target = connectTcp(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    port: (proxy.address() as AddressInfo).port,
    tunnels: () => tunnels,
    cut,
    close: () => {
      cut();
      proxy.close();
    },
  };
}
