import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../cluster/startCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli, type CliRun } from './cli/builtCli.ts';
import { statusOf, syncOf } from './cli/documents.ts';
import { GitFixture } from './gitFixture.ts';

let cluster: TestCluster;
let cli: BuiltCli;

beforeAll(async () => {
  cluster = await startCluster({ controllers: false });
  cli = await BuiltCli.build(cluster);
});
afterAll(async () => {
  await cli?.remove();
  await cluster?.stop();
});

function driftline(repository: GitFixture, ...args: readonly string[]): Promise<CliRun> {
  return cli.run([...args, '--repo', repository.folder, '--context', cluster.context]);
}

const definition = (color: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com, labels: {color: ${color}}}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, listKind: WidgetList, plural: widgets, singular: widget}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, properties: {color: {type: string}}}}
`;
const contents = (version: string): string => `apiVersion: example.com/v1
kind: Widget
metadata: {name: one, namespace: shop}
spec: {color: ${version}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {version: ${version}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "registry.k8s.io/pause:${version}"}]
`;

describe.runIf(process.env['DRIFTLINE_TEST_KUBECONFIG'] === undefined)('a server that', () => {
  it('was emptied is built by one sync from each of three commits', async () => {
    const repository = GitFixture.create();
    const commits = ['red', 'green', 'blue'].map((color) =>
      repository.commit(color, { 'a.yaml': contents(color), 'z.yaml': definition(color) }),
    );
    for (const commit of commits) {
      await cluster.killApiServer();
      await cluster.restartApiServer({ emptyData: true });
      const run = await driftline(repository, 'sync', '--yes', '--json', '--revision', commit);
      expect(syncOf(run).steps.map(({ outcome, message }) => message ?? outcome)).toEqual(
        Array.from({ length: 5 }, () => 'done'),
      );
      expect(run.code).toBe(0);
      const status = await driftline(repository, 'status', '--json', '--revision', commit);
      expect(statusOf(status).summary).toMatchObject({ inSync: 5 });
    }
    repository.remove();
  });

  it('is killed in the middle of a sync leaves a report, and a second run finishes', async () => {
    const repository = GitFixture.create();
    const count = 60;
    const map = (name: string, value: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {key: ${value}}\n`;
    const files = (value: string): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`c${index}.yaml`, map(`c${index}`, value)]),
      );
    repository.commit('First', files('one'));
    expect((await driftline(repository, 'sync', '--yes')).code).toBe(0);
    repository.commit('Second', files('two'));
    const running = driftline(repository, 'sync', '--yes', '--json');
    await until(async () => (await written()) > 3);
    await cluster.killApiServer();
    const run = await running;
    const { steps, summary } = syncOf(run);
    expect([1, 2]).toContain(run.code);
    expect(run.err).not.toMatch(/\n\s+at /);
    await cluster.restartApiServer();
    const done = await written();
    expect(done).toBeLessThan(count);
    // Whoever is reported as done is done.
    expect(steps.filter(({ outcome }) => outcome === 'done').length).toBeLessThanOrEqual(done);
    expect(steps.length === 0 || (summary['failed'] ?? 0) + (summary['notRun'] ?? 0) > 0).toBe(
      true,
    );
    const second = await driftline(repository, 'sync', '--yes', '--json');
    expect(second.code).toBe(0);
    expect(await written()).toBe(count);
    expect((await driftline(repository, 'status')).code).toBe(0);
    repository.remove();
  });

  async function written(): Promise<number> {
    const values = await cluster.kubectl(['get', 'configmaps', '-o=jsonpath={.items[*].data.key}']);
    return values.split(' ').filter((value) => value === 'two').length;
  }
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await isSo())) if (Date.now() > end) throw new Error('It did not happen in time.');
}
