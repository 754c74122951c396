import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { KubeconfigUser, TestCluster } from '../cluster/testCluster.ts';
import { makeDemoRepository } from '../fixtures/demoRepository.ts';
import { openPage, type OpenPageOptions } from './browser.ts';
import { buildExtension } from './buildExtension.ts';
import { startWorkbench, type Workbench, type WorkbenchOptions } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const STATUS = 'driftline.driftline.driftline.status';

/** Name in a screenshot's file, the theme's own, and the class that it gives the workbench. */
const THEMES = [
  ['light', 'Default Light Modern', 'vs'],
  ['hc', 'Default High Contrast', 'hc-black'],
  ['dark', 'Default Dark Modern', 'vs-dark'],
] as const;

/** Where the lesson is played, and by whom. */
export interface LessonPlace {
  /** One that may be hurt; the shared one unless told. Stopped in the end either way. */
  readonly cluster?: TestCluster;
  /** As whom Driftline asks the cluster; the administrator unless told. */
  readonly user?: (cluster: TestCluster) => KubeconfigUser;
}

/**
 * The lesson as `npm start` has it: its repository in a real VS Code with the real extension, its
 * objects applied in a namespace of their own on a real API server, context `staging`.
 */
export class LessonWorkbench {
  readonly folder: string;
  readonly repository: string;
  readonly cluster: TestCluster;
  readonly namespace: string;
  readonly kubeconfig: string;
  #workbench: Workbench | undefined;
  #page: WorkbenchPage | undefined;

  private constructor(parts: {
    readonly folder: string;
    readonly cluster: TestCluster;
    readonly namespace: string;
    readonly kubeconfig: string;
  }) {
    this.folder = parts.folder;
    this.repository = join(parts.folder, 'task-agent');
    this.cluster = parts.cluster;
    this.namespace = parts.namespace;
    this.kubeconfig = parts.kubeconfig;
  }

  /** @param name of the namespace's beginning. */
  static async make(name: string, place: LessonPlace = {}): Promise<LessonWorkbench> {
    const folder = await mkdtemp(join(tmpdir(), 'dllesson-'));
    const cluster = place.cluster ?? (await attachCluster());
    const namespace = await cluster.namespace(name);
    const kubeconfig = await cluster.kubeconfigFor(
      place.user?.(cluster) ?? { token: cluster.adminToken },
      { context: 'staging', namespace },
    );
    const made = new LessonWorkbench({ folder, cluster, namespace, kubeconfig });
    await makeDemoRepository(made.repository);
    await made.git('config', 'user.name', 'Dana Example');
    await made.git('config', 'user.email', 'dana@example.com');
    for (const file of ['configmap.yaml', 'deployment.yaml', 'service.yaml']) {
      await made.kubectl('apply', '-f', join(made.repository, file));
    }
    await buildExtension(join(folder, 'extension'));
    return made;
  }

  /** Starts the workbench, and opens a page on the Deployment; the one before is closed. */
  async open(
    options: Partial<WorkbenchOptions> = {},
    browser: OpenPageOptions = {},
  ): Promise<WorkbenchPage> {
    await this.close();
    this.#workbench = await startWorkbench({
      folder: this.repository,
      extension: { dir: join(this.folder, 'extension') },
      ...options,
      env: {
        KUBECONFIG: this.kubeconfig,
        DRIFTLINE_CACHE_DIR: join(this.folder, 'cache'),
        DRIFTLINE_STATE_DIR: join(this.folder, 'state'),
        ...options.env,
      },
    });
    this.#page = await openPage(this.#workbench.urlFor('deployment.yaml'), browser);
    return this.#page;
  }

  get page(): WorkbenchPage {
    if (this.#page === undefined) throw new Error('The lesson is not open');
    return this.#page;
  }

  get workbench(): Workbench {
    if (this.#workbench === undefined) throw new Error('The lesson is not open');
    return this.#workbench;
  }

  kubectl(...args: readonly string[]): Promise<string> {
    return this.cluster.kubectl(['-n', this.namespace, ...args]);
  }

  async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('git', [...args], { cwd: this.repository });
    return stdout.trimEnd();
  }

  read(file: string): Promise<string> {
    return readFile(join(this.repository, file), 'utf8');
  }

  write(file: string, text: string): Promise<void> {
    return writeFile(join(this.repository, file), text);
  }

  /** From 1; of the first line that holds the part. */
  async lineOf(file: string, part: string): Promise<number> {
    const index = (await this.read(file)).split('\n').findIndex((line) => line.includes(part));
    if (index < 0) throw new Error(`${part} is not in ${file}`);
    return index + 1;
  }

  /** The status bar item as it is read aloud. */
  async status(): Promise<string> {
    return (await this.page.statusBarItem(STATUS))?.label ?? '';
  }

  async gutter(): Promise<readonly (readonly [number | undefined, string])[]> {
    return (await this.page.gutterIcons()).map(({ line, icon }) => [line, icon] as const);
  }

  /** The lesson's four changes by hand. */
  async drift(): Promise<void> {
    await this.kubectl('scale', 'deployment/task-agent', '--replicas=5');
    await this.kubectl('set', 'env', 'deployment/task-agent', 'DEBUG=true');
    const image = 'agent=ghcr.io/driftline/task-agent:hotfix-abc123';
    await this.kubectl('set', 'image', 'deployment/task-agent', image);
    await this.kubectl('delete', 'service', 'task-agent');
  }

  /** A new version, committed and pushed, and applied by nobody. */
  async release(version: string): Promise<void> {
    const text = await this.read('deployment.yaml');
    await this.write('deployment.yaml', text.replace(/(task-agent:)v[\d.]+/, `$1${version}`));
    await this.git('commit', '-qam', `Release ${version}`);
    await this.git('push', '-q', 'origin', 'main');
  }

  /** Takes `NAME-dark.png` and the same in light and in high contrast, in one window. */
  async inThemes(name: string): Promise<void> {
    for (const [suffix, theme, kind] of THEMES) {
      await this.workbench.setWorkspaceSettings({ 'workbench.colorTheme': theme });
      await this.page.page.locator(`.monaco-workbench.${kind}`).waitFor();
      // The panel's own page and the pictures of rows follow.
      await this.page.page.waitForTimeout(400);
      await this.page.screenshot(`${name}-${suffix}`);
    }
    await this.workbench.setWorkspaceSettings({});
    await this.page.page.locator('.monaco-workbench.vs-dark').waitFor();
  }

  /** Ends the page and the workbench; the repository and the objects stay. */
  async close(): Promise<void> {
    await this.#page?.close();
    await this.#workbench?.stop();
    this.#page = undefined;
    this.#workbench = undefined;
  }

  async end(): Promise<void> {
    await this.close();
    await this.cluster.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
