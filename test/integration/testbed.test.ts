import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import { startCluster } from '../cluster/startCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';

const external = process.env['DRIFTLINE_TEST_KUBECONFIG'];

const DEPLOYMENT = JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'registry.example/web:1' }] },
    },
  },
});

describe('the shared cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await attachCluster();
  });
  afterAll(() => cluster.stop());

  it('is ready and says its version', async () => {
    expect(await cluster.request('/readyz')).toEqual({ status: 200, body: 'ok' });
    const version = (await cluster.request('/version')).body as { gitVersion: string };
    expect(version.gitVersion).toMatch(/^v1\.\d+\.\d+/);
  });

  it('makes the pods of a Deployment ready', async () => {
    const namespace = await cluster.namespace('testbed');
    await cluster.kubectl(['apply', '-n', namespace, '-f', '-'], { input: DEPLOYMENT });
    await cluster.kubectl([
      'rollout',
      'status',
      '-n',
      namespace,
      'deployment/web',
      '--timeout=60s',
    ]);
    const asked = [
      'get',
      'deployment/web',
      '-n',
      namespace,
      '-o',
      'jsonpath={.status.readyReplicas}',
    ];
    expect(await cluster.kubectl(asked)).toBe('3');
  });

  it('gives each caller a namespace of its own', async () => {
    const [one, two] = await Promise.all([cluster.namespace('same'), cluster.namespace('same')]);
    expect(one).not.toBe(two);
  });

  it('forbids alice everything until a role binding names her', async () => {
    const namespace = await cluster.namespace('testbed');
    const kubeconfig = await cluster.kubeconfigFor({ token: cluster.aliceToken }, { namespace });
    const list = () => cluster.kubectl(['get', 'configmaps', '-o', 'name'], { kubeconfig });
    await expect(list()).rejects.toThrow(/forbidden/i);
    const input = JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'alice', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [cluster.aliceSubject],
    });
    await cluster.kubectl(['apply', '-f', '-'], { input });
    await expect.poll(() => list().catch(String), { timeout: 10_000 }).not.toMatch(/forbidden/i);
  });

  it.skipIf(external)('knows users by their client certificates', async () => {
    const review = async (notAfter?: Date) => {
      const subject = { user: 'bob', groups: ['system:masters', 'dev'] };
      const issued = await cluster.clientCertificateFor({
        ...subject,
        ...(notAfter && { notAfter }),
      });
      const kubeconfig = await cluster.kubeconfigFor({
        'client-certificate-data': Buffer.from(issued.certificate).toString('base64'),
        'client-key-data': Buffer.from(issued.key).toString('base64'),
      });
      return cluster.kubectl(['auth', 'whoami', '-o', 'json'], { kubeconfig });
    };
    const { status } = JSON.parse(await review()) as { status: { userInfo: object } };
    const groups = ['system:masters', 'dev', 'system:authenticated'];
    expect(status.userInfo).toMatchObject({ username: 'bob', groups });
    await expect(review(new Date(Date.now() - 60_000))).rejects.toThrow(/Unauthorized|expired|log/);
  });

  it('passes objects through mutating admission policies', async () => {
    const served = await cluster.request('/apis/admissionregistration.k8s.io/v1');
    const { resources } = served.body as { resources: { name: string }[] };
    expect(resources.map((resource) => resource.name)).toContain('mutatingadmissionpolicies');
  });
});

describe.skipIf(external)('outages of an own cluster', () => {
  let cluster: TestCluster;
  let namespace: string;
  beforeAll(async () => {
    cluster = await startCluster({ controllers: false });
    namespace = await cluster.namespace('outage');
    await cluster.kubectl(['create', 'configmap', 'kept', '-n', namespace, '--from-literal=a=b']);
  });
  afterAll(() => cluster.stop());

  const kept = () => cluster.request(`/api/v1/namespaces/${namespace}/configmaps/kept`);

  it('stays silent while it is paused, and answers after', async () => {
    cluster.pauseApiServer();
    const answer = kept();
    const silence = new Promise((fulfil) => setTimeout(fulfil, 1000, 'silence'));
    expect(await Promise.race([answer, silence])).toBe('silence');
    cluster.resumeApiServer();
    expect((await answer).status).toBe(200);
  });

  it('refuses connections when it is killed, and keeps its data', async () => {
    const uid = await clusterUid(cluster);
    await cluster.killApiServer();
    await expect(kept()).rejects.toThrow(/ECONNREFUSED/);
    await cluster.restartApiServer();
    expect((await kept()).status).toBe(200);
    expect(await clusterUid(cluster)).toBe(uid);
  });

  it('refuses a token that was taken away', async () => {
    const { adminToken } = cluster;
    await cluster.restartApiServer({ tokens: { admin: 'another' } });
    expect((await cluster.request('/api/v1/nodes', { token: adminToken })).status).toBe(401);
    expect((await kept()).status).toBe(200);
  });

  it('comes back as another cluster when its data is gone', async () => {
    const uid = await clusterUid(cluster);
    await cluster.restartApiServer({ emptyData: true });
    expect((await kept()).status).toBe(404);
    expect(await clusterUid(cluster)).not.toBe(uid);
  });
});

it.skipIf(external)('leaves nothing behind when its process is killed', async () => {
  const main = join(import.meta.dirname, '..', 'cluster', 'main.ts');
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => said, { timeout: 60_000 }).toContain('Ctrl+C');
  const server = /https:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
  const folder = dirname(/KUBECONFIG=(\S+)/.exec(said)?.[1] ?? '');
  expect(existsSync(folder)).toBe(true);
  child.kill('SIGKILL');
  const connect = () => fetch(server).then(String, (error: Error) => String(error.cause));
  await expect.poll(connect, { timeout: 5000 }).toContain('ECONNREFUSED');
  await expect.poll(() => existsSync(folder), { timeout: 5000 }).toBe(false);
});

/** `kube-system` comes a moment after the server is ready. */
async function clusterUid(cluster: TestCluster): Promise<string> {
  const read = async () => (await cluster.request('/api/v1/namespaces/kube-system')).body;
  await expect.poll(read).toHaveProperty('metadata.uid');
  return ((await read()) as { metadata: { uid: string } }).metadata.uid;
}
