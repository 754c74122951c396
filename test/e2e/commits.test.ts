import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LessonWorkbench } from './lessonWorkbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };

/** Git follows the cluster, or goes back, from the palette alone. */
describe('commits from the palette', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('commits');
    page = await lesson.open();
  });

  afterAll(() => lesson?.end());

  /** Presses Enter in the input box that shows the text. */
  async function enter(text: RegExp): Promise<void> {
    const box = page.page.locator('.quick-input-widget:not(.hidden)');
    await box.filter({ hasText: text }).waitFor({ timeout: 20_000 });
    await page.page.keyboard.press('Enter');
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
    await page.runCommand('Driftline: Capture Live to Commit');
    const rows = await page.picks();
    expect(rows.join('\n')).toContain('spec.replicas');
    expect(rows.join('\n')).toContain('env[name=DEBUG]');
    await page.screenshot('capture-pick');
    // Only the replicas: the others are left as they are.
    for (const other of ['env[name=DEBUG]', 'image']) await page.pick(other);
    await page.page.keyboard.press('Enter');
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
  });

  test('rolls a commit back, and offers to apply it', async () => {
    const base = await lesson.read('deployment.yaml');
    await lesson.write('deployment.yaml', base.replace(' # mine', ''));
    // Somebody else has pushed meanwhile, and it was fetched.
    const message = ['-p', 'origin/main', '-m', 'elsewhere'];
    const theirs = await lesson.git('commit-tree', 'origin/main^{tree}', ...message);
    await lesson.git('update-ref', 'refs/remotes/origin/main', theirs);
    await expect.poll(() => lesson.status(), soon).toContain('drifted');
    await page.runCommand('Driftline: Roll Back');
    await page.pick(/capture\(task-agent\)/);
    await expect
      .poll(async () => (await page.picks()).join(' '), soon)
      .toContain('main is 1 commit behind origin/main: pull first.');
    await page.screenshot('commit-behind');
    await page.pick('Commit to main');
    await enter(/message/);
    await expect
      .poll(() => lesson.git('log', '-1', '--format=%s'), soon)
      .toMatch(/^Revert "capture\(task-agent\)/);
    // The index and the files follow the commit.
    await expect.poll(() => lesson.read('deployment.yaml'), soon).toContain('replicas: 3');
    await expect.poll(() => lesson.git('status', '--porcelain'), soon).toBe('');
  });

  test('says why nothing can be committed while a rebase is under way', async () => {
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
