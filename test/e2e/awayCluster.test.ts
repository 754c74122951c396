import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCluster } from '../cluster/startCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { makeDemoRepository } from '../fixtures/demoRepository.ts';
import { openPage } from './browser.ts';
import { buildExtension } from './buildExtension.ts';
import { startWorkbench, type Workbench } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 100 };
const STATUS = 'driftline.driftline.driftline.status';

/** Its API server is killed, which no shared cluster is. */
describe.skipIf(process.env['DRIFTLINE_TEST_KUBECONFIG'])('a cluster that goes away', () => {
  let folder: string;
  let cluster: TestCluster;
  let workbench: Workbench;
  let page: WorkbenchPage;

  const gutter = async () => (await page.gutterIcons()).map(({ icon }) => icon);
  const label = async () => (await page.statusBarItem(STATUS))?.label ?? '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dlaway-'));
    const repository = join(folder, 'task-agent');
    cluster = await startCluster({ controllers: false });
    await makeDemoRepository(repository);
    for (const file of ['configmap.yaml', 'deployment.yaml', 'service.yaml']) {
      await cluster.kubectl(['apply', '-f', join(repository, file)]);
    }
    await buildExtension(join(folder, 'extension'));
    workbench = await startWorkbench({
      folder: repository,
      extension: { dir: join(folder, 'extension') },
      env: { KUBECONFIG: cluster.kubeconfigPath, DRIFTLINE_CACHE_DIR: join(folder, 'cache') },
    });
    page = await openPage(workbench.urlFor('deployment.yaml'));
  });

  afterAll(async () => {
    await page?.close();
    await workbench?.stop();
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('is said to be away since when, in hollow marks, never as in sync', async () => {
    await expect.poll(gutter, soon).toEqual(['inSync-dark.svg']);
    await cluster.killApiServer();
    await expect.poll(label, soon).toContain('away since');
    await expect.poll(gutter, soon).toEqual(['unknown-hollow-dark.svg']);
    await expect
      .poll(async () => Object.values(await page.explorerBadges()).join(''), soon)
      .not.toContain('✓');
    await page.screenshot('away');
  });

  test('writes nothing while it is away, and says why', async () => {
    await page.runCommand('Driftline: Sync…');
    await expect
      .poll(() => page.notifications(), soon)
      .toContainEqual(expect.stringMatching(/Nothing|Sync failed/) as string);
    await page.screenshot('away-sync');
  });

  test('comes back by itself, with what happened meanwhile', async () => {
    await cluster.restartApiServer();
    await cluster.kubectl(['scale', 'deployment/task-agent', '--replicas=5']);
    await expect.poll(gutter, soon).toEqual(['drifted-dark.svg', 'drifted-changed-dark.svg']);
    await expect.poll(label, soon).toContain('1 drifted');
  });

  test('keeps to its cluster when another one answers at its address', async () => {
    await cluster.restartApiServer({ emptyData: true });
    await expect.poll(label, soon).toContain('another cluster answers');
    await page.runCommand('Driftline: Refresh');
    await expect.poll(gutter, soon).toEqual(['unknown-hollow-dark.svg']);
    await page.screenshot('other-cluster');
    // An empty cluster would be "missing" everywhere, and Sync would fill it.
    expect(await label()).not.toContain('missing');
  });
});
