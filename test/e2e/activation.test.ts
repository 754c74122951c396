import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { buildExtension, packExtension } from './buildExtension.ts';
import { startWorkbench, type Workbench } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 100 };
const STATUS = 'driftline.driftline.driftline.status';

describe('the packed extension', () => {
  let folder: string;
  let vsix: string;
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
    vsix = await packExtension(join(folder, 'extension'));
    workbench = await startWorkbench({
      folder: repository,
      extension: { vsix },
      env: { KUBECONFIG: join(folder, 'none'), DRIFTLINE_CACHE_DIR: join(folder, 'cache') },
    });
    // Tall enough for the whole list of running extensions, which holds only what is in view.
    page = await openPage(workbench.urlFor('ci.yaml'), { height: 3000 });
  });

  afterAll(async () => {
    await page?.close();
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('leaves a repository without manifests alone, without a word', async () => {
    await page.page.waitForTimeout(3000);
    await expect.poll(() => page.statusBarItem(STATUS), soon).toBeUndefined();
    expect(await page.notifications()).toEqual([]);
    expect((await page.explorerBadges())['ci.yaml']).toBe('');
  });

  test('says what to do when a command is called all the same', async () => {
    await page.runCommand('Driftline: Switch Context…');
    await expect
      .poll(() => page.notifications(), soon)
      .toContainEqual(
        expect.stringMatching(/Driftline: Switch Context failed: .*kubeconfig/) as string,
      );
  });

  // How long activation takes is measured by test/bench: a time here would measure the machine.
  test('loads less than 300 kB at activation, and is packed in less than 1 MB', async () => {
    const bundle = await stat(join(folder, 'extension', 'dist', 'extension.cjs'));
    expect(bundle.size).toBeLessThan(300_000);
    expect((await stat(vsix)).size).toBeLessThan(1_000_000);
  });
});
