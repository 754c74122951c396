import type { Bench, BenchContext } from './bench.ts';
import type { Figure } from './figure.ts';
import { median } from './median.ts';
import { BenchWorkbench } from './workbench/benchWorkbench.ts';
import { fileName, large, longFile, plainFile, usual } from './workbench/manifests.ts';

type Tell = (figure: Figure) => void;

/** The editor's face in a real VS Code: what it costs the host, and how soon a person sees it. */
export const workbenchBench: Bench = {
  name: 'workbench',
  run: async (context, tell) => {
    const rounds = context.quick ? 4 : 12;
    await withWorkbench(context, usual, async (workbench) => {
      await measureBadges(workbench, rounds, tell);
      await measureChanges(workbench, rounds, tell);
      await measureTyping(workbench, context.quick ? 1 : 3, tell);
      await measurePanel(workbench, rounds, tell);
    });
    await withWorkbench(context, large, (workbench) => measureTree(workbench, tell));
  },
};

async function withWorkbench(
  context: BenchContext,
  shape: typeof usual,
  measure: (workbench: BenchWorkbench) => Promise<void>,
): Promise<void> {
  context.log(`Starting a workbench on ${shape.files * shape.documents} objects …`);
  const workbench = await BenchWorkbench.start(context.folder, shape);
  try {
    await measure(workbench);
  } finally {
    await workbench.stop();
  }
}

/** From the first line of text that the browser draws to the first badge in the gutter. */
async function measureBadges({ page }: BenchWorkbench, rounds: number, tell: Tell): Promise<void> {
  const runs: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const file = fileName(round).replace('apps/', '');
    await page.page.evaluate(watchForBadges, file);
    await page.quickOpen(file);
    runs.push(await page.page.evaluate(() => badgesSeen()));
  }
  tell({
    name: 'a file opens → its badges, 1000 objects in 200 files',
    ...ms(runs),
    target: { below: 50 },
  });
}

declare function badgesSeen(): Promise<number>;

/** Runs in the page. */
function watchForBadges(file: string): void {
  let text = Number.NaN;
  const seen = new Promise<number>((resolve) => {
    const look = (): void => {
      const editor = document.querySelector('.editor-group-container.active .editor-instance');
      const name = document.querySelector('.tab.active')?.getAttribute('data-resource-name');
      if (editor && name === file) {
        if (Number.isNaN(text) && editor.querySelector('.view-line span')) text = performance.now();
        const badge = editor.querySelector('.cgmr[class*="TextEditorDecorationType"]');
        if (badge && !Number.isNaN(text)) return resolve(performance.now() - text);
      }
      requestAnimationFrame(look);
    };
    look();
  });
  Object.assign(globalThis, { badgesSeen: () => seen });
}

async function measureChanges(workbench: BenchWorkbench, rounds: number, tell: Tell) {
  await workbench.page.quickOpen('app-000.yaml');
  await workbench.command('driftline.drift.focus');
  const runs: number[] = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await workbench.change(10 + round));
  tell({
    name: 'store change → all surfaces, host time, 1000 objects',
    ...ms(runs),
    target: { below: 30 },
  });
}

/** A file that nobody looks at costs VS Code itself something too: only what is beyond it counts. */
async function measureTyping(workbench: BenchWorkbench, rounds: number, tell: Tell) {
  const own: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    plain.push(await workbench.type(plainFile));
    own.push(await workbench.type(longFile));
  }
  tell({
    name: 'a keystroke in a manifest of 5000 lines, host time beyond plain text',
    value: Math.max(median(own) - median(plain), 0),
    unit: 'ms',
    runs: own,
    target: { below: 5 },
  });
}

async function measurePanel(workbench: BenchWorkbench, rounds: number, tell: Tell): Promise<void> {
  const { page } = workbench;
  const runs: number[] = [];
  for (let round = 0; round <= Math.min(rounds, 6); round += 1) {
    await page.quickOpen('app-005.yaml');
    const begun = performance.now();
    await workbench.command('driftline.showDrift');
    await page.webviewFrame().locator('[data-path]').first().waitFor();
    runs.push(performance.now() - begun);
    await workbench.command('workbench.action.closeActiveEditor');
  }
  tell({ name: 'the panel opens, the first time', ...ms(runs.slice(0, 1)) });
  tell({ name: 'the panel opens, later', ...ms(runs.slice(1)), target: { below: 300 } });
}

async function measureTree(workbench: BenchWorkbench, tell: Tell): Promise<void> {
  const { page } = workbench;
  const runs: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await workbench.command('workbench.view.explorer');
    await page.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    const begun = performance.now();
    await workbench.command('driftline.drift.focus');
    await page.page.locator('.pane-body .monaco-list-row').filter({ hasText: 'Drifted' }).waitFor();
    runs.push(performance.now() - begun);
  }
  tell({ name: 'the Drift view opens, 10000 objects', ...ms(runs), target: { below: 500 } });
}

function ms(runs: readonly number[]): Pick<Figure, 'value' | 'unit' | 'runs'> {
  return { value: median(runs), unit: 'ms', runs };
}
