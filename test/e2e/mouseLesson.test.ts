import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LessonWorkbench } from './lessonWorkbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };

/** The lesson's days by mouse: Git follows the cluster, goes back, and the cluster follows Git. */
describe('the lesson by mouse', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('mouse');
    page = await lesson.open();
  });

  afterAll(() => lesson?.end());

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await page.screenshot(`failed-mouse-${task.id}`);
  });

  const image = () =>
    lesson.kubectl(
      ...['get', 'deployment/task-agent', '-o'],
      'jsonpath={.spec.template.spec.containers[0].image}',
    );

  /** Presses Enter in the input box that shows the text: such a box has no button. */
  async function enter(text: RegExp): Promise<void> {
    const box = page.page.locator('.quick-input-widget:not(.hidden)');
    await box.filter({ hasText: text }).waitFor({ timeout: 20_000 });
    await page.page.keyboard.press('Enter');
  }

  /** Clicks an icon that a row shows under the pointer. */
  async function clickOnRow(view: string, row: RegExp, action: string): Promise<void> {
    const found = page.treeRow(view, row);
    const button = found.getByRole('button', { name: action });
    // A row that is drawn anew under the pointer has its buttons when that moves.
    await expect.poll(async () => (await found.hover(), await button.isVisible()), soon).toBe(true);
    await button.click();
  }

  async function clickOk(): Promise<void> {
    const ok = page.page.locator('.quick-input-widget:not(.hidden) .quick-input-action');
    await ok.getByRole('button', { name: 'OK' }).click();
  }

  async function clickInToast(words: RegExp, button: string): Promise<void> {
    const toast = page.page.locator('.notification-toast').filter({ hasText: words }).first();
    await toast.getByRole('button', { name: button, exact: true }).click({ timeout: 40_000 });
  }

  async function clickStatusBar(): Promise<void> {
    await page.page.locator('[id="driftline.driftline.driftline.status"] a').click();
    await page.picks();
  }

  test('captures what is picked as one commit, beside staged and unstaged work', async () => {
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    await lesson.drift();
    await expect.poll(() => lesson.status(), soon).toContain('1 missing in the cluster, 1 drifted');
    const before = await lesson.read('deployment.yaml');
    await lesson.write(
      'deployment.yaml',
      before.replace('name: task-agent', 'name: task-agent # mine'),
    );
    await page.openContainer('Driftline');
    await clickOnRow('Drift', /task-agent.*Deployment/, 'Capture Live to Commit');
    const rows = await page.picks();
    expect(rows.join('\n')).toContain('spec.replicas');
    expect(rows.join('\n')).toContain('env[name=DEBUG]');
    await page.screenshot('capture-pick');
    // Only the replicas: the others are left as they are.
    for (const other of ['env[name=DEBUG]', 'image']) await page.pick(other);
    await clickOk();
    // Main has an upstream: a new branch would come first.
    await page.pick('Commit to main');
    await enter(/message/);
    await expect
      .poll(() => lesson.git('log', '-1', '--format=%s'), soon)
      .toMatch(/capture\(task-agent\): .*3 → 5/);
    expect(await lesson.git('show', '--format=', '--unified=0', 'HEAD')).toMatch(
      /-\s+replicas: 3.*\n\+\s+replicas: 5/,
    );
    expect(await lesson.git('diff', '--stat', 'HEAD~1', 'HEAD')).toContain(
      '1 insertion(+), 1 deletion(-)',
    );
    await expect.poll(() => lesson.read('deployment.yaml'), soon).toContain('replicas: 5');
    expect(await lesson.read('deployment.yaml')).toContain('# mine');
    expect(await lesson.git('log', '-1', '--format=%B')).toMatch(/Captured-From: staging/);
    await clickInToast(/Committed "capture/, 'Push');
    await expect.poll(() => lesson.git('rev-list', '--count', '@{u}..'), soon).toBe('0');
  });

  test('creates what is missing by the line over its document', async () => {
    await page.treeRow('Drift', /task-agent.*Service/).click();
    await page.page.locator('.tab.active[data-resource-name="service.yaml"]').waitFor();
    await page.clickCodeLens('Create from Git');
    expect(await page.dialog()).toContain('Create Service task-agent');
    await page.pressButton('Apply 1 to staging');
    await expect
      .poll(() => lesson.kubectl('get', 'service', '-o', 'name'), soon)
      .toContain('service/task-agent');
  });

  test('rolls a commit back from the history, pushes, and applies all that differs', async () => {
    const base = await lesson.read('deployment.yaml');
    await lesson.write('deployment.yaml', base.replace(' # mine', ''));
    await page.page.locator('.pane-header[aria-label^="History"]').click();
    await clickOnRow('History', /^Captured task-agent/, 'Roll Back');
    const preview = page.page.locator('.tab').filter({ hasText: 'Roll Back: deployment.yaml' });
    await preview.waitFor();
    expect((await page.picks()).join()).toContain('Commit to main');
    await page.page.keyboard.press('Escape');
    // What nobody is asked about any more is not shown any more.
    await expect.poll(() => preview.count(), soon).toBe(0);
    await clickOnRow('History', /^Captured task-agent/, 'Roll Back');
    await page.pick('Commit to main');
    await preview.waitFor();
    await enter(/message/);
    await expect
      .poll(() => lesson.git('log', '-1', '--format=%s'), soon)
      .toMatch(/^Revert "capture\(task-agent\)/);
    await expect.poll(() => preview.count(), soon).toBe(0);
    // The index and the files follow the commit.
    await expect.poll(() => lesson.read('deployment.yaml'), soon).toContain('replicas: 3');
    await expect.poll(() => lesson.git('status', '--porcelain'), soon).toBe('');
    await clickInToast(/Committed "Revert/, 'Push');
    await clickInToast(/Deployment.*not applied yet/, 'Sync…');
    // With one object there is nothing to pick.
    expect(await page.dialog()).toContain('change spec.replicas 5 → 3');
    await page.pressButton('Apply 1 to staging');
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    expect(await image()).toBe('ghcr.io/driftline/task-agent:v1.1.0');
  });

  test('applies a commit that was not applied by the line over its document', async () => {
    await lesson.release('v1.2.0');
    await page.treeRow('Drift', /task-agent.*Deployment.*1 commit behind/).click();
    await page.page.locator('.tab.active[data-resource-name="deployment.yaml"]').waitFor();
    await page.gotoLine(1);
    await expect
      .poll(() => page.codeLenses(), soon)
      .toEqual(['↓ 1 commit behind: Release v1.2.0 | Apply from Git']);
    await page.clickCodeLens('Apply from Git');
    await page.pressButton('Apply 1 to staging');
    await expect.poll(image, soon).toBe('ghcr.io/driftline/task-agent:v1.2.0');
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
  });

  test('opens the log of acts from the status bar', async () => {
    await clickStatusBar();
    await page.pick('Show Audit Log');
    await page.page.locator('.tab.active').filter({ hasText: 'audit.log' }).waitFor();
    const shown = page.page.locator('.editor-group-container.active .view-line');
    await expect
      .poll(async () => (await shown.allInnerTexts()).join('\n').replaceAll('\u00a0', ' '), soon)
      .toMatch(/Applied from Git[^]*Rolled back[^]*Captured live to commit/);
  });

  test('warns before a commit to a branch that is behind its remote', async () => {
    const pushed = await lesson.git('rev-parse', 'origin/main');
    // Somebody else has pushed meanwhile, and it was fetched.
    const message = ['-p', 'origin/main', '-m', 'elsewhere'];
    const theirs = await lesson.git('commit-tree', 'origin/main^{tree}', ...message);
    await lesson.git('update-ref', 'refs/remotes/origin/main', theirs);
    await page.runCommand('Driftline: Roll Back');
    await page.pick(/Release v1\.2\.0/);
    await expect
      .poll(async () => (await page.picks()).join(' '), soon)
      .toContain('main is 1 commit behind origin/main: pull first.');
    await page.screenshot('commit-behind');
    await page.page.keyboard.press('Escape');
    await lesson.git('update-ref', 'refs/remotes/origin/main', pushed);
  });

  test('says why nothing can be committed while a rebase is under way', async () => {
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=6');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await lesson.git('-c', 'core.editor=true', 'commit', '--allow-empty', '-qm', 'on top');
    const stopped = lesson.git('rebase', '--exec', 'false', 'HEAD~1');
    await expect(stopped).rejects.toThrow(/false/);
    await page.runCommand('Driftline: Capture Live to Commit');
    await page.picks();
    await page.page.keyboard.press('Enter');
    await expect
      .poll(() => page.notifications(), soon)
      .toContainEqual(expect.stringMatching(/rebase/) as string);
    await page.screenshot('capture-refused');
    await lesson.git('rebase', '--abort').catch(() => '');
  });
});
