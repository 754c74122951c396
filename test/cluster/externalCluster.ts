import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { BorrowedCluster } from './borrowedCluster.ts';
import { ClusterClient, type ClusterConnection } from './clusterClient.ts';
import { findKubectl } from './findKubectl.ts';
import type { TestCluster } from './testCluster.ts';

const WHY = 'it was chosen with DRIFTLINE_TEST_KUBECONFIG. Unset it to have one started.';

/**
 * Makes a person's cluster usable for tests: a service account with all rights, and one without
 * any, live in a namespace that `stop()` removes again. The kubeconfig's user must be allowed that.
 */
export async function openExternalCluster(
  kubeconfig: string,
  log?: (line: string) => void,
): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'dl-'));
  const kubectlPath = await findKubectl(log);
  const foreign = new ClusterClient({ ...NOBODY, kubeconfigPath: kubeconfig, kubectlPath, folder });
  // Runs side by side have their own; it names the cluster role binding too.
  const namespace = `driftline-test-${randomBytes(4).toString('hex')}`;
  const connection = await describeExternal(foreign, folder, kubeconfig, kubectlPath, namespace);
  return new BorrowedCluster(connection, WHY, async () => {
    await foreign.kubectl(['delete', 'clusterrolebinding', namespace, '--ignore-not-found']);
    await foreign.kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
    await rm(folder, { recursive: true, force: true });
  });
}

const NOBODY: ClusterConnection = {
  server: '',
  caFile: '',
  adminToken: '',
  aliceToken: '',
  aliceSubject: {},
  kubeconfigPath: '',
  context: '',
  kubectlPath: '',
  controllers: true,
  folder: '',
};

/** What `kubectl config view -o json` says of a minified, flattened kubeconfig. */
interface KubeconfigView {
  readonly 'current-context': string;
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data'?: string };
  }[];
}

async function describeExternal(
  foreign: ClusterClient,
  folder: string,
  kubeconfigPath: string,
  kubectlPath: string,
  namespace: string,
): Promise<ClusterConnection> {
  const asked = ['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json'];
  const view = JSON.parse(await foreign.kubectl(asked)) as KubeconfigView;
  const cluster = view.clusters[0]?.cluster;
  if (!cluster) throw new Error(`${kubeconfigPath} has no cluster in its current context.`);
  const caFile = join(folder, 'ca.crt');
  const ca = cluster['certificate-authority-data'];
  await writeFile(caFile, ca ? Buffer.from(ca, 'base64') : systemRoots());
  await foreign.kubectl(['apply', '-f', '-'], { input: JSON.stringify(identities(namespace)) });
  return {
    server: cluster.server.replace(/\/$/, ''),
    caFile,
    adminToken: await tokenOf(foreign, namespace, 'admin'),
    aliceToken: await tokenOf(foreign, namespace, 'alice'),
    aliceSubject: { kind: 'ServiceAccount', name: 'alice', namespace },
    kubeconfigPath,
    context: view['current-context'],
    kubectlPath,
    controllers: true,
    folder,
  };
}

function identities(namespace: string) {
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      serviceAccount(namespace, 'admin'),
      serviceAccount(namespace, 'alice'),
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: namespace },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: 'cluster-admin',
        },
        subjects: [{ kind: 'ServiceAccount', name: 'admin', namespace }],
      },
    ],
  };
}

function serviceAccount(namespace: string, name: string) {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
}

async function tokenOf(
  foreign: ClusterClient,
  namespace: string,
  account: string,
): Promise<string> {
  const asked = ['create', 'token', account, '-n', namespace, '--duration=8h'];
  return (await foreign.kubectl(asked)).trim();
}

/** Node takes `ca` instead of its own roots, so a publicly trusted server needs them spelt out. */
function systemRoots(): string {
  return rootCertificates.join('\n');
}
