import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { LessonWorkbench } from './lessonWorkbench.ts';
import { PanelOnPage } from './panelPage.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };
const ASKS = 'Driftline: choose the cluster for this folder';

/** An older or a newer version, or a crash, has left state that nobody writes today. */
describe('an extension that finds state of another shape', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;
  let panel: PanelOnPage;

  const rows = () => page.treeRows('Drift');

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('state');
    // With two to choose from nothing is bound without a question.
    const kubeconfig = parse(await readFile(lesson.kubeconfig, 'utf8')) as {
      contexts: { name: string }[];
    };
    kubeconfig.contexts.push({ ...kubeconfig.contexts[0], name: 'other' });
    await writeFile(lesson.kubeconfig, stringify(kubeconfig));
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=5');
    page = await lesson.open({ settings: { 'driftline.notifyFirstDrift': false } });
    panel = new PanelOnPage(page.page);
  });

  afterAll(() => lesson?.end());

  async function chooseStaging(): Promise<void> {
    await expect.poll(() => lesson.status(), soon).toBe(ASKS);
    await page.runCommand('Driftline: Switch Context…');
    await page.pick('staging');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
  }

  /** Comes back to what was open: an address that names a file would open that alone. */
  async function reopen(): Promise<void> {
    await page.page.goto(lesson.workbench.url);
    await page.waitForWorkbench();
  }

  /** Puts another version's shape into all that Driftline keeps on the disk. */
  async function breakFiles(): Promise<readonly string[]> {
    const decisions = join(lesson.folder, 'state', 'decisions.json');
    await mkdir(dirname(decisions), { recursive: true });
    await writeFile(decisions, '{}');
    const broken: string[] = [];
    for (const kept of ['cache', 'state']) {
      const folder = join(lesson.folder, kept);
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      for (const file of files.filter((one) => one.isFile())) {
        await writeFile(join(file.parentPath, file.name), '{"version":"0.0.1","all":[7,null]}\n');
        broken.push(file.name);
      }
    }
    return broken;
  }

  /**
   * Turns what the browser keeps for the workspace into what nobody writes today, while no
   * workbench runs on it. Answers with how many entries that were.
   */
  async function breakStorage(): Promise<number> {
    await page.page.goto(new URL('/healthz', lesson.workbench.url).href);
    return page.page.evaluate(async () => {
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(new Error(String(request.error)));
        });
      const older = (value: string): string => {
        const memory = JSON.parse(value) as Record<string, object>;
        const folders = Object.keys(memory['driftline.choices'] ?? {});
        const choices = folders.map((folder) => [folder, { binding: { context: 'staging' } }]);
        return JSON.stringify({
          'driftline.binding': 'staging',
          'driftline.choices': Object.fromEntries(choices) as unknown,
          'driftline.groupBy': { by: 'kind' },
        });
      };
      let changed = 0;
      for (const { name = '' } of await indexedDB.databases()) {
        if (!name.startsWith('vscode-web-state-db')) continue;
        const database = await done(indexedDB.open(name));
        const table = database.transaction('ItemTable', 'readwrite').objectStore('ItemTable');
        for (const key of await done(table.getAllKeys())) {
          const value: unknown = await done(table.get(key));
          if (typeof value !== 'string') continue;
          const isOurs = key === 'driftline.driftline' && value.includes('driftline.choices');
          // The panel's place stands in texts inside of texts.
          const next = isOurs ? older(value) : value.replace(/(\\+")place(\\+")/g, '$1plaze$2');
          if (next === value || !(isOurs || value.includes('driftline.panel'))) continue;
          await done(table.put(next, key));
          changed += 1;
        }
        database.close();
      }
      return changed;
    });
  }

  test('remembers what was chosen when the window comes back', async () => {
    await chooseStaging();
    await page.openContainer('Driftline');
    await page.runCommand('Driftline: Group By…');
    await page.pick('Kind');
    await expect.poll(async () => (await rows())[0], soon).toContain('Deployment');
    await page.runCommand('Driftline: Show Drift');
    await expect.poll(() => panel.rows(), soon).toEqual(['spec.replicas']);
    // The workbench writes its memory some time after a change.
    await page.page.waitForTimeout(6000);
    await reopen();
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await expect.poll(() => panel.rows(), soon).toEqual(['spec.replicas']);
    await page.openContainer('Driftline');
    await expect.poll(async () => (await rows())[0], soon).toContain('Deployment');
  });

  test('binds nothing by what it cannot read, throws nothing, and asks', async () => {
    await page.page.waitForTimeout(6000);
    const changed = await breakStorage();
    expect(changed).toBeGreaterThanOrEqual(2);
    expect(await breakFiles()).toEqual(
      expect.arrayContaining(['decisions.json', expect.stringMatching(/^.+-[0-9a-f]{24}\.json$/)]),
    );
    await reopen();
    await expect.poll(() => lesson.status(), soon).toBe(ASKS);
    expect(await page.gutterIcons()).toEqual([]);
    await expect
      .poll(() => page.page.locator('.tab').filter({ hasText: 'Drift:' }).count(), soon)
      .toBe(0);
    expect(await page.notifications()).toEqual([]);
    await page.screenshot('old-state');
    await chooseStaging();
    await page.openContainer('Driftline');
    await expect.poll(async () => (await rows())[0], soon).toContain('Drifted');
    await page.runCommand('Driftline: Show Drift');
    await expect.poll(() => panel.rows(), soon).toEqual(['spec.replicas']);
    await page.runCommand('Driftline: Show Log');
    await page.page.locator('.output-view .view-line').first().waitFor();
    expect(await page.outputText()).not.toMatch(/\[error\]/);
  });
});
