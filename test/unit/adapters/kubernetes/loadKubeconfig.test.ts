import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKubeconfig } from '../../../../src/adapters/kubernetes/loadKubeconfig.ts';
import { listContexts } from '../../../../src/adapters/kubernetes/openCluster.ts';
import { selectContext } from '../../../../src/adapters/kubernetes/selectContext.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dl-kubeconfig-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const target = path.join(folder, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  return target;
}

function config(name: string, server = `https://${name}.example`, current = true): string {
  return `apiVersion: v1
kind: Config
clusters: [{name: ${name}, cluster: {server: "${server}", certificate-authority: ca/${name}.crt}}]
users: [{name: ${name}, user: {token: token-of-${name}, client-key: ../key}}]
contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}, namespace: ns-${name}}}]
${current ? `current-context: ${name}` : ''}
`;
}

function load(env: Record<string, string> = {}, file?: string) {
  return loadKubeconfig({ env, homedir: folder, ...(file === undefined ? {} : { path: file }) });
}

describe('where a kubeconfig is found', () => {
  it('reads ~/.kube/config, and KUBECONFIG before it, and the named file before both', async () => {
    await file('.kube/config', config('home'));
    const env = await file('env', config('env'));
    const named = await file('named', config('named'));
    expect((await load()).currentContext).toBe('home');
    expect((await load({ KUBECONFIG: env })).currentContext).toBe('env');
    expect((await load({ KUBECONFIG: env }, named)).currentContext).toBe('named');
  });

  it('merges several files as kubectl does: the first wins, missing ones are skipped', async () => {
    const first = await file('a/one', config('one', 'https://first', false));
    const second = await file('b/two', `${config('one', 'https://second')}`);
    const third = await file('c/three', config('three'));
    const none = path.join(folder, 'none');
    const list = [none, first, second, third, first].join(path.delimiter);
    const merged = await load({ KUBECONFIG: list });
    expect([...merged.contexts.keys()]).toEqual(['one', 'three']);
    expect(merged.clusters.get('one')?.server).toBe('https://first');
    expect(merged.currentContext).toBe('one');
    expect(merged.files).toEqual([first, second, third]);
    expect(merged.clusters.get('three')?.certificateAuthority).toBe(
      path.join(folder, 'c/ca/three.crt'),
    );
    expect(merged.users.get('three')?.clientKey).toBe(path.join(folder, 'key'));
  });

  it('says what is missing, empty or malformed, where, and what to do', async () => {
    await expect(load()).rejects.toMatchObject({ reason: 'config' });
    await expect(load()).rejects.toThrow(/\.kube\/config does not exist.*--kubeconfig/);
    await expect(load({}, path.join(folder, 'nope'))).rejects.toThrow(/no kubeconfig .*nope/);
    const empty = await file('empty', '');
    await expect(load({}, empty)).rejects.toThrow(/empty holds no usable context/);
    const comment = await file('comment', '# nothing\n');
    await expect(load({ KUBECONFIG: comment })).rejects.toThrow(/comment holds no usable context/);
    const broken = await file('broken', 'users:\n- name: a\n  user: {token: s3cret-token\nx: [');
    await expect(load({}, broken)).rejects.toMatchObject({ reason: 'config' });
    await expect(load({}, broken)).rejects.toThrow(/broken is not readable: .* in line \d/);
    await expect(load({}, broken)).rejects.not.toThrow(/s3cret/);
    const scalar = await file('scalar', 'hello');
    await expect(load({}, scalar)).rejects.toThrow(/scalar is not a kubeconfig/);
    await expect(load({}, folder)).rejects.toThrow(/cannot be read \(EISDIR\)/);
  });

  it('leaves out entries that make no sense, and names them when they are asked for', async () => {
    const odd = await file(
      'odd',
      `clusters:
- {name: noserver, cluster: {}}
- {name: nourl, cluster: {server: "ftp://x"}}
- cluster: {server: "https://nameless"}
- {name: good, cluster: {server: "https://good/", insecure-skip-tls-verify: yes, proxy-url: "http://p:1"}}
users:
- {name: noexec, user: {exec: {args: [a]}}}
- {name: 1234, user: {token: 0123456789012345678901}}
contexts:
- {name: c1, context: {cluster: noserver}}
- {name: c2, context: {cluster: good, user: 1234}}
- {name: c3, context: {cluster: good, user: noexec}}
- {name: c4, context: {user: x}}
`,
    );
    const kubeconfig = await load({}, odd);
    expect(() => selectContext(kubeconfig, 'c1')).toThrow(/noserver.*has no server/);
    expect(() => selectContext(kubeconfig, 'c3')).toThrow(/noexec.*without a command/);
    const { cluster, user } = selectContext(kubeconfig, 'c2');
    expect(cluster).toMatchObject({
      server: 'https://good',
      insecureSkipTlsVerify: true,
      proxyUrl: 'http://p:1',
    });
    expect(user).toEqual({ name: '1234', token: '0123456789012345678901' });
    expect(() => selectContext(kubeconfig)).toThrow(/no current context.*--context: c1, c2, c3/);
    expect(() => selectContext(kubeconfig, 'nope')).toThrow(/no context "nope".*c1, c2, c3/);
  });

  it('resolves an exec command with a folder in it, and keeps a bare one', async () => {
    const text = (command: string): string =>
      `clusters: [{name: c, cluster: {server: "https://c"}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ${command}, env: [{name: A, value: 1}], interactiveMode: Never}}}]
contexts: [{name: c, context: {cluster: c, user: u}}]`;
    const relative = selectContext(await load({}, await file('x/a', text('./bin/plugin'))));
    expect(relative.user.exec).toMatchObject({
      command: path.join(folder, 'x/bin/plugin'),
      env: [{ name: 'A', value: '1' }],
      interactiveMode: 'Never',
      provideClusterInfo: false,
    });
    const bare = selectContext(await load({}, await file('x/b', text('aws'))));
    expect(bare.user.exec?.command).toBe('aws');
  });

  it('lists contexts with server, namespace and what is current', async () => {
    const one = await file('one', config('one', 'https://127.0.0.1:6443'));
    const two = await file('two', config('two'));
    const env = { KUBECONFIG: [one, two].join(path.delimiter) };
    expect(await listContexts({ env, homedir: folder })).toMatchObject([
      {
        name: 'one',
        server: 'https://127.0.0.1:6443',
        namespace: 'ns-one',
        current: true,
        loopback: true,
      },
      {
        name: 'two',
        server: 'https://two.example',
        namespace: 'ns-two',
        current: false,
        loopback: false,
      },
    ]);
  });

  it('stamps the way to the server and the user, each by all that it says and by no more', async () => {
    const stamps = async (text: string) => {
      const env = { KUBECONFIG: await file('config', text) };
      return (await listContexts({ env, homedir: folder }))[0]?.stamps;
    };
    const text = config('one');
    const before = await stamps(text);
    expect(await stamps(`${text}preferences: {colors: true}\n`)).toEqual(before);
    const user = await stamps(text.replace('token-of-one', 'fresher'));
    expect(user).toEqual({ cluster: before?.cluster, user: expect.any(String) as string });
    expect(user?.user).not.toBe(before?.user);
    const cluster = await stamps(text.replace('ca/one.crt', 'ca/two.crt'));
    expect(cluster).toEqual({ cluster: expect.any(String) as string, user: before?.user });
    expect(cluster?.cluster).not.toBe(before?.cluster);
  });
});
