import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { panelObjects } from '../fixtures/panelObjects.ts';
import { sampleFinding, sampleObject, sampleState } from '../unit/ui/sampleStore.ts';
import { openPage } from './browser.ts';
import { buildExtension } from './buildExtension.ts';
import type { FaceScript } from './face/scriptedCluster.ts';
import { writeScript } from './face/writeScript.ts';
import { PanelOnPage } from './panelPage.ts';
import { startWorkbench, type Workbench } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };
const example = join(import.meta.dirname, '..', '..', 'examples', 'task-agent');
const STATUS = 'driftline.driftline.driftline.status';
const REPLICAS = 'spec.replicas';
const DEBUG = 'spec.template.spec.containers[name=agent].env[name=DEBUG]';
const IMAGE = 'spec.template.spec.containers[name=agent].image';

const contexts = [
  {
    name: 'staging',
    server: 'https://127.0.0.1:6443',
    namespace: 'task',
    loopback: true,
    current: true,
  },
];

describe('the panel, with a scripted engine', () => {
  let folder: string;
  let repository: string;
  let workbench: Workbench;
  let page: WorkbenchPage;
  let panel: PanelOnPage;
  let script: FaceScript;

  /** Changes what the engine says, as an engine would: at any moment. */
  async function say(change: Partial<FaceScript>): Promise<void> {
    script = { ...script, ...change };
    await writeScript(folder, script);
  }

  async function show(command = 'Driftline: Show Drift'): Promise<void> {
    await page.runCommand(command);
    await panel.frame.locator('header').waitFor({ timeout: 30_000 });
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dlpanel-'));
    repository = join(folder, 'shop');
    await mkdir(join(repository, 'apps'), { recursive: true });
    const texts: Record<string, string> = {};
    for (const name of ['deployment.yaml', 'service.yaml', 'configmap.yaml']) {
      await cp(join(example, name), join(repository, 'apps', name));
      texts[`apps/${name}`] = await readFile(join(example, name), 'utf8');
    }
    const deployment = texts['apps/deployment.yaml'] ?? '';
    const line = deployment.split('\n').findIndex((one) => one.includes('replicas:'));
    const ann = {
      commit: 'c0ffee1234567',
      subject: 'three: one a zone',
      author: 'Ann Example',
      time: new Date(Date.now() - 8 * 86_400_000).toISOString(),
    };
    script = {
      ...{ contexts, state: sampleState(), texts, objects: panelObjects(line + 1) },
      blame: { 'apps/deployment.yaml': deployment.split('\n').map(() => ann) },
      captured: { 'apps/deployment.yaml': deployment.replace('replicas: 3', 'replicas: 5') },
      branches: { current: 'main', offersNewBranch: false, remote: 'origin' },
      sides: {
        'apps/Deployment/task/task-agent': {
          git: deployment,
          live: deployment.replace('replicas: 3', 'replicas: 5'),
        },
      },
    };
    await say({});
    await buildExtension(
      join(folder, 'extension'),
      join(import.meta.dirname, 'face', 'scriptedCluster.ts'),
    );
    workbench = await startWorkbench({
      folder: repository,
      extension: { dir: join(folder, 'extension') },
      env: { DRIFTLINE_FACE: join(folder, 'face.json') },
    });
    page = await openPage(workbench.urlFor('apps/deployment.yaml'));
    panel = new PanelOnPage(page.page);
  });

  afterAll(async () => {
    await page?.close();
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await page.screenshot(`failed-panel-${task.id}`);
  });

  test('shows all drift, worst first, with who and when', async () => {
    // The palette lists what can be done at the moment when it opens.
    await expect
      .poll(async () => (await page.statusBarItem(STATUS))?.label, soon)
      .toContain('3 drifted');
    await show();
    await expect
      .poll(() => panel.objects(), soon)
      .toEqual([
        'Ingress edge, Can’t tell',
        'Service task-agent, Missing in the cluster',
        'ConfigMap task-agent, Drifted',
        'Deployment task-agent, Drifted',
        'Secret task-agent, Drifted',
      ]);
    const text = await panel.text();
    expect(text).toContain('shop › staging (task)');
    expect(text).toContain('origin/main@a1b2c3d');
    expect(text).toContain('The ingress controller’s kind is not served');
    await panel.reach('Deployment task-agent');
    await expect
      .poll(() => panel.row(REPLICAS).innerText(), soon)
      .toMatch(/3[^]*Ann Example[^]*5[^]*kubectl scale/);
    await page.screenshot('panel-all');
  });

  test('tells what would be written, as choices change', async () => {
    await panel.choose(REPLICAS, 'live');
    await expect.poll(() => panel.pane('commit'), soon).toMatch(/replicas: 3[^]*replicas: 5/);
    await panel.choose(DEBUG, 'git');
    await expect.poll(() => panel.pane('cluster'), soon).toContain('containers › agent › env');
    expect(await panel.pane('cluster')).toContain('3 pods will be restarted once.');
    expect(await panel.frame.getByRole('textbox', { name: 'Message' }).count()).toBe(1);
    await expect.poll(() => panel.step('Commit 1 to Git').getAttribute('title'), soon).toBeNull();
    await expect.poll(() => panel.step('Apply 1 to staging').count(), soon).toBe(1);
    await page.screenshot('panel-chosen');
  });

  test('takes over, or makes anew, only where a box of its own allows it', async () => {
    const key = 'apps/Deployment/task/task-agent';
    const plannedAgain = async (): Promise<void> => {
      await panel.choose(DEBUG, 'leave');
      await panel.choose(DEBUG, 'git');
    };
    const box = (label: string) => panel.frame.locator('label.consent').filter({ hasText: label });
    const apply = () => panel.step('Apply 1 to staging');
    await say({ obstacles: { [key]: { manager: 'kustomize-controller' } } });
    await plannedAgain();
    await expect.poll(() => panel.pane('cluster'), soon).toContain('held by kustomize-controller');
    expect(await panel.pane('cluster')).not.toContain('--');
    await expect.poll(() => apply().getAttribute('aria-disabled'), soon).toBe('true');
    await page.screenshot('panel-held');
    await box('Take over from kustomize-controller').click();
    await expect.poll(() => apply().getAttribute('aria-disabled'), soon).toBeNull();
    expect(await box('Take over').locator('input').isChecked()).toBe(true);
    await expect
      .poll(() => panel.frame.locator(':focus').getAttribute('type'), soon)
      .toBe('checkbox');
    await page.screenshot('panel-taken-over');
    await say({ obstacles: { [key]: { immutable: true } } });
    await plannedAgain();
    await expect.poll(() => panel.pane('cluster'), soon).toContain('field is immutable');
    await box('Delete it and make it anew').click();
    await expect.poll(() => panel.pane('cluster'), soon).toContain('delete and make anew');
    expect(await panel.faults()).toEqual([]);
    await expect.poll(() => apply().getAttribute('aria-disabled'), soon).toBeNull();
    await apply().click();
    expect(await page.dialog()).toContain(
      'Delete Deployment task-agent in staging / task and make it anew?',
    );
    await page.screenshot('panel-recreate');
    await page.page.keyboard.press('Escape');
    await expect.poll(() => panel.results(), soon).toContain('Nothing was written: not confirmed.');
    await say({ obstacles: {} });
    await plannedAgain();
    await expect.poll(() => apply().getAttribute('aria-disabled'), soon).toBeNull();
  });

  test('leads from a refusal elsewhere to where it can be allowed', async () => {
    const key = 'apps/Deployment/task/task-agent';
    await say({ obstacles: { [key]: { manager: 'kustomize-controller' } } });
    await page.quickOpen('apps/deployment.yaml');
    await page.clickCodeLens('Apply from Git');
    const told = async () => (await page.notifications()).join(' ');
    await expect.poll(told, soon).toContain('held by kustomize-controller');
    expect(await told()).not.toContain('--');
    await page.screenshot('panel-refused-elsewhere');
    await page.pressButton('Sync…');
    expect((await page.picks()).join(' ')).toContain('take over from kustomize-controller');
    await page.page.keyboard.press('Escape');
    await say({ obstacles: {} });
  });

  test('keeps what is chosen for an object while another one is shown', async () => {
    await page.quickOpen('apps/configmap.yaml');
    await page.clickCodeLens('Show drift');
    await expect.poll(() => panel.objects(), soon).toEqual(['ConfigMap task-agent, Drifted']);
    await expect.poll(() => panel.step('Commit to Git').count(), soon).toBe(1);
    await show();
    await panel.reach('Deployment task-agent');
    await expect.poll(() => panel.row(REPLICAS).getAttribute('data-choice'), soon).toBe('live');
    await expect.poll(() => panel.row(DEBUG).getAttribute('data-choice'), soon).toBe('git');
    await expect.poll(() => panel.step('Commit 1 to Git').count(), soon).toBe(1);
  });

  test('keeps choices over hiding and a reload, and takes back what means something else', async () => {
    await page.quickOpen('apps/service.yaml');
    await page.page.locator('.tab').filter({ hasText: 'Drift:' }).click();
    await expect.poll(() => panel.row(REPLICAS).getAttribute('data-choice'), soon).toBe('live');
    const objects = panelObjects(10).map((object) => ({
      ...object,
      findings: object.findings.map((one) => (one.live === 5 ? { ...one, live: 7 } : one)),
    }));
    await say({ objects });
    await expect.poll(() => panel.row(REPLICAS).getAttribute('data-choice'), soon).toBe('leave');
    const banner = panel.frame.locator('.banner');
    await expect.poll(() => banner.innerText(), soon).toMatch(/spec › replicas/);
    expect(await panel.row(DEBUG).getAttribute('data-choice')).toBe('git');
    await page.screenshot('panel-changed');
    await page.page.goto(workbench.url);
    await page.waitForWorkbench();
    // Which of the restored tabs is the active one, the workbench saves when it likes.
    await page.page.locator('.tab').filter({ hasText: 'Drift:' }).click({ timeout: 30_000 });
    await expect.poll(() => panel.row(DEBUG).getAttribute('data-choice'), soon).toBe('git');
  });

  test('is settled by keys alone', async () => {
    await say({ objects: panelObjects(10) });
    await panel.reach('Deployment task-agent');
    await expect.poll(() => panel.row(REPLICAS).innerText(), soon).toContain('5');
    await panel.row(REPLICAS).locator('.pick.leave').focus();
    await page.page.keyboard.press('g');
    await expect.poll(() => panel.row(REPLICAS).getAttribute('data-choice'), soon).toBe('git');
    await page.page.keyboard.press('j');
    await expect.poll(() => panel.focus(), soon).toContain(IMAGE);
    await page.page.keyboard.press('l');
    await expect.poll(() => panel.row(IMAGE).getAttribute('data-choice'), soon).toBe('live');
    await page.page.keyboard.press('Space');
    await expect.poll(() => panel.row(IMAGE).getAttribute('data-choice'), soon).toBe('leave');
    await page.page.keyboard.press('k');
    await expect.poll(() => panel.focus(), soon).toContain(REPLICAS);
    await expect.poll(() => panel.step(/Apply/).getAttribute('title'), soon).toBeNull();
    await page.page.keyboard.press('Enter');
    await expect.poll(() => panel.focus(), soon).toMatch(/^Apply \d to staging$/);
  });

  test('says what the keys do, to whoever asks', async () => {
    const list = panel.frame.locator('.key-list');
    expect(await list.isVisible()).toBe(false);
    await page.page.keyboard.press('?');
    await expect.poll(() => list.innerText(), soon).toMatch(/Space[^]*next choice/);
    const button = panel.frame.getByRole('button', { name: 'Keys' });
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    await page.screenshot('panel-keys');
    await button.click();
    await expect.poll(() => list.isVisible(), soon).toBe(false);
  });

  test('keeps a press that comes while it plans anew, and takes nothing that was not seen', async () => {
    const { objects } = script;
    const apply = panel.step('Apply 2 to staging');
    await panel.choose(DEBUG, 'git');
    await expect.poll(() => apply.getAttribute('aria-disabled'), soon).toBeNull();
    await say({ holdsPlans: true });
    await panel.row(IMAGE).locator('.pick.leave').focus();
    await page.page.keyboard.press('g');
    const three = panel.step('Apply 3 to staging');
    await expect.poll(() => three.getAttribute('aria-disabled'), soon).toBe('true');
    await page.screenshot('panel-planning');
    await page.page.keyboard.press('Enter');
    await expect.poll(() => panel.focus(), soon).toBe('Apply 3 to staging');
    await page.page.keyboard.press('Enter');
    await expect.poll(() => panel.said(), soon).toMatch(/^Done as soon as/);
    // What is shown until then are two of the three.
    await say({ holdsPlans: false });
    await expect.poll(() => panel.said(), soon).toMatch(/has changed since you pressed/);
    expect(await panel.results()).toBe('');
    await expect.poll(() => three.getAttribute('aria-disabled'), soon).toBeNull();
    // The world moves and the plan does not: what was pressed is what is shown.
    await say({
      holdsPlans: true,
      objects: objects?.map((object) => ({ ...object, health: 'progressing' })),
      report: { results: [], cancelled: true },
    });
    await expect.poll(() => three.getAttribute('aria-disabled'), soon).toBe('true');
    await page.page.keyboard.press('Enter');
    await expect.poll(() => panel.said(), soon).toMatch(/^Done as soon as/);
    await say({ holdsPlans: false });
    await expect.poll(() => panel.results(), soon).not.toBe('');
    await panel.choose(IMAGE, 'leave');
    await say({ objects });
  });

  test('shows text as text: no script runs, nothing hides, no secret is there', async () => {
    await panel.reach('ConfigMap task-agent');
    await expect.poll(() => panel.text(), soon).toContain('<script>alert(1)</script>');
    expect(await panel.text()).toContain('U+202E');
    await panel.reach('Secret task-agent');
    await expect.poll(() => panel.text(), soon).toContain('differs (secret)');
    const html = await panel.frame.locator('body').innerHTML();
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('hunter2');
    // Where one side has none, that is no secret.
    const { objects } = script;
    const valuesOf = (side: 'git' | 'live') =>
      panel.row('data.PASSWORD').locator(`.side.${side} .value`).innerText();
    expect(await valuesOf('git')).toBe('differs (secret)');
    await say({
      objects: objects?.map((object) =>
        object.ref.kind === 'Secret'
          ? { ...object, findings: object.findings.map((one) => ({ ...one, kind: 'added' })) }
          : object,
      ),
    });
    await expect.poll(() => valuesOf('git'), soon).toBe('–');
    expect(await valuesOf('live')).toBe('differs (secret)');
    await say({ objects });
    await expect.poll(() => valuesOf('git'), soon).toBe('differs (secret)');
  });

  test('folds a value of 200 kB, and opens it', async () => {
    await panel.reach('ConfigMap task-agent');
    const big = panel.row('data["big.txt"]');
    await big.scrollIntoViewIfNeeded();
    expect((await big.innerText()).length).toBeLessThan(3000);
    await big.locator('.unfold').first().focus();
    await page.page.keyboard.press('Enter');
    await expect.poll(async () => (await big.innerText()).length, soon).toBeGreaterThan(10_000);
    await expect.poll(() => panel.focus(), soon).toMatch(/Show less$/);
  });

  test('shows the full YAML, unified and side by side, and the editor’s own diff', async () => {
    const section = panel.frame.locator('section.object', { hasText: 'Deployment task-agent' });
    await section.getByRole('button', { name: 'Full YAML' }).click();
    const yaml = section.locator('.yaml-body');
    await expect.poll(() => yaml.innerText(), soon).toMatch(/replicas: 3[^]*replicas: 5/);
    expect(await yaml.innerText()).toContain('unchanged lines');
    await yaml.locator('.unfold').first().focus();
    await page.page.keyboard.press('Enter');
    // Who has no mouse reads on from there.
    await expect.poll(() => panel.focus(), soon).toContain('apiVersion');
    await page.screenshot('panel-yaml');
    await section.getByRole('button', { name: 'Side by side' }).click();
    await expect.poll(() => yaml.locator('.beside').count(), soon).toBe(1);
    await page.screenshot('panel-yaml-beside');
    await section.getByRole('button', { name: 'Full YAML' }).click();
    await section.getByRole('button', { name: 'Open in diff editor' }).click();
    await page.page.locator('.tab.active').filter({ hasText: 'Git ↔ staging' }).waitFor();
    await page.page.locator('.tab').filter({ hasText: 'Drift:' }).click();
  });

  test('has nothing that axe-core minds, in four themes', async () => {
    const themes = {
      dark: 'Default Dark Modern',
      light: 'Default Light Modern',
      'hc-dark': 'Default High Contrast',
      'hc-light': 'Default High Contrast Light',
    };
    const faults: Record<string, readonly string[]> = {};
    await panel.choose(REPLICAS, 'live');
    await panel.choose(DEBUG, 'git');
    await expect.poll(() => panel.pane('commit'), soon).toContain('deployment.yaml');
    await expect.poll(() => panel.pane('cluster'), soon).toContain('restarted once');
    for (const [name, theme] of Object.entries(themes)) {
      await workbench.setWorkspaceSettings({ 'workbench.colorTheme': theme });
      const kind = panel.frame.locator(
        {
          dark: '.vscode-dark',
          light: '.vscode-light',
          'hc-dark': '.vscode-high-contrast',
          'hc-light': '.vscode-high-contrast-light',
        }[name] ?? '',
      );
      await kind.waitFor({ timeout: 30_000 });
      await panel.reach('Deployment task-agent');
      await page.screenshot(`panel-${name}`);
      faults[name] = await panel.faults();
    }
    expect(faults).toEqual({ dark: [], light: [], 'hc-dark': [], 'hc-light': [] });
    await workbench.setWorkspaceSettings({ 'workbench.colorTheme': themes.dark });
  });

  test('says so when the cluster is away, and offers neither step', async () => {
    await say({
      state: sampleState({ phase: 'stale', since: new Date().toISOString(), message: 'refused' }),
    });
    await expect.poll(() => panel.text(), soon).toContain('Seen last at');
    expect(await panel.step(/Apply/).getAttribute('aria-disabled')).toBe('true');
    await page.screenshot('panel-away');
    await say({ state: sampleState() });
  });

  test('is empty when all is in sync, with nothing to press but Refresh', async () => {
    await say({
      objects: panelObjects(10).map((object) => ({
        ...object,
        status: 'inSync',
        findings: [],
      })),
    });
    await expect.poll(() => panel.empty(), soon).toMatch(/In sync with origin\/main@a1b2c3d since/);
    const buttons = panel.frame.locator('button:visible, vscode-button:visible');
    expect(await buttons.allInnerTexts()).toEqual(['Refresh']);
    expect(await panel.faults()).toEqual([]);
    await page.screenshot('panel-empty');
  });

  test('opens with what fills a view, and has all of it at once after, which is no news', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `app-${String(at).padStart(2, '0')}`);
    const findings = [sampleFinding(REPLICAS, { git: 3, live: 5 })];
    // An answer that comes later would bring the others along.
    await say({
      blame: { 'apps/deployment.yaml': null },
      objects: names.map((name) =>
        sampleObject('apps/deployment.yaml', 'drifted', { name, findings }),
      ),
    });
    await expect
      .poll(async () => (await page.statusBarItem(STATUS))?.label, soon)
      .toContain('30 drifted');
    await page.runCommand('View: Close All Editors');
    await page.page.locator('.tab').filter({ hasText: 'Drift:' }).waitFor({ state: 'detached' });
    await show();
    await expect
      .poll(() => panel.objects(), soon)
      .toEqual(names.map((name) => `Deployment ${name}, Drifted`));
    await expect
      .poll(() => panel.frame.locator('.title-line').innerText(), soon)
      .toContain('30 objects · 30 fields');
    expect(await panel.frame.locator('.banner').isVisible()).toBe(false);
    await panel.frame.locator('.all .pick.git').click();
    await panel.step('Apply 30').waitFor();
    const button = panel.step('Apply 30');
    expect(await button.evaluate((element) => element.shadowRoot !== null)).toBe(true);
  });
});
