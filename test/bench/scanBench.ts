import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import type { Bench, BenchContext } from './bench.ts';
import { makeFleet } from './fleet.ts';
import { median } from './median.ts';
import type { ScanReport } from './probes/scanProbe.ts';
import { probeFile } from './runProbe.ts';
import { runProcess } from './runProcess.ts';

/** A large repository: most files are code, a fifth YAML, a tenth of that manifests. */
export const scanBench: Bench = {
  name: 'scan',
  run: async (context, tell) => {
    const files = context.quick ? 10_000 : 100_000;
    context.log(`Making a repository of ${files} files …`);
    const repository = join(context.folder, 'monorepo');
    await makeMonorepo(repository, files);
    const first: number[] = [];
    const second: number[] = [];
    for (let round = 0; round < (context.quick ? 1 : 3); round += 1) {
      const cache = join(context.folder, `scan-${round}`);
      first.push(await scan(context, repository, cache, files / 50));
      for (let run = 0; run < 3; run += 1) {
        second.push(await scan(context, repository, cache, files / 50));
      }
      await rm(cache, { recursive: true, force: true });
    }
    const size = `${files} files, ${files / 5} YAML, ${files / 50} manifests`;
    tell({
      name: `first scan, ${size}`,
      value: median(first),
      unit: 'ms',
      target: { below: 15_000 },
      runs: first,
    });
    tell({
      name: 'second scan',
      value: median(second),
      unit: 'ms',
      target: { below: 1000 },
      runs: second,
    });
  },
};

async function scan(
  context: BenchContext,
  repository: string,
  cache: string,
  documents: number,
): Promise<number> {
  const task = JSON.stringify({ repository, cache, dist: context.dist, kubeconfig: '' });
  const run = await runProcess(process.execPath, [probeFile('scanProbe.ts'), task]);
  const report = JSON.parse(run.stdout) as ScanReport;
  if (report.documents !== documents) {
    throw new Error(`The scan found ${report.documents} documents, not ${documents}`);
  }
  return report.time;
}

async function makeMonorepo(folder: string, files: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await runProcess('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  const stream = join(folder, '.git', 'import');
  await pipeline(importLines(files), createWriteStream(stream));
  const command = 'git fast-import --quiet < .git/import && rm .git/import';
  await runProcess('sh', ['-c', command], { cwd: folder });
  await runProcess('git', ['reset', '--quiet', '--hard'], { cwd: folder });
}

/** The input of `git fast-import`: one commit with everything. */
function* importLines(files: number): Generator<string> {
  yield 'commit refs/heads/main\ncommitter Ann Example <ann@example.com> 1700000000 +0000\n';
  yield data('Everything');
  const manifests = makeFleet(files / 50).manifests;
  for (const { file, text } of manifests) yield entry(`deploy/${file}`, text);
  for (let at = 0; at < files / 5 - manifests.length; at += 1) {
    yield entry(`services/s${at % 400}/config/values-${at}.yaml`, valuesText(at));
  }
  for (let at = 0; at < files - files / 5; at += 1) {
    yield entry(`services/s${at % 400}/src/p${at % 13}/file${at}.ts`, codeText(at));
  }
  yield '\n';
}

function entry(file: string, text: string): string {
  return `M 100644 inline ${file}\n${data(text)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

/** Some of it names kinds and versions, as CI files and charts' values do. */
function valuesText(at: number): string {
  const lines = Array.from({ length: 20 }, (_, line) => `  setting${line}: value-${at}-${line}`);
  const about = at % 4 === 0 ? '# a kind of settings, see apiVersion in deploy/\n' : '';
  return `${about}name: service-${at}\nsettings:\n${lines.join('\n')}\n`;
}

function codeText(at: number): string {
  return `export const value${at} = ${at};\n`.repeat(10);
}
