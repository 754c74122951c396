import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LessonWorkbench } from './lessonWorkbench.ts';
import { PanelOnPage } from './panelPage.ts';
import {
  browserStorage,
  formsOf,
  tracesIn,
  tracesOnDisk,
  windowContent,
  Wire,
  type Forms,
} from './secretTraces.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 100 };

/** What Git has, and what the cluster has, of each: no two share a piece. */
const git = {
  'the old Secret value': 'canary0Kestrel7Old',
  'the old key of the map': 'canary1Heron3Old',
  'the old variable': 'canary2Osprey9Old',
};
const live = {
  'the new Secret value': 'sparrow4Now88Fresh',
  'the new key of the map': 'magpie5Now77Fresh',
  'the new variable': 'plover6Now66Fresh',
};
const [SECRET_OLD, MAP_OLD, ENV_OLD] = Object.values(git);
const [SECRET_NEW, MAP_NEW, ENV_NEW] = Object.values(live);

const secretYaml = `apiVersion: v1
kind: Secret
metadata:
  name: database
type: Opaque
stringData:
  password: ${SECRET_OLD}
`;
const mapYaml = `apiVersion: v1
kind: ConfigMap
metadata:
  name: connection
data:
  DB_PASSWORD: ${MAP_OLD}
  host: db.example
`;
const workerYaml = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  replicas: 0
  selector:
    matchLabels:
      app: worker
  template:
    metadata:
      labels:
        app: worker
    spec:
      containers:
        - name: worker
          image: example.com/worker:1
          env:
            - name: DB_PASSWORD
              value: ${ENV_OLD}
