import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LessonWorkbench } from './lessonWorkbench.ts';
import { PanelOnPage } from './panelPage.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };
const REPLICAS = 'spec.replicas';

/** The file that a panel shows is closed, moved, removed, and of another branch, meanwhile. */
describe('a panel whose file does not stay', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;
  let panel: PanelOnPage;

  const replicas = () =>
    lesson.kubectl('get', 'deployment/task-agent', '-o=jsonpath={.spec.replicas}');
  const heads = () => lesson.git('for-each-ref', '--format=%(refname) %(objectname)');
  const tree = () => lesson.git('status', '--porcelain');
  const step = (words: string | RegExp) => panel.step(words).getAttribute('title');

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('place');
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=5');
    // A setting of the machine, or of the folder.
    await mkdir(join(lesson.repository, '.vscode'));
    const settings = { 'driftline.revision': 'HEAD' };
    await lesson.write('.vscode/settings.json', JSON.stringify(settings));
    await lesson.git('add', '.');
    await lesson.git('commit', '-qm', 'Compare with HEAD');
    await lesson.git('push', '-q', 'origin', 'main');
    page = await lesson.open({ settings: { 'driftline.notifyFirstDrift': false } });
    panel = new PanelOnPage(page.page);
    await vi.waitFor(async () => expect(await lesson.status()).toContain('1 drifted'), soon);
    await page.clickCodeLens('Show drift');
    await vi.waitFor(async () => expect(await panel.rows()).toEqual([REPLICAS]), soon);
    await panel.choose(REPLICAS, 'live');
    await vi.waitFor(async () => expect(await step('Commit 1 to Git')).toBeNull(), soon);
  });

  afterAll(() => lesson?.end());

  test('goes on when the file is closed, and when its working copy is moved or removed', async () => {
    await page.quickOpen('deployment.yaml');
    await page.runCommand('View: Close Editor');
    await page.page.locator('.tab').filter({ hasText: 'Drift:' }).click();
    await expect.poll(() => step('Commit 1 to Git'), soon).toBeNull();
    const file = join(lesson.repository, 'deployment.yaml');
    const moved = join(lesson.repository, 'moved.yaml');
    await rename(file, moved);
    try {
      await page.page.waitForTimeout(1500);
      // Git declares it where it did; only what is committed counts.
      expect(await panel.rows()).toEqual([REPLICAS]);
      const before = await heads();
      // A new branch would come first, and would leave the working copy alone.
      await panel.frame.getByLabel('main (current)').check();
      // A press that waits for a preview that is another one in the end is not taken.
      const refused = async () => {
        if ((await panel.results()) === '') await panel.step('Commit 1 to Git').click();
        return panel.results();
      };
      await expect.poll(refused, { ...soon, interval: 2_000 }).toMatch(/deployment\.yaml/);
      await page.screenshot('place-removed');
      expect(await heads()).toBe(before);
    } finally {
      await rename(moved, file);
    }
    expect(await tree()).toBe('');
  });

  test('follows the object to the file that a commit moved it to', async () => {
    await lesson.git('mv', 'deployment.yaml', 'agent.yaml');
    await lesson.git('commit', '-qm', 'Name the file for what it holds');
    await expect.poll(() => panel.text(), soon).toContain(await short());
    await expect.poll(() => panel.rows(), soon).toEqual([REPLICAS]);
    expect(await panel.row(REPLICAS).getAttribute('data-choice')).toBe('live');
    await expect.poll(() => panel.pane('commit'), soon).toContain('agent.yaml');
    await page.screenshot('place-moved');
  });

  test('says that another branch declares it no more, and writes nothing from before', async () => {
    await lesson.git('switch', '-qc', 'without');
    await rm(join(lesson.repository, 'agent.yaml'));
    await lesson.git('commit', '-qam', 'Run no agent');
    await expect.poll(() => panel.empty(), soon).toMatch(/declares this object no more/);
    await page.screenshot('place-gone');
    expect(await panel.frame.locator('.bar vscode-button:visible').count()).toBe(0);
    expect(await replicas()).toBe('5');
    await lesson.git('switch', '-q', 'main');
    await expect.poll(() => panel.rows(), soon).toEqual([REPLICAS]);
  });

  test('takes back what was chosen where the branch declares another value', async () => {
    await panel.choose(REPLICAS, 'git');
    await expect.poll(() => step('Apply 1 to staging'), soon).toBeNull();
    await lesson.git('switch', '-qc', 'bigger');
    const text = await lesson.read('agent.yaml');
    await lesson.write('agent.yaml', text.replace('replicas: 3', 'replicas: 8'));
    await lesson.git('commit', '-qam', 'Eight of them');
    await expect.poll(() => panel.row(REPLICAS).innerText(), soon).toContain('8');
    expect(await panel.row(REPLICAS).getAttribute('data-choice')).toBe('leave');
    await expect
      .poll(() => panel.frame.locator('.banner').innerText(), soon)
      .toContain('spec › replicas');
    await page.screenshot('place-other-value');
    expect(await replicas()).toBe('5');
    await lesson.git('switch', '-q', 'main');
  });

  test('refuses both steps with the reason while a rebase is under way', async () => {
    await expect.poll(() => panel.row(REPLICAS).innerText(), soon).toMatch(/3/);
    await panel.choose(REPLICAS, 'git');
    await expect.poll(() => step('Apply 1 to staging'), soon).toBeNull();
    await lesson.git('commit', '--allow-empty', '-qm', 'on top');
    await expect(lesson.git('rebase', '--exec', 'false', 'HEAD~1')).rejects.toThrow(/false/);
    const before = await heads();
    await expect.poll(() => step(/Apply/), soon).toContain('A rebase is under way');
    await panel.choose(REPLICAS, 'live');
    await expect.poll(() => step(/Commit/), soon).toContain('A rebase is under way');
    for (const words of [/Commit/, /Apply/]) await panel.step(words).click();
    await page.screenshot('place-rebase');
    await page.page.waitForTimeout(1000);
    expect(await heads()).toBe(before);
    expect(await replicas()).toBe('5');
    await lesson.git('rebase', '--abort');
    await expect.poll(() => step('Commit 1 to Git'), soon).toBeNull();
  });

  test('is settled on the branch that it says, in the end', async () => {
    await panel.frame.getByLabel('main (current)').check();
    await expect.poll(() => step('Commit 1 to Git'), soon).toBeNull();
    await panel.step('Commit 1 to Git').click();
    await expect.poll(() => panel.results(), soon).toMatch(/on main: capture/);
    expect(await lesson.git('show', 'HEAD:agent.yaml')).toContain('replicas: 5');
    await expect.poll(() => panel.empty(), soon).toMatch(/In sync with/);
  });

  const short = async () => (await lesson.git('rev-parse', 'HEAD')).slice(0, 7);
});
