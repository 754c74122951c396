// `npm run bench`: how fast Driftline is, beside kubectl on the same cluster in the same run.
import { mkdir, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { endWithParent } from '../../scripts/endWithParent.ts';
import { activationBench } from './activationBench.ts';
import { captureBench } from './captureBench.ts';
import { planBench } from './planBench.ts';
import { syncBench } from './syncBench.ts';
import { BenchRun } from './benchRun.ts';
import { parseBenchOptions } from './benchOptions.ts';
import { isMet, type Figure } from './figure.ts';
import { formatTable } from './formatTable.ts';
import { largeBench } from './largeBench.ts';
import { liveBench } from './liveBench.ts';
import { scanBench } from './scanBench.ts';
import { statusBench } from './statusBench.ts';
import { workbenchBench } from './workbenchBench.ts';

const benches = [
  statusBench,
  liveBench,
  activationBench,
  planBench,
  syncBench,
  largeBench,
  scanBench,
  captureBench,
  workbenchBench,
];
const results = join(import.meta.dirname, 'results');

const options = parseBenchOptions(
  process.argv.slice(2),
  benches.map(({ name }) => name),
);
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const run = await BenchRun.start(options.quick, log);
let ending: Promise<void> | undefined;
const end = (): Promise<void> => (ending ??= run.end());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
endWithParent(stop);

const figures: Figure[] = [];
try {
  for (const bench of benches) {
    if (options.only.length > 0 && !options.only.includes(bench.name)) continue;
    log(`— ${bench.name}`);
    await bench.run(run, (figure) => {
      figures.push(figure);
      log(formatTable([figure]).split('\n')[1] ?? '');
    });
  }
  process.stdout.write(`\n${formatTable(figures)}\n`);
  await writeResults();
} finally {
  await end();
}
if (figures.some((figure) => isMet(figure) === false)) process.exitCode = 1;

async function writeResults(): Promise<void> {
  const time = new Date().toISOString();
  const [cpu] = cpus();
  const machine = {
    platform: `${platform()} ${arch()}`,
    cpu: cpu?.model,
    cores: cpus().length,
    memory: totalmem(),
    node: process.version,
  };
  const told = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  await mkdir(results, { recursive: true });
  const file = join(results, `${time.replace(/[:.]/g, '-')}.json`);
  const text = JSON.stringify({ time, quick: options.quick, machine, figures: told }, undefined, 2);
  await writeFile(file, `${text}\n`);
  process.stdout.write(`\nWritten to ${file}\n`);
}

function stop(): void {
  void end().finally(() => process.exit(1));
}
