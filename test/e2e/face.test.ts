import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStatus } from '../../src/core/model/objectStatus.ts';
import { sampleFinding, sampleObject, sampleState } from '../unit/ui/sampleStore.ts';
import { openPage } from './browser.ts';
import { buildExtension } from './buildExtension.ts';
import type { FaceScript } from './face/scriptedCluster.ts';
import { writeScript } from './face/writeScript.ts';
import { startWorkbench, type Workbench } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };
const example = join(import.meta.dirname, '..', '..', 'examples', 'task-agent');
const STATUS = 'driftline.driftline.driftline.status';

const contexts = [
  {
    name: 'staging',
    server: 'https://127.0.0.1:6443',
    namespace: 'task',
    loopback: true,
    current: true,
  },
];

describe('the face, with a scripted engine', () => {
  let folder: string;
  let workbench: Workbench;
  let page: WorkbenchPage;
  let script: FaceScript;

  /** Changes what the engine says, as an engine would: at any moment. */
  async function say(change: Partial<FaceScript>): Promise<void> {
    script = { ...script, ...change };
    await writeScript(folder, script);
  }

  const text = (path: string): string => {
    const found = script.texts[path];
    if (found === undefined) throw new Error(`${path} is not in the script`);
    return found;
  };

  const lineOf = (path: string, part: string): number => {
    const index = text(path)
      .split('\n')
      .findIndex((line) => line.includes(part));
    if (index < 0) throw new Error(`${part} is not in ${path}`);
    return index + 1;
  };

  function driftedDeployment(over: Partial<ObjectStatus> = {}): ObjectStatus {
    const at = (part: string) => ({ line: lineOf('apps/deployment.yaml', part) });
    return sampleObject('apps/deployment.yaml', 'drifted', {
      name: 'task-agent',
      findings: [
        sampleFinding('spec.replicas', { git: 3, live: 5, ...at('replicas:') }),
        sampleFinding('spec.strategy.rollingUpdate.maxSurge', {
          ...at('maxSurge'),
          git: 1,
          live: 2,
          pending: true,
        }),
        sampleFinding('spec.template.spec.containers[name=agent].env[name=DEBUG]', {
          kind: 'added',
          live: { name: 'DEBUG', value: 'true' },
          ...at('fieldPath: metadata.name'),
        }),
        sampleFinding('spec.template.spec.securityContext.runAsNonRoot', {
          kind: 'absent',
          git: true,
          ...at('runAsNonRoot'),
        }),
        sampleFinding('spec.template.spec.containers[name=agent].resources.limits.cpu', {
          kind: 'stale',
          live: '1',
          ...at('memory: 256Mi'),
        }),
      ],
      ...over,
    });
  }

  const inSync = (path: string, name: string) => sampleObject(path, 'inSync', { name });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dlface-'));
    const repository = join(folder, 'shop');
    await mkdir(join(repository, 'apps'), { recursive: true });
    const texts: Record<string, string> = {};
    for (const name of ['deployment.yaml', 'service.yaml', 'configmap.yaml']) {
      await cp(join(example, name), join(repository, 'apps', name));
      texts[`apps/${name}`] = await readFile(join(example, name), 'utf8');
    }
    const all = Object.values(texts).join('---\n');
    await writeFile(join(repository, 'all.yaml'), all);
    texts['all.yaml'] = all;
    script = { contexts, state: sampleState(), objects: [], texts };
    await say({
      objects: [
        driftedDeployment(),
        sampleObject('apps/service.yaml', 'missing', { name: 'service' }),
        inSync('apps/configmap.yaml', 'config'),
      ],
    });
    await buildExtension(
      join(folder, 'extension'),
      join(import.meta.dirname, 'face', 'scriptedCluster.ts'),
    );
    workbench = await startWorkbench({
      folder: repository,
      extension: { dir: join(folder, 'extension') },
      env: { DRIFTLINE_FACE: join(folder, 'face.json') },
    });
    page = await openPage(workbench.urlFor('apps/deployment.yaml'), { height: 1000 });
  });

  afterAll(async () => {
    await page?.close();
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** How much one undo takes back is the editor's own affair: until the file is as it was. */
  async function undoAll(): Promise<void> {
    const undone = async () => {
      await page.page.keyboard.press('Control+Z');
      await page.page.waitForTimeout(200);
      return page.page.locator('.tab.active.dirty').count();
    };
    await expect.poll(undone, soon).toBe(0);
  }

  const gutter = async () => (await page.gutterIcons()).map(({ line, icon }) => [line, icon]);

  test('marks each line by what is wrong with it', async () => {
    const line = (part: string) => lineOf('apps/deployment.yaml', part);
    await expect.poll(gutter, soon).toEqual(
      [
        [1, 'drifted-dark.svg'],
        [line('replicas:'), 'drifted-changed-dark.svg'],
        [line('maxSurge'), 'behind-changed-dark.svg'],
        [line('runAsNonRoot'), 'drifted-absent-dark.svg'],
        [line('fieldPath: metadata.name'), 'drifted-added-dark.svg'],
      ].concat(
        line('memory: 256Mi') <= 40 ? [[line('memory: 256Mi'), 'drifted-stale-dark.svg']] : [],
      ),
    );
    expect(await page.brokenGutterIcons()).toEqual([]);
  });

  test('badges files, and folders by the worst below them', async () => {
    await expect
      .poll(() => page.explorerBadges(), soon)
      .toMatchObject({
        apps: '∅',
        'deployment.yaml': '≠',
        'service.yaml': '∅',
        'configmap.yaml': '✓',
      });
    expect(await page.explorerLabel('deployment.yaml')).toContain(
      'Deployment task-agent drifted in 4 fields',
    );
  });

  test('counts in the status bar, and tells of the first drift once', async () => {
    await expect
      .poll(async () => (await page.statusBarItem(STATUS))?.label, soon)
      .toContain('1 missing in the cluster, 1 drifted');
    expect(await page.notifications()).toEqual(['1 object has drifted away from Git in staging.']);
    await page.screenshot('face-dark');
    await page.pressButton('Show Drift');
    await page.page.locator('.tab.active').filter({ hasText: 'Drift: All drift' }).waitFor();
    expect(await page.notifications()).toEqual([]);
    await page.runCommand('View: Close Editor');
    await page.page.locator('.tab.active[data-resource-name="deployment.yaml"]').waitFor();
  });

  test('keeps every mark where it was when nothing but the time changed', async () => {
    const before = await page.page.evaluate(() => {
      const icons = [...document.querySelectorAll('.glyph-margin-widgets .cgmr')];
      for (const icon of icons) icon.setAttribute('data-seen', 'yes');
      return icons.length;
    });
    await say({ state: { ...script.state } });
    await page.page.waitForTimeout(500);
    const after = await page.page.locator('.glyph-margin-widgets .cgmr[data-seen]').count();
    expect(after).toBe(before);
  });

  test('lets marks move with the text while a person types, until the next verdict', async () => {
    const replicas = lineOf('apps/deployment.yaml', 'replicas:');
    await page.gotoLine(1);
    await page.page.keyboard.type('# a note\n');
    await expect.poll(gutter, soon).toContainEqual([replicas + 1, 'drifted-changed-dark.svg']);
    const [replicasFinding] = driftedDeployment().findings;
    if (!replicasFinding) throw new Error('no finding');
    await say({ objects: [driftedDeployment({ findings: [replicasFinding] })] });
    await expect.poll(gutter, soon).toEqual([
      [2, 'drifted-dark.svg'],
      [replicas + 1, 'drifted-changed-dark.svg'],
    ]);
    await undoAll();
    await expect.poll(gutter, soon).toEqual([
      [1, 'drifted-dark.svg'],
      [replicas, 'drifted-changed-dark.svg'],
    ]);
  });

  test('turns to hollow forms when the cluster is away, and back', async () => {
    const since = '2026-11-22T14:02:00Z';
    const away = 'The API server of staging refuses connections. Driftline tries again by itself.';
    await say({
      objects: [driftedDeployment({ since })],
      state: sampleState({ phase: 'stale', since, message: away }),
    });
    await expect.poll(gutter, soon).toContainEqual([1, 'drifted-hollow-dark.svg']);
    await expect
      .poll(async () => (await page.statusBarItem(STATUS))?.text, soon)
      .toContain('away since');
    await expect
      .poll(() => page.explorerBadges(), soon)
      .toMatchObject({ apps: '≠', 'deployment.yaml': '≠' });
    await page.screenshot('face-stale');
    await say({ objects: [driftedDeployment()], state: sampleState() });
    await expect.poll(gutter, soon).toContainEqual([1, 'drifted-dark.svg']);
  });

  test('shows every status on its document, and marks of many documents in one file', async () => {
    const starts = [
      1,
      lineOf('all.yaml', 'kind: Service') - 1,
      lineOf('all.yaml', 'ConfigMap') - 1,
    ];
    const [one, two, three] = starts.sort((a, b) => a - b);
    await say({
      objects: [
        sampleObject('all.yaml', 'behind', { name: 'one', line: one ?? 1 }),
        sampleObject('all.yaml', 'invalid', { name: 'two', line: two ?? 1 }),
        sampleObject('all.yaml', 'unknown', { name: 'three', line: three ?? 1 }),
      ],
    });
    await page.quickOpen('all.yaml');
    await expect.poll(gutter, soon).toContainEqual([1, 'behind-dark.svg']);
    await page.screenshot('face-statuses');
    await page.gotoLine(three ?? 1);
    await expect.poll(gutter, soon).toContainEqual([three, 'unknown-dark.svg']);
  });

  test('shows a ring in the active editor only, and obeys the setting', async () => {
    await say({ objects: [inSync('apps/configmap.yaml', 'config')] });
    await page.quickOpen('configmap.yaml');
    await expect.poll(gutter, soon).toEqual([[1, 'inSync-dark.svg']]);
    await expect.poll(() => page.explorerBadges(), soon).toMatchObject({ 'configmap.yaml': '✓' });
    await workbench.setWorkspaceSettings({ 'driftline.showInSync': 'none' });
    await expect.poll(gutter, soon).toEqual([]);
    await expect.poll(async () => (await page.explorerBadges())['configmap.yaml'], soon).toBe('');
    await workbench.setWorkspaceSettings({});
    await expect.poll(gutter, soon).toEqual([[1, 'inSync-dark.svg']]);
  });

  test('asks before a sync with cluster, namespace and changes, and writes nothing on cancel', async () => {
    const [replicas] = driftedDeployment().findings;
    if (!replicas) throw new Error('no finding');
    const step = {
      key: 'k',
      ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'task', name: 'task-agent' },
      action: 'patch',
      wave: 0,
      rank: 0,
      changes: [replicas],
      left: [],
      restarts: 0,
      conflicts: [],
      notes: [],
    } as const;
    await say({
      objects: [driftedDeployment()],
      plan: { steps: [step], notes: [] },
      report: { results: [{ step, outcome: 'done' }], cancelled: false },
    });
    await page.runCommand('Driftline: Sync…');
    const question = await page.dialog();
    expect(question).toContain('Apply 1 object from origin/main@a1b2c3d to staging / task?');
    expect(question).toContain('Deployment task-agent change spec.replicas 5 → 3');
    await page.screenshot('face-sync-question');
    await page.pressButton('Cancel');
    expect(await page.page.locator('.statusbar').innerText()).not.toContain('Applied');
    await page.runCommand('Driftline: Sync…');
    await page.pressButton('Apply 1 to staging');
    await expect
      .poll(() => page.page.locator('.statusbar').innerText(), soon)
      .toContain('Applied 1 object to staging.');
  });

  test('looks right in a light theme', async () => {
    await workbench.setWorkspaceSettings({ 'workbench.colorTheme': 'Default Light Modern' });
    await say({
      objects: [
        driftedDeployment(),
        sampleObject('apps/service.yaml', 'missing', { name: 'service' }),
        inSync('apps/configmap.yaml', 'config'),
      ],
    });
    await page.quickOpen('deployment.yaml');
    await expect.poll(gutter, soon).toContainEqual([1, 'drifted-light.svg']);
    await page.page.waitForTimeout(500);
    await page.screenshot('face-light');
  });
});
