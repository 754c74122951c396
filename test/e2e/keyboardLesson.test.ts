import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KeysOnPage } from './keysOnPage.ts';
import { LessonWorkbench } from './lessonWorkbench.ts';
import { PanelOnPage } from './panelPage.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };
const POD = 'spec.template.spec.containers[name=agent]';
const IMAGE = 'ghcr.io/driftline/task-agent';

/** The lesson's days from the first look to self-heal; no mouse is touched. */
describe('the lesson by keyboard alone', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;
  let panel: PanelOnPage;
  let keys: KeysOnPage;

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('keyboard');
    await lesson.drift();
    page = await lesson.open({ settings: { 'driftline.notifyFirstDrift': false } });
    panel = new PanelOnPage(page.page);
    keys = new KeysOnPage(page.page);
  });

  afterAll(() => lesson?.end());

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await page.screenshot(`failed-keyboard-${task.id}`);
  });

  const live = (path: string) =>
    lesson.kubectl('get', 'deployment/task-agent', '-o', `jsonpath=${path}`);
  const image = () => live('{.spec.template.spec.containers[0].image}');
  const acts = () => readFile(join(lesson.folder, 'state', 'audit.jsonl'), 'utf8');

  async function focusView(title: 'Drift' | 'History'): Promise<void> {
    await keys.run(`Driftline: Focus on ${title} View`);
    await page.view(title).locator('.monaco-list-row').first().waitFor();
  }

  async function goToRow(words: RegExp): Promise<void> {
    await focusView('Drift');
    // The view is drawn a moment after the store has changed.
    await page.view('Drift').getByRole('treeitem', { name: words }).first().waitFor();
    await keys.press('Home');
    await keys.step('ArrowDown', words, () => keys.focusedRow());
  }

  /** Moves the focus in the panel until a row, a choice or a button of that name has it. */
  const goInPanel = (words: RegExp) => keys.step('Tab', words, () => panel.focus());

  /** A key is lost where the step is being planned anew: a person presses it again. */
  async function takeStep(words: string): Promise<void> {
    const step = panel.step(words);
    await goInPanel(new RegExp(words));
    const isTaken = async () => {
      if ((await step.count()) === 0) return true;
      if ((await step.getAttribute('title', { timeout: 500 })) === null) await keys.press('Enter');
      return false;
    };
    await expect.poll(isTaken, { ...soon, interval: 300 }).toBe(true);
  }

  test('finds each drift in the view, and hears what it is', async () => {
    await expect.poll(() => lesson.status(), soon).toContain('1 missing in the cluster, 1 drifted');
    await focusView('Drift');
    const heard: string[] = [];
    for (const part of [/task-agent.*Service/, /replicas/, /image/, /DEBUG/]) {
      heard.push(await keys.step('ArrowDown', part, () => keys.focusedRow()));
    }
    expect(heard[1]).toMatch(/3 → 5.*kubectl scale/);
    expect(heard[2]).toMatch(/:v1\.1\.0 → .*hotfix-abc123.*kubectl set/);
    expect(heard[3]).toMatch(/added true.*kubectl set/);
    await lesson.inThemes('lesson-four-drifts');
  });

  test('goes from a row to its line, and from there to the next', async () => {
    const position = () => page.page.locator('.statusbar').innerText();
    await goToRow(/^replicas/);
    await keys.press('Enter');
    const replicas = await lesson.lineOf('deployment.yaml', 'replicas:');
    await expect.poll(position, soon).toContain(`Ln ${replicas}, Col 1`);
    await keys.press('Control+1');
    await keys.press('Alt+F11');
    await expect
      .poll(position, soon)
      .toContain(`Ln ${await lesson.lineOf('deployment.yaml', 'image:')},`);
  });

  test('opens the panel from the menu of the row', async () => {
    await goToRow(/task-agent.*Deployment/);
    await keys.press('Shift+F10');
    await keys.step('ArrowDown', /^Show Drift/, () => keys.focusedMenuItem());
    await page.screenshot('keyboard-row-menu');
    await keys.press('Enter');
    await expect.poll(() => panel.objects(), soon).toEqual(['Deployment task-agent, Drifted']);
    await expect.poll(() => panel.rows(), soon).toHaveLength(3);
  });

  test('settles each field with a key, and commits what is shown', async () => {
    await expect
      .poll(async () => (await keys.press('j'), panel.focus()), soon)
      .toContain('spec.replicas');
    await keys.press('l');
    for (let step = 0; step < 2; step++) {
      await keys.press('j');
      await keys.press('g');
    }
    await expect
      .poll(() => panel.choices(), soon)
      .toEqual({
        'spec.replicas': 'live',
        [`${POD}.env[name=DEBUG]`]: 'git',
        [`${POD}.image`]: 'git',
      });
    await expect.poll(() => panel.pane('commit'), soon).toMatch(/replicas: 3.*replicas: 5/);
    await lesson.inThemes('lesson-panel');
    // The default branch has an upstream: a new branch comes first, and this person declines it.
    await goInPanel(/^New branch/);
    await keys.press('ArrowUp');
    expect(await panel.focus()).toBe('main (current)');
    await takeStep('Commit 1 to Git');
    await expect.poll(() => panel.results(), soon).toMatch(/[0-9a-f]{7} on main: capture/);
    await expect.poll(() => panel.text(), soon).toContain('1 commit not pushed');
    await goInPanel(/^Push main/);
    await keys.press('Enter');
    await expect.poll(() => panel.text(), soon).not.toContain('1 commit not pushed');
    await expect.poll(() => panel.row('spec.replicas').count(), soon).toBe(0);
  });

  test('applies the rest, and empties in front of the person', async () => {
    await takeStep('Apply 2 to staging');
    await expect.poll(() => panel.empty(), soon).toMatch(/In sync with/);
    expect(`${await live('{.spec.replicas}')} ${await image()}`).toBe(`5 ${IMAGE}:v1.1.0`);
  });

  test('creates what is missing from its own panel, by the key of the view', async () => {
    await goToRow(/task-agent.*Service/);
    await keys.press('Enter');
    await page.page.locator('.tab.active[data-resource-name="service.yaml"]').waitFor();
    await keys.press('Control+K');
    await keys.press('Alt+D');
    await expect.poll(() => panel.objects(), soon).toEqual([expect.stringContaining('Service')]);
    await expect.poll(async () => (await keys.press('j'), panel.focus()), soon).toContain('leave');
    await keys.press('g');
    await takeStep('Apply 1 to staging');
    await expect.poll(() => panel.empty(), soon).toMatch(/In sync with/);
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    expect(await lesson.kubectl('get', 'service', '-o', 'name')).toContain('service/task-agent');
  });

  test('sees a commit that was not applied as behind, and applies it', async () => {
    await lesson.release('v1.2.0');
    await expect.poll(() => lesson.status(), soon).toContain('1 behind Git');
    await goToRow(/task-agent.*Deployment/);
    expect(await keys.focusedRow()).toContain('1 commit behind');
    await keys.press('Enter');
    await page.page.locator('.tab.active[data-resource-name="deployment.yaml"]').waitFor();
    await keys.press('Control+1');
    await keys.press('Control+Home');
    await expect
      .poll(() => page.codeLenses(), soon)
      .toEqual([expect.stringContaining('1 commit behind: Release v1.2.0') as string]);
    await lesson.inThemes('lesson-behind');
    await goToRow(/task-agent.*Deployment/);
    await keys.press('Shift+F10');
    await keys.step('ArrowDown', /^Apply from Git/, () => keys.focusedMenuItem());
    await keys.press('Enter');
    expect(await page.dialog()).toContain(`to staging / ${lesson.namespace}?`);
    await keys.pressButton('Apply 1 to staging');
    await expect.poll(image, soon).toBe(`${IMAGE}:v1.2.0`);
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
  });

  test('rolls the commit back, pushes, and applies that too', async () => {
    await keys.run('Driftline: Roll Back…');
    await keys.step('ArrowDown', /^Release v1\.2\.0/, () => keys.focusedPick());
    await keys.press('Enter');
    await keys.step('ArrowDown', /^Commit to main/, () => keys.focusedPick());
    await lesson.inThemes('lesson-roll-back');
    await keys.press('Enter');
    await keys.enter(/message/);
    await expect
      .poll(() => lesson.git('log', '-1', '--format=%s'), soon)
      .toBe('Revert "Release v1.2.0"');
    await keys.pressInNotification(/Committed "Revert/, 'Push');
    await keys.pressInNotification(/Deployment.*not applied yet/, 'Sync…');
    // With one object there is nothing to pick.
    expect(await page.dialog()).toMatch(/image .*v1\.2\.0.* → .*v1\.1\.0/);
    await keys.pressButton('Apply 1 to staging');
    await expect.poll(image, soon).toBe(`${IMAGE}:v1.1.0`);
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
  });

  test('lets nothing write by itself before a consent, and heals after it', async () => {
    await lesson.write('.driftline.yaml', 'targets:\n  - policy: { selfHeal: true }\n');
    await lesson.git('add', '.driftline.yaml');
    await lesson.git('commit', '-qm', 'Ask for self-heal');
    await lesson.git('push', '-q', 'origin', 'main');
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=4');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await keys.run('Driftline: Allow Self-Heal…');
    expect(await page.dialog()).toContain('spec.replicas');
    expect(await live('{.spec.replicas}')).toBe('4');
    await lesson.inThemes('lesson-consent');
    await keys.pressButton('Allow Self-Heal on staging');
    await expect.poll(() => live('{.spec.replicas}'), soon).toBe('5');
    await keys.run('Driftline: Forbid Self-Heal');
    await expect.poll(acts, soon).toMatch(/"consent"[^]*"heal"[^]*"withdraw"/);
  });

  test('reads back who did what, in the history and in the log of acts', async () => {
    await focusView('History');
    await keys.press('Home');
    await keys.step('ArrowDown', /^Revert "Release v1\.2\.0"/, () => keys.focusedRow());
    await keys.run('Driftline: Show Menu');
    await keys.step('ArrowDown', /Show Audit Log/, () => keys.focusedPick());
    await keys.press('Enter');
    await page.page.locator('.tab.active').filter({ hasText: 'audit.log' }).waitFor();
    const acted = (await acts()).trim().split('\n');
    const kinds = acted.map((line) => (JSON.parse(line) as { act: string }).act);
    expect(kinds).toEqual(expect.arrayContaining(['capture', 'apply', 'rollback', 'heal']));
    const shown = page.page.locator('.editor-group-container.active .view-line');
    await expect
      .poll(async () => (await shown.allInnerTexts()).join(' '), soon)
      .toContain('Healed');
    await lesson.inThemes('lesson-audit');
  });
});
