import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { LessonWorkbench } from './lessonWorkbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };

/** Alice may do nothing until somebody lets her: RBAC is the server's own. */
describe('a person without rights', () => {
  let lesson: LessonWorkbench;
  let page: WorkbenchPage;

  const rows = () => page.treeRows('Drift');

  beforeAll(async () => {
    lesson = await LessonWorkbench.make('rights', {
      user: ({ aliceToken }) => ({ token: aliceToken }),
    });
    page = await lesson.open();
    await page.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.openContainer('Driftline');
  });

  afterAll(() => lesson?.end());

  const clipboard = () => page.page.evaluate(() => navigator.clipboard.readText());

  /** Gives alice what the text says, which is a Role as it was copied. */
  async function grant(text: string): Promise<void> {
    const role = parse(text) as { kind: string; metadata: { name: string } };
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: role.metadata.name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: role.kind, name: role.metadata.name },
      subjects: [lesson.cluster.aliceSubject],
    };
    const file = join(lesson.folder, 'role.yaml');
    await writeFile(file, `${text}---\n${stringify(binding)}`);
    await lesson.kubectl('apply', '-f', file);
  }

  test('who may read nothing is told so, with the Role to ask for', async () => {
    await expect.poll(() => page.viewWords('Drift'), soon).toContain('You may not read');
    await expect.poll(() => lesson.status(), soon).toContain('3 can’t tell');
    expect(await rows()).toEqual([]);
    expect((await page.gutterIcons()).map(({ icon }) => icon)).toEqual(['unknown-hollow-dark.svg']);
    expect(await page.notifications()).toEqual([]);
    await page.screenshot('rights-none');
    await page.view('Drift').getByRole('button', { name: 'Copy the Role' }).click();
    await expect.poll(clipboard, soon).toContain('kind: Role');
  });

  test('the Role that was copied is the one that is needed', async () => {
    for (const resource of ['deployments', 'services']) {
      const group = resource === 'deployments' ? 'apps' : '';
      await grant(
        [
          'apiVersion: rbac.authorization.k8s.io/v1',
          'kind: Role',
          `metadata: { name: read-${resource} }`,
          'rules:',
          `  - { apiGroups: ["${group}"], resources: [${resource}], verbs: [get, list, watch] }\n`,
        ].join('\n'),
      );
    }
    await page.runCommand('Driftline: Refresh');
    await expect
      .poll(rows, soon)
      .toEqual(['Can’t tell 1', '  ConfigMap 1 may not be read in staging', 'In sync 2']);
    // A line of the view is enough: a folder is not painted by it.
    await expect.poll(() => page.explorerBadges().then(Object.values), soon).not.toContain('∅');
    await page.screenshot('rights-one-kind');
    const row = page.treeRow('Drift', 'may not be read');
    await row.hover();
    await row.getByRole('button', { name: 'Copy Role' }).click();
    // What was copied before holds it too, beside other kinds.
    await expect.poll(clipboard, soon).not.toContain('deployments');
    expect(await clipboard()).toContain('resources: ["configmaps"]');
    await grant(await clipboard());
    await page.runCommand('Driftline: Refresh');
    await expect.poll(rows, soon).toEqual(['In sync 3']);
    await expect.poll(() => lesson.status(), soon).toContain('in sync');
  });

  test('a write that is not allowed fails in the server’s own words, and changes nothing', async () => {
    await lesson.kubectl('scale', 'deployment/task-agent', '--replicas=5');
    await expect.poll(() => lesson.status(), soon).toContain('1 drifted');
    await page.runCommand('Driftline: Sync…');
    await expect
      .poll(async () => (await page.notifications()).join('\n'), soon)
      .toMatch(/cannot patch resource "deployments"/);
    await page.screenshot('rights-write');
    expect(
      await lesson.kubectl('get', 'deployment/task-agent', '-o=jsonpath={.spec.replicas}'),
    ).toBe('5');
    expect(await readFile(join(lesson.repository, 'deployment.yaml'), 'utf8')).toContain(
      'replicas: 3',
    );
  });
});