`;

/** drift.md 4: neither side of what is secret is anywhere that Driftline draws, sends or writes. */
describe('what is secret', () => {
  const both: Forms = formsOf({ ...git, ...live });
  const fresh: Forms = formsOf(live);
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;
  let panel: PanelOnPage;
  let wire: Wire;

  /** Nothing in the window, nor on its way there since the last look. */
  async function expectNoTrace(of: Forms = both): Promise<void> {
    const onWire = tracesIn(wire.take(), 'what crossed to the window', of);
    const inWindow = tracesIn(await windowContent(page.page), 'the window', of);
    expect([...onWire, ...inWindow]).toEqual([]);
  }

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('canary');
    const files = { 'secret.yaml': secretYaml, 'map.yaml': mapYaml, 'worker.yaml': workerYaml };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(lesson.repository, name), text);
      await lesson.kubectl('apply', '-f', join(lesson.repository, name));
    }
    await lesson.git('add', '.');
    await lesson.git('commit', '-qm', 'Connect to the database');
    await lesson.git('push', '-q', 'origin', 'main');
    await changeLive();
    page = await lesson.open({ settings: { 'driftline.problems': true } }, { height: 1000 });
    panel = new PanelOnPage(page.page);
    await vi.waitFor(async () => expect(await lesson.status()).toContain('3 drifted'), soon);
    await page.runCommand('Developer: Set Log Level...');
    await page.pick('Driftline');
    await page.pick('Trace');
    wire = new Wire(page.page);
    await page.page.reload();
    await page.waitForWorkbench();
    await vi.waitFor(async () => expect(await lesson.status()).toContain('3 drifted'), soon);
  });

  afterAll(() => lesson?.end());

  test('is not in the views, nor in what they say when pointed at', async () => {
    await page.openContainer('Driftline');
    await expect.poll(async () => (await page.treeRows('Drift')).length, soon).toBeGreaterThan(5);
    const rows = page.view('Drift').locator('.monaco-list-row');
    for (let index = 0; index < (await rows.count()); index++) {
      await vi.waitFor(async () => {
        await page.page.mouse.move(700, 20);
        await rows.nth(index).hover();
        const words = page.page.locator('.workbench-hover-container').first();
        await words.waitFor({ timeout: 5000 });
      }, soon);
      await page.page.waitForTimeout(300);
      await expectNoTrace();
    }
    await page.screenshot('canary-drift');
    // All the height for the one: rows that are not in sight are not in the page.
    for (const [title, isWanted] of [
      ['Drift', false],
      ['History', true],
    ] as const) {
      const header = page.page.locator(`.pane-header[aria-label^="${title}"]`);
      const isOpen = (await header.getAttribute('aria-expanded')) === 'true';
      if (isOpen !== isWanted) await header.click();
    }
    await expect
      .poll(async () => (await page.treeRows('History')).join('\n'), soon)
      .toContain('Connect to');
    await page.treeRow('History', 'Connect to').click();
    await page.page.locator('.multiDiffEntry').first().waitFor();
    await page.page.waitForTimeout(1000);
    await page.screenshot('canary-history');
    await expectNoTrace();
  });

  test('is not in the panel, its previews and its full texts', async () => {
    await page.runCommand('Driftline: Show Drift');
    await expect.poll(() => panel.rows(), soon).toHaveLength(4);
    expect((await panel.text()).match(/differs \(secret\)/g)?.length).toBeGreaterThanOrEqual(3);
    for (const path of await panel.rows()) {
      if (!path.includes('"password"') && path !== 'data.password') {
        await panel.choose(path, 'live');
      }
    }
    await expect.poll(() => panel.pane('commit'), soon).toContain('looks like a secret');
    await expectNoTrace();
    for (const path of await panel.rows()) await panel.choose(path, 'git');
    await expect.poll(() => panel.pane('cluster'), soon).toContain('DB_PASSWORD');
    for (const section of await panel.frame.locator('section.object').all()) {
      await section.getByRole('button', { name: 'Full YAML' }).click();
      await expect
        .poll(() => section.locator('.yaml-body').innerText(), soon)
        .toMatch(/DB_PASSWORD|password/);
      for (const fold of await section.locator('.yaml-body button').all()) await fold.click();
    }
    await page.screenshot('canary-panel');
    await expectNoTrace();
  });

  test('is not in the diff editor, nor in what a capture and a sync ask', async () => {
    for (const name of ['database', 'connection', 'worker']) {
      await page.page.locator('.tab').filter({ hasText: 'Drift:' }).click();
      const section = panel.frame.locator(`section.object[aria-label*=" ${name},"]`);
      await section.getByRole('button', { name: 'Open in diff editor' }).click();
      await page.page
        .locator('.tab.active')
        .filter({ hasText: `${name}: Git ↔` })
        .waitFor();
      await expect
        .poll(
          async () => (await page.page.locator('.monaco-diff-editor').first().innerText()).length,
          soon,
        )
        .toBeGreaterThan(200);
      await expectNoTrace();
    }
    await page.screenshot('canary-diff');
    await page.runCommand('Driftline: Capture Live to Commit');
    expect((await page.picks()).join('\n')).toContain('DB_PASSWORD');
    await expectNoTrace();
    await page.page.keyboard.press('Enter');
    expect(await page.dialog()).toContain('Write values that look secret into Git?');
    await page.screenshot('canary-consent');
    await expectNoTrace();
    await page.pressButton('Cancel');
    // The rest can be captured, and its text is shown.
    await page.pick('Commit to main');
    await expectNoTrace();
    await page.page.keyboard.press('Escape');
    await page.runCommand('Driftline: Sync…');
    expect((await page.picks()).join('\n')).toMatch(/database[^]*connection[^]*worker/);
    await page.page.keyboard.press('Enter');
    expect(await page.dialog()).toContain('DB_PASSWORD');
    await page.screenshot('canary-sync');
    await expectNoTrace();
    await page.pressButton(/^Apply 3/);
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    expect(await password()).toBe(SECRET_OLD);
    await page.runCommand('Driftline: Show Audit Log');
    await page.page.locator('.tab.active').filter({ hasText: 'audit' }).waitFor();
    await expect
      .poll(() => page.page.locator('.editor-group-container.active').innerText(), soon)
      .toContain('DB_PASSWORD');
    await expectNoTrace();
    await page.runCommand('Driftline: Show Log');
    await page.page.locator('.output-view .view-line').first().waitFor();
    await expectNoTrace();
  });

  test('was not written down by any of that', async () => {
    expect(tracesIn(await browserStorage(page.page), 'the browser’s storage', both)).toEqual([]);
    const everything = join(lesson.workbench.logs, '..', '..');
    const { cache, state } = folders();
    expect(await tracesOnDisk([everything, cache, state], both)).toEqual([]);
  });

  test('is not said beside the lines of a file that has it', async () => {
    await page.runCommand('View: Close All Editors');
    await page.page.mouse.move(700, 500);
    await changeLive();
    // The commit's message may be left unsaved, and asked for.
    const asked = page.page.locator('.monaco-dialog-box');
    if ((await asked.count()) > 0) await page.pressButton(/Don.t Save/);
    await expect.poll(() => lesson.status(), soon).toContain('3 drifted');
    const lines = { 'secret.yaml': 'password', 'map.yaml': 'DB_PASSWORD', 'worker.yaml': ENV_OLD };
    for (const [file, part] of Object.entries(lines)) {
      await page.quickOpen(file);
      const texts = async () => (await page.attachedTexts()).map(({ text }) => text).join('\n');
      await expect.poll(texts, soon).toContain('live differs (secret)');
      expect(tracesIn(Buffer.from(await texts()), 'live texts', both)).toEqual([]);
      const hover = await page.hoverText(part ?? '');
      expect(hover).toContain('secret');
      expect(tracesIn(Buffer.from(hover), 'the hover', both)).toEqual([]);
      const menu = page.page.locator('.action-widget');
      const actions = menu.locator('.monaco-list-row.action');
      const line = await lesson.lineOf(file, part ?? '');
      // A hover that is still open may take the first keys.
      const open = async (): Promise<number> => {
        await page.page.mouse.move(5, 5);
        await page.page.keyboard.press('Escape');
        await page.gotoLine(line);
        await page.page.keyboard.press('Control+.');
        await page.page.waitForTimeout(1500);
        return actions.count();
      };
      await expect.poll(open, soon).toBeGreaterThan(0);
      expect(
        tracesIn(Buffer.from((await menu.allInnerTexts()).join('\n')), 'quick fixes', both),
      ).toEqual([]);
      await page.page.keyboard.press('Escape');
      await page.page.keyboard.press('End');
      await page.page.keyboard.type('x');
      // The edit is judged when the typing pauses.
      await page.page.waitForTimeout(1500);
      await expectNoTrace(fresh);
      await page.runCommand('File: Revert File');
    }
    await page.runCommand('Problems: Focus on Problems View');
    const problems = page.page.locator('.markers-panel');
    await expect.poll(() => problems.innerText(), soon).toContain('secret');
    expect(tracesIn(Buffer.from(await problems.innerText()), 'problems', both)).toEqual([]);
    await page.screenshot('canary-problems');
    await expectNoTrace(fresh);
    const everything = join(lesson.workbench.logs, '..', '..');
    expect(tracesIn(await browserStorage(page.page), 'the browser’s storage', fresh)).toEqual([]);
    expect(await tracesOnDisk([everything], fresh)).toEqual([]);
    const { cache, state } = folders();
    expect(await tracesOnDisk([lesson.workbench.logs, cache, state], both)).toEqual([]);
  });

  const folders = () => ({
    cache: join(lesson.folder, 'cache'),
    state: join(lesson.folder, 'state'),
  });

  async function password(): Promise<string> {
    const data = await lesson.kubectl('get', 'secret/database', '-o=jsonpath={.data.password}');
    return Buffer.from(data, 'base64').toString();
  }

  async function changeLive(): Promise<void> {
    const patch = (of: string, data: unknown) =>
      lesson.kubectl('patch', of, '--type=merge', '-p', JSON.stringify({ data }));
    await patch('secret/database', { password: Buffer.from(SECRET_NEW ?? '').toString('base64') });
    await patch('configmap/connection', { DB_PASSWORD: MAP_NEW, host: 'db2.example' });
    await lesson.kubectl('set', 'env', 'deployment/worker', `DB_PASSWORD=${ENV_NEW}`);
  }
});
