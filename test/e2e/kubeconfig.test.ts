import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { LessonWorkbench } from './lessonWorkbench.ts';
import { PanelOnPage } from './panelPage.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };
const FOLDER_ASKS = 'Driftline: choose the cluster for this folder';

interface Kubeconfig {
  'current-context': string;
  contexts: { name: string; context: { cluster: string; user: string; namespace: string } }[];
  clusters: { name: string; cluster: { server: string } }[];
  users: { name: string; user: { token: string } }[];
}

/** The kubeconfig is a file that people and tools write to at any time. */
describe('a kubeconfig that is edited while the editor runs', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;
  let panel: PanelOnPage;
  let before: string;

  /** As kubectl and others do: a new file takes the old one's place. */
  async function write(text: string): Promise<void> {
    const draft = join(lesson.folder, 'draft');
    await writeFile(draft, text);
    await rename(draft, lesson.kubeconfig);
  }

  async function edit(change: (kubeconfig: Kubeconfig) => void): Promise<void> {
    const kubeconfig = parse(before) as Kubeconfig;
    change(kubeconfig);
    await write(stringify(kubeconfig));
  }

  const words = () => page.viewWords('Drift');
  const reason = () => page.view('Drift').locator('.pane-header').innerText();
  const gutter = async () => (await page.gutterIcons()).map(({ icon }) => icon);

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('kubeconfig');
    before = await readFile(lesson.kubeconfig, 'utf8');
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=5');
    page = await lesson.open({ settings: { 'driftline.notifyFirstDrift': false } });
    panel = new PanelOnPage(page.page);
    await vi.waitFor(async () => expect(await lesson.status()).toContain('1 drifted'), soon);
    await page.openContainer('Driftline');
    await page.runCommand('Driftline: Show Drift');
    await vi.waitFor(async () => expect(await panel.rows()).toEqual(['spec.replicas']), soon);
    await panel.choose('spec.replicas', 'git');
    await page.quickOpen('deployment.yaml');
  });

  afterAll(() => lesson?.end());

  test('says that the context is gone, and compares with nothing else', async () => {
    await edit((kubeconfig) => {
      for (const one of kubeconfig.contexts) one.name = 'renamed';
      kubeconfig['current-context'] = 'renamed';
    });
    await expect.poll(() => lesson.status(), soon).toBe(FOLDER_ASKS);
    await expect.poll(words, soon).toContain('Choose the cluster');
    await expect
      .poll(reason, soon)
      .toContain('The kubeconfig has no context staging any more. Choose the cluster');
    expect(await gutter()).toEqual([]);
    await page.screenshot('kubeconfig-gone');
    await page.page.locator('.tab').filter({ hasText: 'Drift:' }).click();
    await expect.poll(() => panel.empty(), soon).toContain('no context staging any more');
    await page.screenshot('kubeconfig-gone-panel');
    expect(await page.notifications()).toEqual([]);
  });

  test('is back by itself when the context is, with the choices that were made', async () => {
    await write(before);
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await expect.poll(() => panel.rows(), soon).toEqual(['spec.replicas']);
    expect(await panel.row('spec.replicas').getAttribute('data-choice')).toBe('git');
    await page.quickOpen('deployment.yaml');
    await expect.poll(gutter, soon).toEqual(['drifted-dark.svg', 'drifted-changed-dark.svg']);
  });

  test('follows to no other server, and asks', async () => {
    // Another name of the same machine: it is the name that is bound.
    const port = new URL(lesson.cluster.server).port;
    await edit(({ clusters }) => {
      for (const { cluster } of clusters) cluster.server = `https://127.1:${port}`;
    });
    await expect.poll(() => lesson.status(), soon).toBe(FOLDER_ASKS);
    await expect
      .poll(reason, soon)
      .toContain(`The context staging leads to https://127.1:${port} now, not to`);
    expect(await gutter()).toEqual([]);
    await page.screenshot('kubeconfig-moved');
    await page.view('Drift').getByRole('button', { name: 'Choose Cluster', exact: true }).click();
    await page.pick('staging');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await write(before);
    await expect.poll(() => lesson.status(), soon).toBe(FOLDER_ASKS);
    await page.view('Drift').getByRole('button', { name: 'Choose Cluster', exact: true }).click();
    await page.pick('staging');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
  });

  test('minds nothing that does not concern the folder', async () => {
    await page.runCommand('Driftline: Show Drift');
    await expect.poll(() => panel.rows(), soon).toEqual(['spec.replicas']);
    await panel.frame.locator('main').evaluate((main) => (main.dataset['mark'] = 'same page'));
    await edit((kubeconfig) => {
      kubeconfig.contexts.push({
        name: 'other',
        context: { cluster: 'none', user: 'none', namespace: 'x' },
      });
      kubeconfig['current-context'] = 'other';
    });
    // Two looks at the file and its rest.
    await page.page.waitForTimeout(3000);
    expect(await lesson.status()).toContain('1 drifted');
    expect(await panel.frame.locator('main').getAttribute('data-mark')).toBe('same page');
  });

  test('says so while there is none, or one that cannot be read', async () => {
    await rm(lesson.kubeconfig);
    await expect.poll(words, soon).toContain('Driftline found no cluster to compare with');
    await page.screenshot('kubeconfig-none');
    await writeFile(lesson.kubeconfig, 'contexts: [{');
    await expect.poll(reason, soon).toMatch(/kubeconfig/);
    await write(before);
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    expect(await page.notifications()).toEqual([]);
  });
});
