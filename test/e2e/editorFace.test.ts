import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding, Writer } from '../../src/core/model/finding.ts';
import type { ObjectStatus } from '../../src/core/model/objectStatus.ts';
import { sampleFinding, sampleObject, sampleState } from '../unit/ui/sampleStore.ts';
import { openPage } from './browser.ts';
import { buildExtension } from './buildExtension.ts';
import type { FaceScript } from './face/scriptedCluster.ts';
import { writeScript } from './face/writeScript.ts';
import { startWorkbench, type Workbench } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const soon = { timeout: 60_000, interval: 50 };
/** The first look waits for the workbench to start. */
const first = { timeout: 60_000, interval: 50 };
const example = join(import.meta.dirname, '..', '..', 'examples', 'task-agent');
const DEPLOYMENT = 'apps/deployment.yaml';

const contexts = [
  {
    name: 'staging',
    server: 'https://127.0.0.1:6443',
    namespace: 'task',
    loopback: true,
    current: true,
  },
];

const minutesAgo = (minutes: number): string =>
  new Date(Date.now() - minutes * 60_000 - 5_000).toISOString();

const writer = (manager: string, minutes: number, over: Partial<Writer> = {}): Writer => ({
  manager,
  class: 'hand',
  operation: 'Update',
  time: minutesAgo(minutes),
  ...over,
});

