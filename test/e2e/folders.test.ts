import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LessonWorkbench } from './lessonWorkbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };
const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\ndata:\n  flag: "on"\n';

/** Several folders in one window, each with a cluster, a namespace and a loop of its own. */
describe('a workspace of two repositories', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;
  let other: string;
  let otherNamespace: string;
  let workspaceFile: string;

  const writeWorkspace = (folders: readonly string[]) =>
    writeFile(
      workspaceFile,
      JSON.stringify({ folders: folders.map((path) => ({ path })), settings: {} }),
    );

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('folders');
    other = join(lesson.folder, 'other');
    otherNamespace = await lesson.cluster.namespace('other');
    await mkdir(join(other, '.vscode'), { recursive: true });
    await writeFile(join(other, 'flags.yaml'), MAP);
    await writeFile(
      join(other, '.vscode', 'settings.json'),
      JSON.stringify({ 'driftline.namespace': otherNamespace }),
    );
    const git = (...args: string[]) => lesson.git('-C', other, ...args);
    await lesson.git('init', '-q', '-b', 'main', other);
    await git('config', 'user.name', 'Dana Example');
    await git('config', 'user.email', 'dana@example.com');
    await git('add', '.');
    await git('commit', '-qm', 'Add the map');
    await lesson.cluster.kubectl(['-n', otherNamespace, 'apply', '-f', join(other, 'flags.yaml')]);
    workspaceFile = join(lesson.folder, 'both.code-workspace');
    await writeWorkspace([lesson.repository, other]);
    page = await lesson.open({ folder: workspaceFile });
  });

  afterAll(() => lesson?.end());

  test('compares each with its own namespace', async () => {
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    await lesson.cluster.kubectl([
      ...['-n', otherNamespace, 'patch', 'configmap/other', '-p', '{"data":{"flag":"off"}}'],
    ]);
    await page.quickOpen('flags.yaml');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await expect
      .poll(async () => (await page.gutterIcons()).map(({ icon }) => icon), soon)
      .toEqual(['drifted-dark.svg', 'drifted-changed-dark.svg']);
    await page.quickOpen('deployment.yaml');
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    await page.screenshot('two-folders');
  });

  test('writes to the folder of the active editor alone', async () => {
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=5');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await page.quickOpen('flags.yaml');
    await page.runCommand('Driftline: Sync…');
    expect(await page.dialog()).toContain(otherNamespace);
    await page.pressButton(/^Apply 1/);
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    const flag = await lesson.cluster.kubectl([
      ...['-n', otherNamespace, 'get', 'configmap/other', '-o=jsonpath={.data.flag}'],
    ]);
    expect(flag).toBe('on');
    expect(
      await lesson.kubectl('get', 'deployment/task-agent', '-o=jsonpath={.spec.replicas}'),
    ).toBe('5');
  });

  test('lets go of a folder that is taken out, and takes in one that comes', async () => {
    await writeWorkspace([lesson.repository]);
    await expect
      .poll(async () => Object.keys(await page.explorerBadges()), soon)
      .not.toContain('other');
    await page.quickOpen('deployment.yaml');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await writeWorkspace([lesson.repository, other]);
    await page.quickOpen('flags.yaml');
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
    expect(JSON.parse(await readFile(workspaceFile, 'utf8'))).toHaveProperty('folders.length', 2);
  });
});
