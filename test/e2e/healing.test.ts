import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LessonWorkbench } from './lessonWorkbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };

/** A repository that asks for self-heal: nothing before the person's consent, all of it after. */
describe('self-heal in the editor', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('healing');
    await lesson.write('.driftline.yaml', 'targets:\n  - policy: { selfHeal: true }\n');
    await lesson.git('add', '.');
    await lesson.git('commit', '-qm', 'Ask for self-heal');
    await lesson.git('push', '-q', 'origin', 'main');
    page = await lesson.open();
  });

  afterAll(() => lesson?.end());

  const replicas = () =>
    lesson.kubectl('get', 'deployment/task-agent', '-o=jsonpath={.spec.replicas}');
  const acts = async () =>
    (await readFile(join(lesson.folder, 'state', 'audit.jsonl'), 'utf8')).trim().split('\n');

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
    await page.page.locator('[id="driftline.driftline.driftline.status"] a').click();
    await page.pick('Allow Self-Heal');
    await page.dialog();
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
