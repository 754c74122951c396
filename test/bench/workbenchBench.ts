import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchContext } from './bench.ts';
import type { Figure } from './figure.ts';
import { median } from './median.ts';
import { BenchWorkbench } from './workbench/benchWorkbench.ts';
import { fileName, large, longFile, markedName, plainFile, usual } from './workbench/manifests.ts';
import { longestTask, watchForPanel } from './workbench/panelWatch.ts';

/** What opening a file sets off has ended by then. */
const SETTLE_MS = 500;

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
      await measureLarge(workbench, Math.min(rounds, 6), tell);
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

/**
 * From the first line of text that the browser draws to the first badge in the gutter; beside it,
 * by turns, the same for a trivial extension's mark.
 */
async function measureBadges(workbench: BenchWorkbench, rounds: number, tell: Tell): Promise<void> {
  const own: number[] = [];
  const plain: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    plain.push(await untilBadge(workbench, markedName(round)));
    own.push(await untilBadge(workbench, fileName(round)));
  }
  tell({
    name: 'a file opens → its badges, 1000 objects in 200 files',
    ...ms(own),
    target: { below: 50 },
  });
  tellFloor('a file opens → the mark of an extension that does nothing else', own, plain, tell);
}

async function untilBadge({ page }: BenchWorkbench, path: string): Promise<number> {
  const file = path.replace(/^.*\//, '');
  await page.page.evaluate(watchForBadges, file);
  await page.quickOpen(file);
  return page.page.evaluate(() => badgesSeen());
}

/** What VS Code itself takes under the same load, and how much of the whole is ours. */
function tellFloor(
  name: string,
  own: readonly number[],
  floor: readonly number[],
  tell: Tell,
): void {
  const beyond = own.map((value, round) => value - (floor[round] ?? Number.NaN));
  tell({ name: `  ${name}`, ...ms(floor) });
  tell({ name: '  what is beyond that, by pairs', ...ms(beyond) });
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

/** The panel with all drift, and by turns an empty one; the first of each warms VS Code up. */
async function measurePanel(workbench: BenchWorkbench, rounds: number, tell: Tell): Promise<void> {
  const first = await untilPanel(workbench, 'drift');
  await untilPanel(workbench, 'empty');
  const own: number[] = [];
  const empty: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await untilPanel(workbench, 'empty'));
    own.push(await untilPanel(workbench, 'drift'));
  }
  tell({ name: 'the panel opens, the first time', ...ms([first]) });
  tell({ name: 'the panel opens on 240 objects, later', ...ms(own), target: { below: 300 } });
  tellFloor('an empty panel opens', own, empty, tell);
}

/** From when the host is told to open it to its first row in the browser. */
async function untilPanel(workbench: BenchWorkbench, which: 'drift' | 'empty'): Promise<number> {
  const { page } = workbench;
  await page.quickOpen('app-005.yaml');
  await sleep(SETTLE_MS);
  const seen = await watchForPanel(page.page);
  const begun = await workbench.panel(which);
  const time = (await seen()) - begun;
  await workbench.command('workbench.action.closeActiveEditor');
  return time;
}

/** How long the page rests at most while a person looks at an object of 1 MB. */
async function measureLarge(workbench: BenchWorkbench, rounds: number, tell: Tell): Promise<void> {
  const { page } = workbench;
  const empty: number[] = [];
  const opened: number[] = [];
  const unified: number[] = [];
  const beside: number[] = [];
  const scrolled: number[] = [];
  const frame = page.webviewFrame();
  const longest = (act: () => Promise<unknown>) => longestTask(page.page, act);
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await longest(() => untilPanel(workbench, 'empty')));
    await page.quickOpen('app-005.yaml');
    const seen = await watchForPanel(page.page);
    opened.push(
      await longest(async () => {
        await workbench.panel('large');
        await seen();
        await frame.locator('li.row .line').first().waitFor();
      }),
    );
    unified.push(
      await longest(async () => {
        await frame.getByRole('button', { name: 'Full YAML' }).click();
        await frame.locator('.yaml-body .line').first().waitFor();
      }),
    );
    beside.push(
      await longest(async () => {
        await frame.getByRole('button', { name: 'Side by side' }).click();
        await frame.locator('.beside .line').first().waitFor();
      }),
    );
    await frame.locator('.yaml-body .unfold').first().click();
    scrolled.push(await longest(() => scrollDown(workbench)));
    await frame.getByRole('button', { name: 'Unified' }).click();
    await frame.getByRole('button', { name: 'Full YAML' }).click();
    await workbench.command('workbench.action.closeActiveEditor');
  }
  const large = 'a ConfigMap of 1 MB, longest task of the page';
  tell({ name: `${large}: panel opens`, ...ms(opened) });
  tell({ name: '  an empty panel opens', ...ms(empty) });
  tell({ name: `${large}: its full YAML`, ...ms(unified) });
  tell({ name: `${large}: side by side`, ...ms(beside) });
  tell({ name: `${large}: unfolded, scrolled`, ...ms(scrolled) });
}

async function scrollDown({ page }: BenchWorkbench): Promise<void> {
  const { mouse } = page.page;
  await mouse.move(800, 450);
  for (let turn = 0; turn < 20; turn += 1) {
    await mouse.wheel(0, 600);
    await sleep(30);
  }
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
