import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LessonWorkbench } from './lessonWorkbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };

/** A repository comes to ask for self-heal: nothing before the person's consent, all of it after. */
describe('self-heal in the editor', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('healing');
    page = await lesson.open();
  });

  afterAll(() => lesson?.end());

  const replicas = () =>
    lesson.kubectl('get', 'deployment/task-agent', '-o=jsonpath={.spec.replicas}');
  const acts = async () =>
    (await readFile(join(lesson.folder, 'state', 'audit.jsonl'), 'utf8')).trim().split('\n');

  const squiggles = () =>
    page.page.locator('.editor-group-container.active .squiggly-error').count();

  const edited = () =>
    page.page.locator('.tab.active.dirty').filter({ hasText: '.driftline.yaml' });
  const asked = 'targets:\n  - policy:\n      selfHeal: true\n';

  /** The question that an entry of the status bar's menu asks; a menu may close under a redraw. */
  const questionOf = async (entry: string): Promise<string> => {
    await page.page.keyboard.press('Escape');
    const item = page.page.locator('[id="driftline.driftline.driftline.status"] a');
    await item.click({ timeout: 5000 });
    await page.pick(entry, 5000);
    return page.dialog(5000);
  };

  test('writes what asks for it as an edit to review, from the status bar’s menu', async () => {
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    await expect
      .poll(() => questionOf('.driftline.yaml has to ask for it first'), soon)
      .toContain('does not ask for self-heal yet');
    await page.screenshot('heal-offer');
    await page.pressButton('Edit .driftline.yaml');
    await edited().waitFor();
    await expect(lesson.read('.driftline.yaml')).rejects.toThrow('ENOENT');
    await page.screenshot('heal-edit');
    await page.pressNotified('Save and Allow…');
    expect(await page.dialog()).toContain('Let Driftline write to staging by itself?');
    await page.pressButton('Cancel');
    expect(await lesson.read('.driftline.yaml')).toBe(asked);
  });

  test('goes on where the person has saved the edit themselves, as they are told to', async () => {
    await page.runCommand('View: Close All Editors');
    await rm(join(lesson.repository, '.driftline.yaml'));
    await page.runCommand('Driftline: Allow Self-Heal');
    expect(await page.dialog()).toContain('does not ask for self-heal yet');
    await page.pressButton('Edit .driftline.yaml');
    await edited().waitFor();
    await page.page.keyboard.press('Control+S');
    await expect.poll(() => lesson.read('.driftline.yaml').catch(() => ''), soon).toBe(asked);
    await edited().waitFor({ state: 'detached' });
    await page.pressNotified('Save and Allow…');
    expect(await page.dialog()).toContain('Let Driftline write to staging by itself?');
    await page.pressButton('Cancel');
  });

  test('marks a mistake in the settings once they are saved, until it is mended', async () => {
    await lesson.write('.driftline.yaml', 'targets:\n  - policy: { selfHeel: true }\n');
    await expect.poll(squiggles, soon).toBe(1);
    await page.runCommand('Problems: Focus on Problems View');
    const listed = page.page.locator('.markers-panel');
    await expect
      .poll(() => listed.innerText(), soon)
      .toContain('"selfHeel" is not known here; known are selfHeal, autoSync');
    await page.screenshot('settings-problem');
    await page.runCommand('View: Hide Panel');
    await lesson.write('.driftline.yaml', 'targets:\n  - policy: { selfHeal: true }\n');
    await expect.poll(squiggles, soon).toBe(0);
    await lesson.git('add', '.');
    await lesson.git('commit', '-qm', 'Ask for self-heal');
    await lesson.git('push', '-q', 'origin', 'main');
  });

  test('does nothing but ask in a cloned repository', async () => {
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=5');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await page.page.waitForTimeout(3000);
    expect(await replicas()).toBe('5');
    await expect(acts()).rejects.toThrow('ENOENT');
  });

  test('names all that the consent covers, and heals nothing where it is taken back', async () => {
    await page.runCommand('Driftline: Allow Self-Heal');
    const question = await page.dialog();
    expect(question).toContain('Let Driftline write to staging by itself?');
    expect(question).toContain('spec.replicas');
    expect(question).toContain('all manifests at origin/main@');
    await page.screenshot('heal-consent');
    await page.pressButton('Cancel');
    await page.page.waitForTimeout(1500);
    expect(await replicas()).toBe('5');
  });

  test('undoes what a hand changed once it is allowed, and says so in the log of acts', async () => {
    await expect
      .poll(() => questionOf('Allow Self-Heal'), soon)
      .toContain('Let Driftline write to staging by itself?');
    await page.pressButton('Allow Self-Heal on staging');
    await expect.poll(replicas, soon).toBe('3');
    await lesson.kubectl('delete', 'service', 'task-agent');
    await expect
      .poll(() => lesson.kubectl('get', 'service', '-o', 'name'), soon)
      .toContain('service/task-agent');
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    await expect.poll(async () => (await acts()).join('\n'), soon).toMatch(/"consent"[^]*"heal"/);
  });

  test('rests while it is paused, and ends where it is forbidden', async () => {
    await page.runCommand('Driftline: Pause Self-Heal for 30 Minutes');
    await expect.poll(async () => (await acts()).join('\n'), soon).toContain('"pause"');
    await page.page.waitForTimeout(1500);
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=6');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await page.page.waitForTimeout(3000);
    expect(await replicas()).toBe('6');
    await page.runCommand('Driftline: Resume Self-Heal');
    await expect.poll(replicas, soon).toBe('3');
    await page.runCommand('Driftline: Forbid Self-Heal');
    await expect.poll(async () => (await acts()).join('\n'), soon).toContain('"withdraw"');
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=7');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await page.page.waitForTimeout(3000);
    expect(await replicas()).toBe('7');
  });
});
