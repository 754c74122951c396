import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LessonWorkbench } from './lessonWorkbench.ts';
import { PanelOnPage } from './panelPage.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };
const POD = 'spec.template.spec.containers[name=agent]';

/** A day's work in the panel: eight findings in three objects, on a real API server. */
describe('the panel on the lesson', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;
  let panel: PanelOnPage;

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('panel');
    page = await lesson.open();
    panel = new PanelOnPage(page.page);
  });

  afterAll(() => lesson?.end());

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await page.screenshot(`failed-panel-${task.id}`);
  });

  async function replicaSets(): Promise<number> {
    const names = await lesson.kubectl('get', 'replicasets', '-o', 'name');
    return names.split('\n').filter((name) => name !== '').length;
  }

  const generation = async () =>
    Number(
      await lesson.kubectl('get', 'deployment/task-agent', '-o', 'jsonpath={.metadata.generation}'),
    );
  const commits = async () => Number(await lesson.git('rev-list', '--count', 'HEAD'));
  const flags = () =>
    lesson.kubectl('get', 'configmap/task-agent', '-o', 'jsonpath={.data.feature\\.flags}');

  test('shows eight findings in three objects, with who wrote them', async () => {
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=5');
    await lesson.kubectl('set', 'env', 'deployment/task-agent', 'DEBUG=true');
    const image = 'agent=ghcr.io/driftline/task-agent:hotfix-abc123';
    await lesson.kubectl('set', 'image', 'deployment/task-agent', image);
    await lesson.kubectl('label', 'deployment/task-agent', 'team=blue');
    await lesson.kubectl('annotate', 'deployment/task-agent', 'note=<b>by hand</b>');
    await lesson.kubectl('label', 'service/task-agent', 'team=blue');
    const data = JSON.stringify({ data: { 'feature.flags': 'priorities', extra: 'yes' } });
    await lesson.kubectl('patch', 'configmap/task-agent', '--type=merge', '-p', data);
    await expect.poll(() => lesson.status(), soon).toContain('3 drifted');
    await page.runCommand('Driftline: Show Drift');
    await panel.frame.locator('header').waitFor({ timeout: 30_000 });
    await expect.poll(() => panel.rows(), soon).toHaveLength(8);
    const replicas = panel.row('spec.replicas');
    await expect.poll(() => replicas.innerText(), soon).toMatch(/kubectl scale/);
    await expect.poll(() => replicas.innerText(), soon).toMatch(/Ann Example/);
    expect(await panel.row('metadata.annotations.note').innerText()).toContain('<b>by hand</b>');
    await page.screenshot('panel-lesson');
  });

  test('commits one and applies two, each by its own step; five are left', async () => {
    const before = { commits: await commits(), sets: await replicaSets(), at: await generation() };
    await panel.choose('spec.replicas', 'live');
    await panel.choose(`${POD}.env[name=DEBUG]`, 'git');
    await panel.choose('data["feature.flags"]', 'git');
    await expect.poll(() => panel.pane('commit'), soon).toMatch(/replicas: 3.*replicas: 5/);
    await expect.poll(() => panel.pane('cluster'), soon).toContain('data › feature.flags');
    // The default branch has an upstream: a new branch comes first, and this person declines it.
    await panel.frame.getByLabel('main (current)').check();
    await page.screenshot('panel-lesson-chosen');
    await panel.step('Commit 1 to Git').click();
    await expect.poll(() => panel.results(), soon).toMatch(/[0-9a-f]{7} on main: capture/);
    expect(await commits()).toBe(before.commits + 1);
    expect(await lesson.git('show', '--format=', '--shortstat', 'HEAD')).toMatch(
      /1 file changed, 1 insertion\(\+\), 1 deletion\(-\)/,
    );
    expect(await lesson.git('log', '-1', '--format=%B')).toMatch(/Captured-From: staging/);
    // Nothing went to the cluster by the commit.
    expect(await generation()).toBe(before.at);
    await panel.frame.locator('.results vscode-button').filter({ hasText: 'Push main' }).click();
    await expect.poll(() => panel.row('spec.replicas').count(), soon).toBe(0);
    await expect
      .poll(() => panel.step('Apply 2 to staging').getAttribute('title'), soon)
      .toBeNull();
    await panel.step('Apply 2 to staging').click();
    await expect.poll(() => panel.results(), soon).toMatch(/Deployment task-agent applied/);
    expect(await panel.results()).toMatch(/ConfigMap task-agent applied/);
    await expect.poll(() => panel.rows(), soon).toHaveLength(5);
    expect(await generation()).toBe(before.at + 1);
    expect(await replicaSets()).toBeLessThanOrEqual(before.sets + 1);
    expect(await flags()).toBe('priorities,metrics');
    const live = '{.spec.replicas} {.spec.template.spec.containers[0].env[*].name}';
    expect(await lesson.kubectl('get', 'deployment/task-agent', '-o', `jsonpath=${live}`)).toBe(
      '5 LOG_LEVEL POD_NAME',
    );
    expect(await lesson.git('status', '--porcelain')).toBe('');
    await page.screenshot('panel-lesson-done');
  });

  test('tells what a server refused half-way, and keeps that choice for another try', async () => {
    await freezeConfigMaps();
    await panel.choose(`${POD}.image`, 'git');
    await panel.choose('data.extra', 'git');
    await expect
      .poll(() => panel.step('Apply 2 to staging').getAttribute('title'), soon)
      .toBeNull();
    await panel.step('Apply 2 to staging').click();
    await expect.poll(() => panel.results(), soon).toMatch(/frozen for the audit/);
    expect(await panel.results()).toMatch(/Deployment task-agent applied/);
    await page.screenshot('panel-lesson-refused');
    await expect.poll(() => panel.row(`${POD}.image`).count(), soon).toBe(0);
    expect(await panel.row('data.extra').getAttribute('data-choice')).toBe('git');
    await lesson.kubectl('delete', 'validatingadmissionpolicybinding', lesson.namespace);
    await expect.poll(() => tryToWrite(), soon).toBe(true);
    await expect
      .poll(() => panel.step('Apply 1 to staging').getAttribute('title'), soon)
      .toBeNull();
    await panel.step('Apply 1 to staging').click();
    await expect.poll(() => panel.row('data.extra').count(), soon).toBe(0);
    await expect.poll(() => panel.rows(), soon).toHaveLength(3);
  });

  test('is emptied by keys alone', async () => {
    await panel.frame.locator('header .pick.leave').focus();
    await page.page.keyboard.press('ArrowRight');
    await expect.poll(() => panel.frame.locator('li.row[data-choice="git"]').count(), soon).toBe(3);
    await expect
      .poll(() => panel.step('Apply 3 to staging').getAttribute('title'), soon)
      .toBeNull();
    await page.page.keyboard.press('Enter');
    await page.page.keyboard.press('Enter');
    await expect.poll(() => panel.empty(), soon).toMatch(/In sync with origin\/main@[0-9a-f]{7}/);
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    await page.screenshot('panel-lesson-empty');
  });

  test('comes back with the window, and follows what happens after', async () => {
    await page.page.goto(lesson.workbench.url);
    await page.waitForWorkbench();
    await expect.poll(() => panel.empty(), soon).toMatch(/In sync with/);
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=2');
    await expect.poll(() => panel.rows(), soon).toEqual(['spec.replicas']);
  });

  async function tryToWrite(): Promise<boolean> {
    const stamp = `at=${Date.now()}`;
    try {
      await lesson.kubectl('annotate', '--overwrite', 'configmap/probe', stamp);
      return true;
    } catch (error) {
      if (String(error).includes('frozen')) return false;
      throw error;
    }
  }

  /** The server still says yes to a dry run, and no to the write itself. */
  async function freezeConfigMaps(): Promise<void> {
    await lesson.kubectl('create', 'configmap', 'probe');
    const name = lesson.namespace;
    const kind = 'ValidatingAdmissionPolicy';
    const spec = {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {
            ...{ apiGroups: [''], apiVersions: ['v1'] },
            ...{ operations: ['UPDATE'], resources: ['configmaps'] },
          },
        ],
      },
      validations: [
        {
          expression: 'has(request.dryRun) && request.dryRun',
          message: 'frozen for the audit',
        },
      ],
    };
    const selector = { matchLabels: { 'kubernetes.io/metadata.name': name } };
    const binding = {
      policyName: name,
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: selector },
    };
    const apiVersion = 'admissionregistration.k8s.io/v1';
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion, kind, metadata: { name }, spec },
        { apiVersion, kind: `${kind}Binding`, metadata: { name }, spec: binding },
      ],
    };
    const file = join(lesson.folder, 'freeze.json');
    await writeFile(file, JSON.stringify(list));
    await lesson.kubectl('apply', '-f', file);
    await expect.poll(() => tryToWrite(), soon).toBe(false);
  }
});
