import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePorts } from '../../cluster/freePorts.ts';
import { openPage } from '../../e2e/browser.ts';
import { buildExtension } from '../../e2e/buildExtension.ts';
import { startWorkbench, type Workbench } from '../../e2e/workbench.ts';
import type { WorkbenchPage } from '../../e2e/workbenchPage.ts';
import { fileName, longFile, markedName, plainFile, textOf, type FleetShape } from './manifests.ts';

const MARKED_FILES = 20;

/** A real VS Code on a workspace of that many objects, whose host does and times what it is told. */
export class BenchWorkbench {
  readonly page: WorkbenchPage;
  readonly #workbench: Workbench;
  readonly #port: number;

  private constructor(workbench: Workbench, page: WorkbenchPage, port: number) {
    this.#workbench = workbench;
    this.page = page;
    this.#port = port;
  }

  /** @param folder of the run, for the repository and the build. */
  static async start(folder: string, shape: FleetShape): Promise<BenchWorkbench> {
    const home = join(folder, `workbench-${shape.documents}`);
    const repository = join(home, 'fleet');
    const files = Array.from({ length: shape.files }, (_, at) => fileName(at));
    const marked = Array.from({ length: MARKED_FILES }, (_, at) => markedName(at));
    for (const file of [...files, ...marked, longFile, plainFile]) {
      await mkdir(dirname(join(repository, file)), { recursive: true });
      await writeFile(join(repository, file), textOf(file, shape));
    }
    const extension = join(home, 'extension');
    await buildExtension(extension, join(import.meta.dirname, 'measuredCluster.ts'));
    const [port = 0] = await freePorts(1);
    const workbench = await startWorkbench({
      folder: repository,
      extension: { dir: extension },
      env: { DRIFTLINE_BENCH_SHAPE: JSON.stringify(shape), DRIFTLINE_BENCH_PORT: String(port) },
      settings: { 'driftline.notifyFirstDrift': false },
    });
    const page = await openPage(workbench.urlFor(fileName(0)));
    await page.page.locator('.cgmr[class*="TextEditorDecorationType"]').first().waitFor();
    return new BenchWorkbench(workbench, page, port);
  }

  /** Milliseconds that the host was at work to redraw after one object changed. */
  change(live: number): Promise<number> {
    return this.#ask(`change/${live}`);
  }

  /** Milliseconds that the host was at work for each keystroke in the file. */
  type(file: string): Promise<number> {
    return this.#ask(`type/${encodeURIComponent(file)}`);
  }

  /** Opens a panel; when the host was told to, by the machine's clock in milliseconds. */
  panel(which: 'drift' | 'empty' | 'large'): Promise<number> {
    return this.#ask(`panel/${which}`);
  }

  /** Runs a command in the host, as a button does. */
  async command(id: string): Promise<void> {
    await this.#ask(`command/${encodeURIComponent(id)}`);
  }

  async stop(): Promise<void> {
    await this.page.close();
    await this.#workbench.stop();
  }

  async #ask(path: string): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/${path}`);
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text === '' ? Number.NaN : (JSON.parse(text) as number);
  }
}
