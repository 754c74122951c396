import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPage } from './browser.ts';
import { LessonWorkbench } from './lessonWorkbench.ts';
import { PanelOnPage } from './panelPage.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };
const STATUS = 'driftline.driftline.driftline.status';
const DEBUG = 'spec.template.spec.containers[name=agent].env[name=DEBUG]';

/** Two people, or one with two windows, at one repository and one cluster. */
describe('two windows on one repository', () => {
  let lesson: LessonWorkbench;
  let pages: readonly [WorkbenchPage, WorkbenchPage];
  let panels: readonly [PanelOnPage, PanelOnPage];

  const status = async (page: WorkbenchPage) => (await page.statusBarItem(STATUS))?.label ?? '';
  const generation = async () =>
    Number(
      await lesson.kubectl('get', 'deployment/task-agent', '-o', 'jsonpath={.metadata.generation}'),
    );
  const acts = async () => {
    const text = await readFile(join(lesson.folder, 'state', 'audit.jsonl'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly act: string });
  };

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('windows');
    await lesson.write('.driftline.yaml', 'targets:\n  - policy: { selfHeal: true }\n');
    await lesson.git('add', '.');
    await lesson.git('commit', '-qm', 'Ask for self-heal');
    await lesson.git('push', '-q', 'origin', 'main');
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=5');
    await lesson.kubectl('set', 'env', 'deployment/task-agent', 'DEBUG=true');
    const settings = { 'driftline.notifyFirstDrift': false };
    const first = await lesson.open({ settings });
    const second = await openPage(lesson.workbench.urlFor('deployment.yaml'));
    pages = [first, second];
    panels = [new PanelOnPage(first.page), new PanelOnPage(second.page)];
    for (const [index, page] of pages.entries()) {
      await vi.waitFor(async () => expect(await status(page)).toContain('1 drifted'), soon);
      await page.runCommand('Driftline: Show Drift');
      await vi.waitFor(async () => expect(await panels[index]?.rows()).toHaveLength(2), soon);
    }
  });

  afterAll(async () => {
    await pages?.[1].close();
    await lesson?.end();
  });

  test('what one applies goes out of the other’s panel, which says so and keeps the rest', async () => {
    const [mine, theirs] = panels;
    for (const panel of panels) {
      await panel.choose('spec.replicas', 'git');
      await expect
        .poll(() => panel.step('Apply 1 to staging').getAttribute('title'), soon)
        .toBeNull();
    }
    await theirs.choose(DEBUG, 'git');
    await expect
      .poll(() => theirs.step('Apply 2 to staging').getAttribute('title'), soon)
      .toBeNull();
    const before = await generation();
    await mine.step('Apply 1 to staging').click();
    await expect.poll(() => mine.rows(), soon).toEqual([DEBUG]);
    await expect.poll(() => theirs.rows(), soon).toEqual([DEBUG]);
    await expect
      .poll(() => theirs.frame.locator('.banner').innerText(), soon)
      .toContain('Choices taken back, since they would mean something else now: spec.replicas');
    await pages[1].screenshot('windows-changed');
    expect(await theirs.row(DEBUG).getAttribute('data-choice')).toBe('git');
    await expect
      .poll(() => theirs.step('Apply 1 to staging').getAttribute('title'), soon)
      .toBeNull();
    expect(await generation()).toBe(before + 1);
  });

  test('nothing is applied twice where both press at once', async () => {
    const [mine] = panels;
    await mine.choose(DEBUG, 'git');
    for (const panel of panels) {
      await expect
        .poll(() => panel.step('Apply 1 to staging').getAttribute('title'), soon)
        .toBeNull();
    }
    const before = await generation();
    // As fast as it goes: a real click waits until the button rests, and may come after the end.
    const buttons = panels.map((panel) => panel.step('Apply 1 to staging').elementHandle());
    const both = await Promise.all(buttons);
    await Promise.all(both.map((button) => button?.dispatchEvent('click')));
    for (const panel of panels) {
      await expect.poll(() => panel.empty(), soon).toMatch(/In sync with/);
    }
    expect(await generation()).toBe(before + 1);
    await pages[1].screenshot('windows-empty');
    // The one that came second wrote nothing, and says nothing of a success it had no part in.
    const applied = (await acts()).filter(({ act }) => act === 'apply' || act === 'sync');
    expect(applied.length).toBeGreaterThanOrEqual(1);
  });

  test('a consent that one gives counts in both, and so does that it is taken back', async () => {
    const [first, second] = pages;
    await first.runCommand('Driftline: Allow Self-Heal');
    await first.dialog();
    await first.pressButton('Allow Self-Heal on staging');
    for (const page of pages) {
      await page.runCommand('Driftline: Show Menu');
      await expect
        .poll(async () => (await page.picks()).join('\n'), soon)
        .toContain('Forbid Self-Heal');
      await page.page.keyboard.press('Escape');
    }
    const before = await generation();
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=6');
    await expect
      .poll(
        () => lesson.kubectl('get', 'deployment/task-agent', '-o=jsonpath={.spec.replicas}'),
        soon,
      )
      .toBe('3');
    // Both windows' loops saw it; the hand's write and one heal.
    await first.page.waitForTimeout(3000);
    expect(await generation()).toBe(before + 2);
    await second.runCommand('Driftline: Forbid Self-Heal');
    await first.page.waitForTimeout(3000);
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=7');
    for (const page of pages) await expect.poll(() => status(page), soon).toContain('1 drifted');
    await first.page.waitForTimeout(3000);
    expect(await generation()).toBe(before + 3);
  });
});
