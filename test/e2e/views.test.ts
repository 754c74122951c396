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

const contexts = ['prod-eu', 'staging', 'admin'].map((name) => ({
  name,
  server: `https://${name}.example:6443`,
  namespace: name === 'staging' ? 'task' : 'default',
  loopback: false,
  current: name === 'staging',
}));
const cluster = {
  context: 'staging',
  server: 'https://staging.example:6443',
  version: 'v1.36.3',
  major: 1,
  minor: 36,
  loopback: false,
};
const scale = {
  manager: 'kubectl',
  class: 'hand',
  operation: 'Update',
  subresource: 'scale',
  time: '2026-11-22T14:00:00Z',
} as const;

const deployment = (over: Partial<ObjectStatus> = {}): ObjectStatus =>
  sampleObject('deployment.yaml', 'drifted', {
    name: 'task-agent',
    findings: [
      sampleFinding('spec.replicas', { git: 3, live: 5, line: 9, writer: scale }),
      sampleFinding('spec.template.spec.containers[name=agent].env[name=DEBUG]', {
        kind: 'added',
        live: { name: 'DEBUG', value: 'true' },
        writer: { ...scale, manager: 'kubectl-set' },
      }),
    ],
    ...over,
  });
const service = (status: ObjectStatus['status'], over: Partial<ObjectStatus> = {}) => {
  const object = sampleObject('service.yaml', status, { name: 'web', ...over });
  return { ...object, ref: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' } };
};
const config = sampleObject('configmap.yaml', 'inSync', { name: 'config' });
const commit = {
  kind: 'commit',
  time: '2026-11-20T10:00:00Z',
  commit: 'a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6a1b2',
  subject: 'Scale for the launch',
  message: 'Scale for the launch\n\nThree: one a zone.',
  who: { name: 'Ann Example', email: 'ann@example.com' },
} as const;

describe('the views, with a scripted engine', () => {
  let folder: string;
  let workbench: Workbench;
  let page: WorkbenchPage;
  let script: FaceScript;

  async function say(change: Partial<FaceScript>): Promise<void> {
    script = { ...script, ...change };
    await writeScript(folder, script);
  }
  const rows = () => page.treeRows('Drift');
  const words = () => page.viewWords('Drift');
  const status = async () => (await page.statusBarItem(STATUS))?.text;
  const usual = [service('missing'), deployment(), config];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dlviews-'));
    const repository = join(folder, 'shop');
    await mkdir(repository);
    const texts: Record<string, string> = {};
    for (const name of ['deployment.yaml', 'service.yaml', 'configmap.yaml']) {
      await cp(join(example, name), join(repository, name));
      texts[name] = await readFile(join(example, name), 'utf8');
    }
    script = {
      contexts,
      state: sampleState({ cluster, phase: 'stale' }),
      objects: [deployment({ status: 'unknown', reason: 'signIn', findings: [] })],
      texts,
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
    page = await openPage(workbench.urlFor('deployment.yaml'));
    await page.openContainer('Driftline');
  });

  afterAll(async () => {
    await page?.close();
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('asks for the cluster of a folder by one question, the likely answer first', async () => {
    await expect
      .poll(words, soon)
      .toContain('Choose the cluster that this folder is compared with');
    expect(await rows()).toEqual([]);
    await page.screenshot('views-unbound');
    await page.view('Drift').getByRole('button', { name: 'Choose Cluster' }).click();
    expect((await page.picks())[0]).toMatch(/^staging ?https:/);
    await page.screenshot('views-choose-cluster');
    await say({ state: sampleState({ cluster }), objects: usual });
    await page.pick('staging');
    await expect.poll(status, soon).toContain('staging / task');
  });

  test('lists what is not in sync, worst first, down to the field', async () => {
    await expect
      .poll(rows, soon)
      .toEqual([
        'Missing in the cluster 1',
        '  web Service · shop',
        'Drifted 1',
        '  task-agent Deployment · task 2 fields',
        '    replicas 3 → 5 kubectl scale',
        '    env › DEBUG added true kubectl set',
        'In sync 1',
      ]);
    const badge = page.page.locator('.activitybar .action-item:has(a[aria-label^="Driftline"])');
    await expect.poll(() => badge.locator('.badge-content').innerText(), soon).toBe('2');
    expect(await status()).toBe('staging / task ∅ 1 ≠ 1');
    await page.screenshot('views-drift-dark');
  });

  test('tells of no first drift by a notice while the view itself shows it', async () => {
    expect(await page.notifications()).toEqual([]);
  });

  test('goes to the line of a field, over what was typed since', async () => {
    await page.quickOpen('deployment.yaml');
    await page.gotoLine(1);
    await page.page.keyboard.type('# a note\n');
    await page.treeRow('Drift', 'replicas').click();
    const position = () => page.page.locator('.statusbar').innerText();
    // One key may make a line or two: what counts is the line that the cluster's value stands at.
    const replicasLine = async (): Promise<number> =>
      (await page.attachedTexts()).find(({ text }) => text.includes('live: 5'))?.line ?? 0;
    await expect.poll(replicasLine, soon).toBeGreaterThan(9);
    await expect
      .poll(async () => (await position()).includes(`Ln ${await replicasLine()}, Col 1`), soon)
      .toBe(true);
    await page.page.keyboard.press('Control+1');
    await page.page.keyboard.press('Control+Z');
    await page.page.keyboard.press('Control+Z');
  });

  test('offers on a row what can be done with it', async () => {
    const actions = async (text: string) => {
      const row = page.treeRow('Drift', text);
      await row.hover();
      const labels = row.locator('.actions .action-label');
      return labels.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    };
    expect(await actions('task-agent')).toEqual([
      'Apply from Git',
      'Capture Live to Commit…',
      expect.stringMatching(/^Show Drift/),
    ]);
    expect(await actions('replicas')).toEqual(['Apply from Git', 'Capture Live to Commit…']);
    expect(await actions('In sync')).toEqual([]);
  });

  test('copies the paths of all selected fields', async () => {
    await page.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    // A menu that a redraw closes, or a page that has lost the focus, copies nothing.
    const copied = async (): Promise<string> => {
      await page.closeMenus();
      await page.treeRow('Drift', 'replicas').click();
      await page.treeRow('Drift', 'env › DEBUG').click({ modifiers: ['Control'] });
      await page.treeRow('Drift', 'env › DEBUG').click({ button: 'right' });
      await page.page.getByRole('menuitem', { name: 'Copy Field Path' }).click();
      await page.page.waitForTimeout(1000);
      return page.page.evaluate(() => navigator.clipboard.readText());
    };
    await expect
      .poll(copied, soon)
      .toBe('spec.replicas\nspec.template.spec.containers[name=agent].env[name=DEBUG]');
  });

  test('offers of an object to copy its name', async () => {
    // A redraw closes a menu: it is opened again then.
    const entries = async (text: string): Promise<readonly string[]> => {
      await page.closeMenus();
      await page.treeRow('Drift', text).click({ button: 'right', timeout: 5000 });
      const items = page.page.locator('.monaco-menu .action-label[aria-label]');
      await items.first().waitFor({ timeout: 5000 });
      const labels = await items.allInnerTexts();
      return labels.filter((label) => label.startsWith('Copy'));
    };
    await expect.poll(() => entries('task-agent'), soon).toEqual(['Copy Object Name']);
    await expect.poll(() => entries('replicas'), soon).toEqual(['Copy Field Path']);
    await page.closeMenus();
  });

  test('groups by kind, and remembers it; filters while a person types', async () => {
    await page.runCommand('Driftline: Group By…');
    await page.pick('Kind');
    await expect
      .poll(rows, soon)
      .toEqual([
        'Service 1',
        '  web Service · shop',
        'Deployment 2',
        '  task-agent Deployment · task 2 fields',
        '    replicas 3 → 5 kubectl scale',
        '    env › DEBUG added true kubectl set',
        '  config Deployment · task',
      ]);
    await page.runCommand('Driftline: Filter…');
    await page.typeInput('replicas');
    await expect.poll(async () => (await rows())[0], soon).toBe('Deployment 1');
    expect(await words()).toContain('Only “replicas”: 1 of 3 objects.');
    await page.page.keyboard.press('Enter');
    await page.screenshot('views-filtered');
    await page.view('Drift').hover();
    await page.view('Drift').getByRole('button', { name: 'Clear Filter' }).click();
    await expect.poll(async () => (await rows())[0], soon).toBe('Service 1');
    await page.runCommand('Driftline: Group By…');
    await page.pick('Status');
    await expect.poll(async () => (await rows())[0], soon).toBe('Missing in the cluster 1');
  });

  test('puts back the filter before, where it is taken back', async () => {
    await page.runCommand('Driftline: Filter…');
    await page.typeInput('nothing of that name');
    await expect.poll(words, soon).toContain('3 objects are hidden');
    await page.page.keyboard.press('Escape');
    await expect.poll(async () => (await rows())[0], soon).toBe('Missing in the cluster 1');
  });

  test('says when all is as declared, and that it is watched', async () => {
    await say({ objects: [config] });
    await expect
      .poll(words, soon)
      .toBe('Everything that Git declares runs as declared. Watching live.');
    expect(await rows()).toEqual(['In sync 1']);
    await page.screenshot('views-in-sync');
  });

  test('says first that the cluster is away, since when, and what to do', async () => {
    const since = '2026-11-22T14:02:00Z';
    const message = 'The API server of staging refuses connections.';
    await say({
      state: sampleState({ cluster, phase: 'stale', since, message }),
      objects: [deployment({ status: 'unknown', reason: 'unreachable', since, findings: [] })],
    });
    await expect
      .poll(async () => (await rows())[0], soon)
      .toMatch(/^staging does not answer since/);
    await expect.poll(status, soon).toContain('away since');
    await page.screenshot('views-away');
  });

  test('shows what was last seen, hollow and without a count, while nobody looks', async () => {
    const since = '2026-11-22T14:02:00Z';
    await say({
      state: sampleState({ cluster, phase: 'asleep', since }),
      objects: usual.map((object) => ({ ...object, since })),
    });
    await expect.poll(status, soon).toBe('staging / task');
    await expect.poll(async () => (await rows())[0], soon).toBe('Missing in the cluster 1');
    await expect.poll(words, soon).toBe('');
    await page.screenshot('views-asleep');
  });

  test.each([
    ['signIn', 'The cluster wants you to sign in', ['Sign In', 'Switch Context']],
    ['forbidden', 'ask for a Role that allows it', ['Copy the Role', 'Switch Context']],
  ] as const)('has a welcome of its own where all is %s', async (reason, sentence, buttons) => {
    const message = 'Secrets cannot be listed.';
    await say({
      state: sampleState({ cluster, phase: reason === 'signIn' ? 'stale' : 'current', message }),
      objects: [deployment({ status: 'unknown', reason, message, findings: [] })],
    });
    await expect.poll(words, soon).toContain(sentence);
    const title = page.view('Drift').locator('.pane-header');
    await expect.poll(() => title.innerText(), soon).toContain(message);
    const shown = await page
      .view('Drift')
      .locator('.welcome-view-content .monaco-button')
      .allInnerTexts();
    expect(shown.map((text) => text.trim())).toEqual(buttons);
    await page.screenshot(`views-${reason}`);
  });

  test('has a welcome where Git declares nothing', async () => {
    await say({ state: sampleState({ cluster }), objects: [] });
    await expect.poll(words, soon).toContain('Git declares no Kubernetes manifest here yet');
    await expect.poll(status, soon).toBeUndefined();
  });

  test('lists one line a kind that may not be read, with the Role to copy', async () => {
    const message =
      'Secrets cannot be listed: secrets is forbidden: User "ann" cannot list resource "secrets" in API group "" in the namespace "task".';
    const secret = sampleObject('service.yaml', 'unknown', {
      name: 's',
      reason: 'forbidden',
      message,
    });
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace: 'task', name: 's' };
    await say({ objects: [{ ...secret, ref }, ...usual] });
    await expect
      .poll(async () => (await rows()).slice(0, 2), soon)
      .toEqual(['Can’t tell 1', '  Secret 1 may not be read in staging']);
    const row = page.treeRow('Drift', 'may not be read');
    await row.hover();
    await row.getByRole('button', { name: 'Copy Role' }).click();
    await expect
      .poll(() => page.page.evaluate(() => navigator.clipboard.readText()), soon)
      .toContain('resources: ["secrets"]');
  });

  test('has commits, acts and writes by hand in one history, and shows their diff', async () => {
    const ref = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'task',
      name: 'task-agent',
    };
    await say({
      objects: usual,
      timeline: [
        { kind: 'write', time: scale.time, writer: scale, ref, fields: ['spec.replicas'] },
        commit,
      ],
      commitFiles: {
        [commit.commit]: [
          { file: 'deployment.yaml', before: 'replicas: 2\n', after: 'replicas: 3\n' },
        ],
      },
    });
    await page.page.locator('.pane-header[aria-label^="History"]').click();
    await expect
      .poll(() => page.treeRows('History'), soon)
      .toEqual([
        expect.stringMatching(/^task-agent replicas kubectl scale · .+$/),
        expect.stringMatching(/^Scale for the launch Ann Example · .+$/),
      ]);
    // At the width that the side bar has by itself.
    const cutOff = page.view('History').locator('.monaco-icon-label-container');
    const overflow = await cutOff.evaluateAll((all) =>
      all.map((one) => one.scrollWidth - one.clientWidth),
    );
    // What, who, and the beginning of when: a letter has 6 pixels.
    for (const pixels of overflow) expect(pixels).toBeLessThan(30);
    const row = page.treeRow('History', 'Scale for the launch');
    await row.hover();
    expect(await row.locator('.actions .action-label').count()).toBe(2);
    await row.click();
    await page.page.locator('.tab.active').filter({ hasText: 'a1b2c3d' }).waitFor();
    await expect
      .poll(() => page.page.locator('.editor-instance .view-lines').allInnerTexts(), soon)
      .toEqual(
        expect.arrayContaining([expect.stringContaining('2'), expect.stringContaining('3')]),
      );
    await page.screenshot('views-history');
  });

  test('opens a menu with what can be done, and switches the namespace by it', async () => {
    await say({ namespaces: ['default', 'kube-system', 'task'] });
    await page.page.locator(`[id="${STATUS}"] a`).click();
    const picks = await page.picks();
    const wanted = [
      /^Sync…/,
      /^Show Drift ?2/,
      /^Switch Context… ?staging/,
      /^Switch Namespace… ?task/,
      /^Allow Self-Heal… ?\.driftline\.yaml has to ask for it first/,
      /^Refresh/,
      /^Show Audit Log/,
      /^Show Log/,
    ];
    expect(picks).toEqual(wanted.map((words) => expect.stringMatching(words) as unknown));
    await page.screenshot('views-menu');
    await page.pick('Switch Namespace');
    await expect
      .poll(() => page.picks(), soon)
      .toEqual([
        expect.stringMatching(/^task ?now · the context’s own/),
        expect.stringMatching(/^shop ?named in manifests/),
        'default',
        'kube-system',
      ]);
    await page.typeInput('canary');
    await page.pick('canary');
    await expect.poll(status, soon).toContain('staging / canary');
  });

  test('shows the log of acts as people read it, and as it was written', async () => {
    const { ref } = deployment();
    const who = { name: 'Ann Example', email: 'ann@example.com' };
    const place = { repository: '/shop', target: 'default', context: 'staging' };
    const objects = [{ ref, fields: ['spec.replicas'], outcome: 'done' }];
    const act = { ...place, who, objects, commit: 'a1b2c3d4e5f6', outcome: 'done' } as const;
    await say({
      acts: [
        { ...act, time: '2026-11-25T20:14:03.120Z', act: 'capture', message: 'replicas 3 → 5' },
        { ...act, time: '2026-11-25T20:15:00.000Z', act: 'apply' },
      ],
    });
    await page.runCommand('Driftline: Show Audit Log');
    const tab = (name: string) => page.page.locator('.tab.active').filter({ hasText: name });
    await tab('shop.audit.log').waitFor();
    const shown = page.page.locator('.editor-group-container.active .view-lines');
    const text = async () => (await shown.innerText()).replaceAll('\u00a0', ' ');
    await expect
      .poll(text, soon)
      .toMatch(
        /Ann Example <ann@example\.com> {2}Applied from Git[^]*Captured live to commit[^]*a1b2c3d[^]*task-agent \(task\): spec\.replicas[^]*replicas 3 → 5/,
      );
    await page.screenshot('views-audit');
    // The link is drawn anew under the pointer: a click by its place finds it, sooner or later.
    const follow = async (): Promise<number> => {
      const box = await page.page
        .locator('.detected-link, .detected-link-active')
        .first()
        .boundingBox();
      if (box === null) return tab('shop.audit.jsonl').count();
      await page.page.keyboard.down('Control');
      await page.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await page.page.keyboard.up('Control');
      await page.page.waitForTimeout(500);
      return tab('shop.audit.jsonl').count();
    };
    await expect.poll(follow, soon).toBe(1);
    await expect.poll(text, soon).toMatch(/"act":"capture"[^]*"act":"apply"/);
  });

  test('looks like production there, and has the name of a protected context typed', async () => {
    await workbench.setWorkspaceSettings({ 'driftline.protectedContexts': ['prod-*'] });
    await page.runCommand('Driftline: Switch Context…');
    expect((await page.picks())[0]).toMatch(/^staging/);
    await page.pick('prod-eu');
    await expect.poll(status, soon).toContain('prod-eu');
    // A setting goes before what was chosen, and gives it back.
    const protectedContexts = { 'driftline.protectedContexts': ['prod-*'] };
    await workbench.setWorkspaceSettings({ ...protectedContexts, 'driftline.context': 'admin' });
    await expect.poll(status, soon).toContain('admin');
    await workbench.setWorkspaceSettings(protectedContexts);
    await expect.poll(status, soon).toContain('prod-eu');
    const item = page.page.locator(`[id="${STATUS}"]`);
    await expect.poll(() => item.getAttribute('class'), soon).toContain('error-kind');
    const [change] = deployment().findings;
    if (change === undefined) throw new Error('no finding');
    const step = {
      key: 'apps/Deployment/task/task-agent',
      ref: deployment().ref,
      action: 'patch',
      wave: 0,
      rank: 0,
      changes: [change],
      left: [],
      restarts: 0,
      conflicts: [],
      notes: [],
    } as const;
    await say({
      plan: { steps: [step], notes: [] },
      report: { results: [{ step, outcome: 'done' }], cancelled: false },
    });
    const footer = () => page.page.locator('.statusbar').innerText();
    await page.runCommand('Driftline: Sync…');
    await page.pressButton('Apply 1 to prod-eu');
    await page.typeInput('prod');
    await page.page.keyboard.press('Enter');
    await page.screenshot('views-protected');
    expect(await footer()).not.toContain('Applied');
    await page.page.keyboard.press('Escape');
    await page.runCommand('Driftline: Sync…');
    await page.pressButton('Apply 1 to prod-eu');
    await page.typeInput('prod-eu');
    await page.page.keyboard.press('Enter');
    await expect.poll(footer, soon).toContain('Applied 1 object to prod-eu.');
  });

  test('looks right in light and in high contrast', async () => {
    await say({ objects: usual });
    for (const [name, theme] of [
      ['light', 'Default Light Modern'],
      ['hc', 'Default High Contrast'],
      ['hc-light', 'Default High Contrast Light'],
    ] as const) {
      await workbench.setWorkspaceSettings({ 'workbench.colorTheme': theme });
      await page.page.waitForTimeout(1500);
      await page.screenshot(`views-drift-${name}`);
    }
    await workbench.setWorkspaceSettings({});
  });

  test('takes four steps with a newcomer', async () => {
    await page.runCommand('Driftline: Get Started');
    const steps = page.page.locator('.getting-started-step .step-title');
    await expect.poll(async () => (await steps.allInnerTexts()).length, soon).toBe(4);
    await expect
      .poll(() => page.page.locator('.getting-started-media').innerHTML(), soon)
      .toMatch(/<(?:iframe|svg|img)/);
    await page.page.waitForTimeout(1500);
    await page.screenshot('views-walkthrough');
  });
});

