import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage } from './browser.ts';
import { startWorkbench, type Workbench } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000 };
const fixtures = join(import.meta.dirname, '..', 'fixtures');

describe('the workbench and its page object', () => {
  let workbench: Workbench;
  let page: WorkbenchPage;

  beforeAll(async () => {
    workbench = await startWorkbench({
      folder: join(fixtures, 'probeRepository'),
      extension: { dir: join(fixtures, 'probeExtension') },
    });
    page = await openPage(workbench.urlFor('probe.yaml', 5));
  });

  afterAll(async () => {
    await page?.close();
    await workbench?.stop();
  });

  test('reads gutter icons, attached texts, CodeLens, badges and the status bar', async () => {
    await expect.poll(() => page.gutterIcons(), soon).toHaveLength(2);
    const icons = await page.gutterIcons();
    expect(icons.map(({ line, icon }) => [line, icon])).toEqual([
      [3, 'mark.svg'],
      [5, 'mark.svg'],
    ]);
    expect(await page.brokenGutterIcons()).toEqual([]);
    expect(await page.attachedTexts()).toEqual([{ line: 5, text: 'live: 5' }]);
    await expect.poll(() => page.codeLenses(), soon).toEqual(['Greet']);
    await expect.poll(() => page.explorerBadges(), soon).toMatchObject({ 'probe.yaml': '≠' });
    expect(await page.explorerLabel('probe.yaml')).toContain('Probed');
    const item = await page.statusBarItem('driftline-tests.probe.probeItem');
    expect(item?.text).toContain('Probe');
    expect(await page.statusBarItem('driftline-tests.probe.none')).toBeUndefined();
  });

  test('runs a command, presses a button, reads a dialog', async () => {
    await page.runCommand('Probe: Greet');
    await expect.poll(() => page.notifications(), soon).toEqual(['Hello from the probe']);
    await page.pressButton('Ask me');
    expect(await page.dialog()).toContain('Quite.');
    expect(await page.dialogButtons()).toEqual(['Cancel', 'Yes']);
    await page.pressButton('Cancel');
    await page.quickOpen('probe.yaml');
    await page.gotoLine(2);
    await page.screenshot('probe');
  });

  test('ends with all its processes', async () => {
    await page.close();
    await workbench.stop();
    await workbench.ended;
    await expect(fetch(workbench.url)).rejects.toThrow();
  });
});
