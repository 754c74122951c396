import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCluster } from '../cluster/startCluster.ts';
import { LessonWorkbench } from './lessonWorkbench.ts';
import { PanelOnPage } from './panelPage.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 100 };
const OUTAGE_MS = 30_000;
/** The administrator's, once the old one is taken away. */
const fresh = 'freshtoken';

/** Its API server is killed and its tokens are changed, which no shared cluster suffers. */
describe.skipIf(process.env['DRIFTLINE_TEST_KUBECONFIG'])('a bad day of the API server', () => {
  const tokenFile = join(tmpdir(), `dl-token-${process.pid}`);
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;
  let panel: PanelOnPage;
  /** Every toast that was ever there, by its words. */
  let toasts: () => Promise<readonly string[]>;

  const gutter = async () => (await page.gutterIcons()).map(({ icon }) => icon);
  const rows = () => page.treeRows('Drift');

  beforeAll(async () => {
    const cluster = await startCluster({ controllers: false });
    await writeFile(tokenFile, cluster.adminToken);
    lesson = await LessonWorkbench.make('outage', { cluster, user: () => ({ tokenFile }) });
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=5');
    page = await lesson.open({ settings: { 'driftline.notifyFirstDrift': false } });
    panel = new PanelOnPage(page.page);
    toasts = await countToasts();
    await vi.waitFor(async () => expect(await lesson.status()).toContain('1 drifted'), soon);
    await page.openContainer('Driftline');
  });

  afterAll(() => lesson?.end());

  /** Sees those too that come and go between two looks. */
  async function countToasts(): Promise<() => Promise<readonly string[]>> {
    await page.page.evaluate(() => {
      const seen: string[] = [];
      const words = '.notification-list-item-message';
      Object.assign(window, { seenToasts: seen });
      new MutationObserver((changes) => {
        for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
          if (!(node instanceof Element)) continue;
          const found = node.matches(words) ? [node] : [...node.querySelectorAll(words)];
          seen.push(...found.map(({ textContent }) => textContent ?? ''));
        }
      }).observe(document.body, { childList: true, subtree: true });
    });
    return () => page.page.evaluate('window.seenToasts');
  }

  test('an outage of half a minute is said where a person looks, and nowhere else', async () => {
    await page.runCommand('Driftline: Show Drift');
    await expect.poll(() => panel.rows(), soon).toEqual(['spec.replicas']);
    await panel.choose('spec.replicas', 'git');
    await expect.poll(() => panel.step(/Apply 1/).getAttribute('title'), soon).toBeNull();
    await lesson.cluster.killApiServer();
    const until = Date.now() + OUTAGE_MS;
    await expect.poll(() => lesson.status(), soon).toMatch(/away since \d/);
    await expect
      .poll(async () => (await rows())[0], soon)
      .toMatch(/^staging does not answer since \d/);
    await expect.poll(() => panel.text(), soon).toContain('Seen last at');
    expect(await panel.step(/Apply/).getAttribute('aria-disabled')).toBe('true');
    await page.screenshot('outage-panel');
    await page.quickOpen('deployment.yaml');
    await expect.poll(gutter, soon).toEqual(['unknown-hollow-dark.svg']);
    await page.screenshot('outage-editor');
    const since = await lesson.status();
    await page.page.waitForTimeout(Math.max(0, until - Date.now()));
    // The moment is that of the loss, however often it was tried since.
    expect(await lesson.status()).toBe(since);
    expect(await toasts()).toEqual([]);
  });

  test('is over by itself, with the choice that was made before', async () => {
    await lesson.cluster.restartApiServer();
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await expect.poll(gutter, soon).toEqual(['drifted-dark.svg', 'drifted-changed-dark.svg']);
    await page.page.locator('.tab').filter({ hasText: 'Drift:' }).click();
    await expect.poll(() => panel.rows(), soon).toEqual(['spec.replicas']);
    expect(await panel.row('spec.replicas').getAttribute('data-choice')).toBe('git');
    expect(await toasts()).toEqual([]);
  });

  test('a login that has ended is said to be one, and is not tried again and again', async () => {
    await lesson.cluster.restartApiServer({ tokens: { admin: fresh } });
    await expect.poll(() => lesson.status(), soon).toContain('signed out');
    await expect
      .poll(() => page.viewWords('Drift'), soon)
      .toContain('The cluster wants you to sign in');
    // The outage before it is over: it is the login that is told of.
    await expect.poll(() => panel.text(), soon).toMatch(/Seen last at.*refuses to let you in/);
    await page.screenshot('signed-out');
    const before = await refusals();
    await page.page.waitForTimeout(10_000);
    expect((await refusals()) - before).toBeLessThanOrEqual(4);
    expect(await toasts()).toEqual([]);
    await writeFile(tokenFile, fresh);
    await page.view('Drift').getByRole('button', { name: 'Sign In', exact: true }).click();
    await expect.poll(() => lesson.status(), { ...soon, timeout: 10_000 }).toContain('1 drifted');
    expect(await toasts()).toEqual([]);
  });

  /** Requests that the server has turned away for who sent them. */
  async function refusals(): Promise<number> {
    const text = await lesson.cluster.kubectl(['--token', fresh, 'get', '--raw', '/metrics']);
    const counts = /^authentication_attempts\{result="(?:error|failure)"\} (\d+)/gm;
    return [...text.matchAll(counts)].reduce((sum, [, count]) => sum + Number(count), 0);
  }
});