/** Everything that the editor shows of a document, with a scripted engine. */
describe('the editor, with a scripted engine', () => {
  let folder: string;
  let repository: string;
  let workbench: Workbench;
  let page: WorkbenchPage;
  let script: FaceScript;

  async function say(change: Partial<FaceScript>): Promise<void> {
    script = { ...script, ...change };
    await writeScript(folder, script);
  }

  const lineOf = (path: string, part: string): number => {
    const index = (script.texts[path] ?? '').split('\n').findIndex((line) => line.includes(part));
    if (index < 0) throw new Error(`${part} is not in ${path}`);
    return index + 1;
  };

  const at = (part: string) => ({ line: lineOf(DEPLOYMENT, part) });

  const replicas = (over: Partial<Finding> = {}) =>
    sampleFinding('spec.replicas', {
      git: 3,
      live: 5,
      writer: writer('kubectl', 2, { subresource: 'scale' }),
      ...at('replicas:'),
      ...over,
    });

  const debug = () =>
    sampleFinding('spec.template.spec.containers[name=agent].env[name=DEBUG]', {
      kind: 'added',
      live: { name: 'DEBUG', value: 'true' },
      writer: writer('kubectl-set', 0),
      ...at('fieldPath: metadata.name'),
    });

  const image = (over: Partial<Finding> = {}) =>
    sampleFinding('spec.template.spec.containers[name=agent].image', {
      git: 'ghcr.io/driftline/task-agent:v1.1.0',
      live: 'ghcr.io/driftline/task-agent:hotfix-abc123',
      writer: writer('kubectl-set', 75),
      ...at('image:'),
      ...over,
    });

  const deployment = (findings: readonly Finding[], over: Partial<ObjectStatus> = {}) =>
    sampleObject(DEPLOYMENT, 'drifted', { name: 'task-agent', findings, ...over });

  const lesson = () => [
    deployment([replicas(), image(), debug()]),
    sampleObject('apps/service.yaml', 'missing', { name: 'service' }),
    sampleObject('apps/configmap.yaml', 'inSync', { name: 'config' }),
  ];

  /** Time goes on while tests run: what was written minutes ago is "a while ago" to them. */
  const texts = async () =>
    (await page.attachedTexts()).map(({ line, text }) => [
      line,
      text.replace(/just now|\d+ min ago/, 'a while ago'),
    ]);
  const lenses = () => page.codeLenses();

  /** All that the active editor shows, its lines in no order. */
  const editorText = async (): Promise<string> => {
    const lines = page.page.locator('.editor-group-container.active .view-line');
    return (await lines.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  };

  const lineNumber = (line: number) =>
    page.page
      .locator('.editor-group-container.active .line-numbers')
      .filter({ hasText: new RegExp(`^${line}$`) });

  /** Driftline's own row of the open context menu. */
  const ourMenu = () =>
    page.page.locator('.monaco-menu .action-item').filter({ hasText: 'Driftline' });

  /** Rows of the submenu that it opens. */
  const ourEntries = () =>
    page.page.locator('.monaco-submenu .action-label[aria-label]:not(.separator)').allInnerTexts();

  const fixes = () => page.page.locator('.action-widget .monaco-list-row.action');

  /** Opens the quick fixes of a line; a hover that is still open may take the first keys. */
  async function quickFixes(line: number): Promise<readonly string[]> {
    await page.page.mouse.move(5, 5);
    await page.page.keyboard.press('Escape');
    await page.gotoLine(line);
    await page.page.keyboard.press('Control+.');
    await page.page.waitForTimeout(1000);
    return (await fixes().allInnerTexts()).map((row) => row.trim());
  }

  /** What a hover over a line's text says, with the mouse away from it before. */
  async function hover(text: string): Promise<string> {
    await page.page.mouse.move(5, 5);
    await page.page.keyboard.press('Escape');
    return page.hoverText(text);
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dledit-'));
    repository = join(folder, 'shop');
    await mkdir(join(repository, 'apps'), { recursive: true });
    const committed: Record<string, string> = {};
    for (const name of ['deployment.yaml', 'service.yaml', 'configmap.yaml']) {
      await cp(join(example, name), join(repository, 'apps', name));
      committed[`apps/${name}`] = await readFile(join(example, name), 'utf8');
    }
    await writeFile(join(repository, 'apps', 'pipeline.yaml'), 'steps:\n  - run: make\n');
    script = { contexts, state: sampleState(), objects: [], texts: committed };
    const lines = (committed[DEPLOYMENT] ?? '').split('\n').map((line) => ({
      commit: line.includes('replicas:') ? 'a1b2c3d4e5f6' : '0123456789ab',
      subject: line.includes('replicas:') ? 'Scale for the launch' : 'Release v1.1.0',
      author: 'Ann Example',
      time: minutesAgo(3 * 24 * 60),
    }));
    await say({ objects: lesson(), blame: { [DEPLOYMENT]: lines } });
    await buildExtension(
      join(folder, 'extension'),
      join(import.meta.dirname, 'face', 'scriptedCluster.ts'),
    );
    workbench = await startWorkbench({
      folder: repository,
      extension: { dir: join(folder, 'extension') },
      env: { DRIFTLINE_FACE: join(folder, 'face.json') },
    });
    page = await openPage(workbench.urlFor(DEPLOYMENT), { height: 1000 });
  });

  afterAll(async () => {
    await page?.close();
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('says behind each drifted line what the cluster has, by whom and when', async () => {
    await expect.poll(texts, first).toEqual([
      [at('replicas:').line, 'live: 5 · kubectl scale · a while ago'],
      [at('image:').line, 'live: …:hotfix-abc123 · kubectl set · 1 h ago'],
      [
        at('fieldPath: metadata.name').line,
        '+ env DEBUG=true in the cluster · kubectl set · a while ago',
      ],
    ]);
  });

  test('offers over the document what is to be done, in one line', async () => {
    await expect
      .poll(lenses, soon)
      .toEqual(['≠ Drifted: 3 fields | Show drift | Apply from Git | Capture live']);
    await page.screenshot('editor-dark');
  });

  test('tells of the first drift no more where a person says so, in no later session', async () => {
    await page.pressButton('Don’t Show Again');
    await expect.poll(() => page.notifications(), soon).toEqual([]);
    // Another session: what was said is remembered. A browser writes it down after some seconds.
    await page.page.waitForTimeout(6000);
    await page.page.reload();
    await page.waitForWorkbench();
    await expect.poll(lenses, first).toHaveLength(1);
    await page.page.waitForTimeout(2000);
    expect((await page.notifications()).join()).toBe('');
  });

  test('tells both sides of the blame in the hover, and links to what can be done', async () => {
    const words = await hover('replicas');
    expect(words).toContain('≠ spec.replicas');
    expect(words).toContain('Git 3 · live 5');
    expect(words).toMatch(
      /kubectl scale · kubectl · (just now|\d+ minutes? ago) at the latest · on \/scale/,
    );
    expect(words).toContain('Ann Example · 3 days ago · a1b2c3d Scale for the launch');
    expect(words).toContain('Apply from Git · Capture live to commit · Ignore');
    await page.screenshot('editor-hover');
  });

  test('offers quick fixes on the line', async () => {
    await expect
      .poll(() => quickFixes(at('replicas:').line), soon)
      .toEqual(
        expect.arrayContaining([
          'Apply 3 from Git',
          'Capture 5 into Git',
          'Ignore spec.replicas here',
        ]) as string[],
      );
    await page.screenshot('editor-quick-fixes');
    await page.page.keyboard.press('Escape');
  });

  test('has what can be done in the menu of the line’s number, on lines where anything can', async () => {
    const all = ['Show Drift', 'Apply from Git', 'Capture Live to Commit…', 'Ignore This Field…'];
    // An open menu stays as it was opened, whatever is told of its line afterwards.
    const entriesOf = async (line: number): Promise<readonly string[]> => {
      await page.closeMenus();
      await lineNumber(line).click({ button: 'right', timeout: 5000 });
      await ourMenu().first().click({ timeout: 5000 });
      const items = page.page.locator('.monaco-submenu .action-label[aria-label]');
      await items.first().waitFor({ timeout: 5000 });
      return ourEntries();
    };
    for (const [line, wanted] of [
      [at('replicas:').line + 1, all.slice(0, 1)],
      [1, all.slice(0, 3)],
      [at('replicas:').line, all],
    ] as const) {
      await expect.poll(() => entriesOf(line), soon).toEqual(wanted);
    }
    await page.screenshot('editor-line-menu');
    const entries = page.page.locator('.monaco-submenu .action-label');
    await entries.filter({ hasText: 'Ignore This Field' }).click();
    await page.page.locator('.tab.active.dirty').filter({ hasText: '.driftline.yaml' }).waitFor();
    await expect.poll(editorText, soon).toContain('- /spec/replicas');
    await page.runCommand('View: Revert and Close Editor');
    await page.page.locator('.tab.active[data-resource-name="deployment.yaml"]').waitFor();
    // The menu took the button's release, and VS Code shows no hover while a button is down.
    await page.page.locator('.editor-group-container.active .view-line').nth(3).click();
  });

  test('offers in menus only what a file has, and nothing on one that is no manifest', async () => {
    const explorerRow = (name: string) =>
      page.page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: name });
    for (const [name, wanted] of [
      ['deployment.yaml', ['Show Drift', 'Sync This File…', 'Capture Live to Commit…']],
      ['service.yaml', ['Show Drift', 'Sync This File…']],
      ['configmap.yaml', ['Show Drift']],
    ] as const) {
      await explorerRow(name).click({ button: 'right' });
      await ourMenu().first().click();
      await expect.poll(ourEntries, soon).toEqual(wanted);
      await page.closeMenus();
    }
    await explorerRow('pipeline.yaml').click({ button: 'right' });
    const rename = page.page.locator('.monaco-menu .action-item').filter({ hasText: 'Rename' });
    await rename.first().waitFor();
    expect(await ourMenu().count()).toBe(0);
    await page.closeMenus();
    await page.quickOpen('pipeline.yaml');
    const text = page.page.locator('.editor-group-container.active .view-line').first();
    await text.click({ button: 'right' });
    const copy = page.page.locator('.monaco-menu .action-item').filter({ hasText: 'Copy' });
    await copy.first().waitFor();
    expect(await ourMenu().count()).toBe(0);
    await page.closeMenus();
    await page.runCommand('View: Close Editor');
    await page.page.locator('.tab.active[data-resource-name="deployment.yaml"]').waitFor();
    await page.page.locator('.editor-group-container.active .view-line').nth(3).click();
  });

  test('keeps texts at their lines while a person types, and says what the edit would do', async () => {
    const line = at('replicas:').line;
    const edited = deployment([replicas({ git: 4 }), image(), debug()], { facets: ['edited'] });
    await say({ judged: { [DEPLOYMENT]: [edited] } });
    await page.gotoLine(line);
    await page.page.keyboard.press('End');
    await page.page.keyboard.press('Backspace');
    await page.page.keyboard.type('4');
    expect(await texts()).toContainEqual([line, 'live: 5 · kubectl scale · a while ago']);
    await expect.poll(texts, soon).toContainEqual([1, '✎ edited here: would change 1 field']);
    const firstIcon = async () => (await page.gutterIcons()).find(({ line }) => line === 1)?.icon;
    await expect.poll(firstIcon, soon).toBe('drifted-edited-dark.svg');
    expect(await page.brokenGutterIcons()).toEqual([]);
    await page.page.keyboard.press('Enter');
    await expect.poll(texts, soon).toContainEqual([line, 'live: 5 · kubectl scale · a while ago']);
    await page.screenshot('editor-edited');
    await page.runCommand('File: Revert File');
    await expect.poll(firstIcon, soon).toBe('drifted-dark.svg');
    await expect
      .poll(async () => (await texts()).map(([, text]) => text), soon)
      .not.toContainEqual(expect.stringContaining('edited here'));
    await say({ judged: {} });
  });

  test('goes from drift to drift, and on to the next file', async () => {
    await page.gotoLine(1);
    const status = page.page.locator('[id="status.editor.selection"]');
    for (const part of ['replicas:', 'image:', 'fieldPath: metadata.name']) {
      await page.page.keyboard.press('Alt+F11');
      await expect.poll(() => status.innerText(), soon).toContain(`Ln ${at(part).line},`);
    }
    await page.page.keyboard.press('Alt+F11');
    await page.page.locator('.tab.active[data-resource-name="service.yaml"]').waitFor();
    await expect.poll(lenses, soon).toEqual(['∅ Missing in staging | Create from Git']);
    await page.page.keyboard.press('Shift+Alt+F11');
    await page.page.locator('.tab.active[data-resource-name="deployment.yaml"]').waitFor();
    const last = at('fieldPath: metadata.name').line;
    await expect.poll(() => status.innerText(), soon).toContain(`Ln ${last},`);
  });

  test('says of what is behind which commit waits, and of Argo CD’s that it is theirs', async () => {
    const pending = image({ pending: true, live: 'ghcr.io/driftline/task-agent:v1.0.0' });
    const behind = { commit: '99aa', subject: 'Release v1.0.0', commits: 1 };
    await say({
      objects: [
        sampleObject(DEPLOYMENT, 'behind', { name: 'task-agent', findings: [pending], behind }),
      ],
    });
    await expect.poll(lenses, soon).toEqual(['↓ 1 commit behind: Release v1.1.0 | Apply from Git']);
    await expect
      .poll(texts, soon)
      .toEqual([[at('image:').line, 'live: …:v1.0.0 · behind, not applied']]);
    await page.screenshot('editor-behind');
    await say({ objects: [deployment([replicas()], { owner: 'Argo CD application shop' })] });
    await expect
      .poll(lenses, soon)
      .toEqual([
        '≠ Drifted: 1 field · managed by Argo CD application shop | Show drift | Capture live',
      ]);
  });

  test('shows hostile values as what they are', async () => {
    const evil = '<script>window.hit=1</script>\u001b[31m\u202Edrow\u200b$(zap)';
    const link = '[x](command:workbench.action.quit) `a` | <img src=x onerror=alert(1)> &#x202e;';
    await say({
      objects: [
        deployment([
          replicas({ live: evil, git: link }),
          image({ live: 'x'.repeat(200_000), git: 'שלום' }),
        ]),
      ],
    });
    await expect
      .poll(async () => (await texts()).map(([, text]) => text), soon)
      .toEqual([
        expect.stringMatching(/^live: <script>.*\\u200b\$\(zap\).* · kubectl scale/),
        expect.stringMatching(/^live: x+…x+ · kubectl set · 1 h ago$/),
      ]);
    const words = await hover('replicas');
    expect(words).toContain('<script>window.hit=1</script>\\x1b[31m\\u202edrow\\u200b$(zap)');
    expect(words).toContain('[x](command:workbench.action.quit) `a` | <img src=x');
    const links = await page.page
      .locator('.monaco-hover:not(.hidden) .monaco-hover-content a')
      .allInnerTexts();
    expect(links).toEqual(['Apply from Git', 'Capture live to commit', 'Ignore']);
    expect(await page.page.evaluate('window.hit')).toBeUndefined();
    await page.screenshot('editor-hostile');
    const long = await hover('image');
    expect(long.length).toBeLessThan(1500);
  });

  test('says of a secret only that it differs', async () => {
    const masked = sampleFinding('spec.template.metadata.annotations["pass"]', {
      masked: true,
      writer: writer('kubectl-edit', 1),
      ...at('replicas:'),
    });
    await say({ objects: [deployment([masked])] });
    await expect
      .poll(texts, soon)
      .toEqual([[at('replicas:').line, 'live differs (secret) · kubectl edit · a while ago']]);
    const words = await hover('replicas');
    expect(words).toContain('live differs from Git (secret, not shown)');
    expect(words).not.toContain('Capture');
  });

  test('says why there is no finding', async () => {
    await say({
      objects: [
        sampleObject(DEPLOYMENT, 'inSync', {
          name: 'task-agent',
          message: 'HorizontalPodAutoscaler task-agent sets spec.replicas: no finding',
          ignored: [{ ...image(), rule: '.driftline.yaml:4: /spec/template' }],
        }),
      ],
    });
    await expect.poll(texts, soon).toEqual([]);
    await expect.poll(lenses, soon).toEqual([]);
    expect(await hover('replicas')).toContain('HorizontalPodAutoscaler task-agent sets');
    expect(await hover('image')).toContain('No finding: ignored by .driftline.yaml:4');
  });

  test('writes an ignore rule to review, and nothing to disk', async () => {
    await say({ objects: [deployment([replicas()])] });
    await expect.poll(lenses, soon).toHaveLength(1);
    const ignore = 'Ignore spec.replicas here';
    await expect.poll(() => quickFixes(at('replicas:').line), soon).toContain(ignore);
    await fixes().filter({ hasText: ignore }).click();
    await page.page.locator('.tab.active.dirty').filter({ hasText: '.driftline.yaml' }).waitFor();
    await expect.poll(editorText, soon).toContain('- /spec/replicas');
    await expect(readFile(join(repository, '.driftline.yaml'))).rejects.toThrow('ENOENT');
    await page.screenshot('editor-ignore');
    await page.runCommand('View: Revert and Close Editor');
    await page.page.locator('.tab.active[data-resource-name="deployment.yaml"]').waitFor();
  });

  test('is quiet where the settings say so, and lists problems where they ask for it', async () => {
    await say({ objects: lesson() });
    await expect.poll(texts, soon).toHaveLength(3);
    await workbench.setWorkspaceSettings({
      'driftline.showLiveText': false,
      'driftline.codeLens': false,
      'driftline.problems': true,
    });
    await expect.poll(texts, soon).toEqual([]);
    await expect.poll(lenses, soon).toEqual([]);
    const squiggles = page.page.locator('.editor-group-container.active .squiggly-info');
    await expect.poll(() => squiggles.count(), soon).toBe(3);
    await workbench.setWorkspaceSettings({});
    await expect.poll(texts, soon).toHaveLength(3);
    await expect.poll(() => squiggles.count(), soon).toBe(0);
  });

  test('marks what is wrong in settings and manifests until it is mended', async () => {
    await writeFile(
      join(repository, '.driftline.yaml'),
      'ignore:\n  - kind: Job\n  - jsonPointer: /a\n',
    );
    // Its mistake becomes known while it is being edited: it is shown once the edit is undone.
    await page.quickOpen('.driftline.yaml');
    await page.gotoLine(1);
    await page.page.keyboard.type('#');
    const edited = page.page.locator('.tab.active.dirty').filter({ hasText: '.driftline.yaml' });
    await edited.waitFor();
    await page.quickOpen('deployment.yaml');
    const { problems: _, ...state } = script.state;
    const wrong = { file: '.driftline.yaml', line: 3, severity: 'error' } as const;
    const twice = { file: DEPLOYMENT, ...at('replicas:'), severity: 'warning' } as const;
    await say({
      state: {
        ...state,
        problems: [
          { ...wrong, message: '"jsonPointer" is not known here' },
          { ...twice, message: 'the key "replicas" is there twice' },
          { file: DEPLOYMENT, line: 1, severity: 'notice', message: 'not committed yet' },
        ],
      },
    });
    const squiggles = (severity: string) =>
      page.page.locator(`.editor-group-container.active .squiggly-${severity}`);
    await expect.poll(() => squiggles('warning').count(), soon).toBe(1);
    expect(await squiggles('info').count()).toBe(0);
    await page.quickOpen('.driftline.yaml');
    expect(await squiggles('error').count()).toBe(0);
    await page.gotoLine(1);
    await page.page.keyboard.press('Control+Z');
    await edited.waitFor({ state: 'detached' });
    await expect.poll(() => squiggles('error').count(), soon).toBe(1);
    await page.runCommand('Problems: Focus on Problems View');
    const listed = page.page.locator('.markers-panel');
    await expect
      .poll(() => listed.innerText(), soon)
      .toMatch(/is not known here[^]*Driftline[^]*3[^]*there twice/);
    await page.screenshot('editor-problems');
    await page.runCommand('View: Hide Panel');
    await say({ state: { ...state, problems: [] } });
    await expect.poll(() => squiggles('error').count(), soon).toBe(0);
    await page.quickOpen('deployment.yaml');
    await expect.poll(() => squiggles('warning').count(), soon).toBe(0);
  });

  test.each([
    ['light', 'Default Light Modern'],
    ['high-contrast', 'Default High Contrast'],
    ['high-contrast-light', 'Default High Contrast Light'],
  ])('looks right in %s', async (name, theme) => {
    await workbench.setWorkspaceSettings({ 'workbench.colorTheme': theme });
    await page.page.waitForTimeout(1500);
    await expect.poll(texts, soon).toHaveLength(3);
    await hover('replicas');
    await page.screenshot(`editor-${name}`);
  });

  test('leaves nothing and throws nothing when files close, go and come back', async () => {
    await workbench.setWorkspaceSettings({});
    const path = join(repository, DEPLOYMENT);
    const text = await readFile(path, 'utf8');
    await rm(path);
    await page.page.waitForTimeout(500);
    await say({ objects: [deployment([replicas()])] });
    await writeFile(path, text);
    await expect.poll(texts, soon).toHaveLength(1);
    await page.runCommand('View: Close All Editors');
    await say({ objects: lesson() });
    await page.quickOpen('deployment.yaml');
    await page.runCommand('Driftline: Show Log');
    await page.page.locator('.output-view .view-line').first().waitFor();
    expect(await page.outputText()).not.toMatch(/could not be (drawn|read|listed)/);
  });
});