describe('the views of two folders', () => {
  test('have a row for each, with its counts, and commands know which is meant', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dlboth-'));
    const repositories = ['shop', 'billing'].map((name) => join(folder, name));
    for (const repository of repositories) await cp(example, repository, { recursive: true });
    const file = join(folder, 'both.code-workspace');
    const folders = repositories.map((path) => ({ path }));
    await writeFile(file, JSON.stringify({ folders }));
    const script: FaceScript = {
      contexts: contexts.slice(1, 2).map((one) => ({ ...one, loopback: true })),
      state: sampleState({ cluster }),
      objects: [deployment(), config],
      texts: {},
    };
    await writeScript(folder, script);
    await buildExtension(
      join(folder, 'extension'),
      join(import.meta.dirname, 'face', 'scriptedCluster.ts'),
    );
    const workbench = await startWorkbench({
      folder: file,
      extension: { dir: join(folder, 'extension') },
      env: { DRIFTLINE_FACE: join(folder, 'face.json') },
    });
    try {
      await using page = await openPage(workbench.url);
      await page.openContainer('Driftline');
      const tops = async () => (await page.treeRows('Drift')).filter((row) => !row.startsWith(' '));
      await expect
        .poll(tops, soon)
        .toEqual(['shop staging / task ≠ 1', 'billing staging / task ≠ 1']);
      const rows = await page.treeRows('Drift');
      expect(
        rows.filter((row) => row === '    task-agent Deployment · task 2 fields'),
      ).toHaveLength(2);
      await page.view('Drift').getByText('replicas').last().click();
      const breadcrumbs = page.page.locator('.breadcrumbs-control');
      await expect.poll(() => breadcrumbs.innerText(), soon).toContain('billing');
      await page.screenshot('views-two-folders');
      // Without an editor the item speaks for the first folder, and so does all of its menu.
      await page.runCommand('View: Close All Editors');
      await page.page.locator(`[id="${STATUS}"] a`).click();
      await page.pick('Switch Namespace');
      await page.typeInput('canary');
      await page.pick('canary');
      await expect
        .poll(tops, soon)
        .toEqual(['shop staging / canary ≠ 1', 'billing staging / task ≠ 1']);
    } finally {
      await workbench.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('the views in a workspace that is not trusted', () => {
  test('say so, and show nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dluntrusted-'));
    const repository = join(folder, 'shop');
    await cp(example, repository, { recursive: true });
    // No script: whatever would be asked of an engine fails.
    await buildExtension(
      join(folder, 'extension'),
      join(import.meta.dirname, 'face', 'scriptedCluster.ts'),
    );
    const workbench = await startWorkbench({
      folder: repository,
      extension: { dir: join(folder, 'extension') },
      trustEverything: false,
    });
    try {
      await using page = await openPage(workbench.urlFor('deployment.yaml'));
      await page.openContainer('Driftline');
      await expect
        .poll(() => page.viewWords('Drift'), soon)
        .toContain('reads nothing from a cluster and runs no program until you trust');
      expect(await page.treeRows('Drift')).toEqual([]);
      await page.screenshot('views-untrusted');
    } finally {
      await workbench.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
