import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { buildExtension } from './buildExtension.ts';
import { startWorkbench, type Workbench } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 30_000, interval: 100 };
const STATUS = 'driftline.driftline.driftline.status';

describe('activation', () => {
  let folder: string;
  let workbench: Workbench;
  let page: WorkbenchPage;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dlact-'));
    const repository = join(folder, 'web');
    await promisify(execFile)('git', ['init', '-q', '-b', 'main', repository]);
    await writeFile(join(repository, 'ci.yaml'), 'jobs:\n  build:\n    steps: []\n');
    const commit = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '-qm', 'x'];
    await promisify(execFile)('git', ['add', '.'], { cwd: repository });
    await promisify(execFile)('git', commit, { cwd: repository });
    await buildExtension(join(folder, 'extension'));
    workbench = await startWorkbench({
      folder: repository,
      extension: { dir: join(folder, 'extension') },
      env: { KUBECONFIG: join(folder, 'none'), DRIFTLINE_CACHE_DIR: join(folder, 'cache') },
    });
    page = await openPage(workbench.urlFor('ci.yaml'));
  });

  afterAll(async () => {
    await page?.close();
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('costs the host less than 100 ms, and loads less than 300 kB', async () => {
    expect((await stat(join(folder, 'extension', 'dist', 'extension.cjs'))).size).toBeLessThan(
      300_000,
    );
    await page.runCommand('Developer: Show Running Extensions');
    const row = page.page.locator('.runtime-extensions-editor .extension', {
      hasText: 'Driftline',
    });
    await row.first().waitFor({ timeout: 20_000 });
    const said = await row.first().innerText();
    const times = [...said.matchAll(/(\d+)\s*ms/g)].map(([, time]) => Number(time));
    expect(times.length, said).toBeGreaterThan(0);
    expect(Math.max(...times), said).toBeLessThan(100);
  });

  test('leaves a repository without manifests alone, without a word', async () => {
    await page.page.waitForTimeout(3000);
    await expect.poll(() => page.statusBarItem(STATUS), soon).toBeUndefined();
    expect(await page.notifications()).toEqual([]);
    expect((await page.explorerBadges())['ci.yaml']).toBe('');
  });

  test('says what to do when a command is called all the same', async () => {
    await page.runCommand('Driftline: Sync');
    await expect
      .poll(() => page.notifications(), soon)
      .toContainEqual(expect.stringMatching(/Driftline: Sync failed: .*kubeconfig/) as string);
  });
});
