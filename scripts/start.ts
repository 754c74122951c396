// `npm start`: VS Code in a browser, on a repository and a cluster; Ctrl+C ends all of it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { cacheFolder } from '../test/cluster/cacheFolder.ts';
import { startWorkbench } from '../test/e2e/workbench.ts';
import { makeDemoRepository, removeDemoRepository } from '../test/fixtures/demoRepository.ts';
import { claimFolder } from './demo/claimFolder.ts';
import { borrowContext, type DemoCluster, startDemoCluster } from './demo/demoCluster.ts';
import { type DemoCommands, writeDemoCommands } from './demo/demoCommands.ts';
import { openBrowser } from './demo/openBrowser.ts';
import { seedWithHistory, seedWithSync } from './demo/seedCluster.ts';
import { parseStartOptions, START_HELP, type StartOptions } from './demo/startOptions.ts';
import { FREE_HAND, foundToTry, lessonToTry } from './demo/thingsToTry.ts';
import { endWithParent } from './endWithParent.ts';
import { endStages, ROOT, runStage } from './runStage.ts';

/** What was opened, to be closed in reverse. */
const opened: (() => Promise<void>)[] = [];
let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void end(0));
}
endWithParent(() => void end(0));

try {
  const options = parseStartOptions(process.argv.slice(2));
  if (options) await start(options);
  else process.stdout.write(START_HELP);
} catch (error) {
  if (!isEnding) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await end(1);
  }
}

async function start(options: StartOptions): Promise<void> {
  if (options.repo !== undefined && !existsSync(options.repo)) {
    throw new Error(`--repo ${options.repo}: there is no such folder.`);
  }
  const isBuilt = await runStage('build', 'node', ['scripts/build.mjs']);
  if (!isBuilt) throw new Error('Driftline could not be built; the reason is above.');
  const cluster = await step('the cluster', () => openCluster(options));
  opened.push(() => cluster.stop());
  const environment = environmentFor(cluster);
  const commands = await writeDemoCommands(cluster, environment);
  const { folder, advice } = await prepare(options, cluster, commands);
  const workbench = await step('the workbench', () =>
    startWorkbench({
      folder,
      extension: { dir: ROOT },
      env: {
        ...environment,
        HOME: process.env['HOME'], // the person's Git identity and login plugins
        PATH: `${commands.folder}:${process.env['PATH'] ?? ''}`,
      },
      ...(options.port === undefined ? {} : { port: options.port }),
    }),
  );
  opened.push(() => workbench.stop());
  process.stdout.write(`
Driftline is open at  ${workbench.url}

  repository  ${folder}
  cluster     ${cluster.context}
  kubeconfig  ${cluster.kubeconfig}
  driftline   ${commands.driftline} status --repo ${folder}

${advice}
Ctrl+C ends all of it.
`);
  const isLesson = options.repo === undefined;
  if (options.isOpening)
    openBrowser(isLesson ? workbench.urlFor('deployment.yaml') : workbench.url);
  await stayUntil(workbench.ended);
  if (isEnding) return;
  throw new Error('The workbench ended by itself.');
}

function openCluster(options: StartOptions): Promise<DemoCluster> {
  return options.context === undefined ? startDemoCluster() : borrowContext(options.context);
}

/** What the extension, its terminals and the printed commands share. */
function environmentFor(cluster: DemoCluster): Record<string, string> {
  const own = { KUBECONFIG: cluster.kubeconfig };
  if (!cluster.isThrowAway) return own;
  // What is remembered of a cluster that is gone tomorrow goes with it.
  return {
    ...own,
    DRIFTLINE_STATE_DIR: join(cluster.folder, 'state'),
    KUBECACHEDIR: join(cluster.folder, 'kubectl-cache'),
    DRIFTLINE_CACHE_DIR: join(cacheFolder(), 'demo', 'driftline'),
  };
}

interface Prepared {
  readonly folder: string;
  readonly advice: string;
}

async function prepare(
  options: StartOptions,
  cluster: DemoCluster,
  commands: DemoCommands,
): Promise<Prepared> {
  const { repo } = options;
  if (repo === undefined) return prepareLesson(cluster, commands);
  if (!cluster.isThrowAway) return { folder: repo, advice: FREE_HAND };
  const isSeeded = await step('the objects of your repository', () =>
    seedWithSync(commands, cluster.kubeconfig, repo),
  );
  if (!isSeeded) process.stdout.write('  not all of them could be put on the cluster\n');
  return { folder: repo, advice: await foundToTry(commands) };
}

async function prepareLesson(cluster: DemoCluster, commands: DemoCommands): Promise<Prepared> {
  const folder = await claimFolder(join(cacheFolder(), 'demo', 'task-agent'));
  await removeDemoRepository(folder);
  const repository = await step("the lesson's repository", () => makeDemoRepository(folder));
  const advice = lessonToTry(commands);
  if (cluster.isThrowAway) {
    await step("the lesson's objects", () => seedWithHistory(commands, repository));
    return { folder, advice };
  }
  const note = `Nothing was put on ${cluster.context}: "Driftline: Sync" does it when you confirm.\n\n`;
  return { folder, advice: `${note}${advice}` };
}

async function step<T>(what: string, action: () => Promise<T>): Promise<T> {
  process.stdout.write(`\n▶ ${what}\n`);
  const started = performance.now();
  const result = await action();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`✔ ${what}: ${seconds} s\n`);
  return result;
}

/** Neither the workbench nor the cluster keeps this process alive by itself. */
async function stayUntil(ended: Promise<void>): Promise<void> {
  const timer = setInterval(() => undefined, 60_000);
  await ended;
  clearInterval(timer);
}

async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  if (opened.length > 0) process.stdout.write('\nStopping …\n');
  endStages();
  for (const close of opened.toReversed()) await close();
  process.exit(code);
}
