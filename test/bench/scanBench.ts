import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Bench, BenchContext } from './bench.ts';
import { median } from './median.ts';
import { makeMonorepo } from './monorepo.ts';
import type { ScanReport } from './probes/scanProbe.ts';
import { probeFile } from './runProbe.ts';
import { runProcess } from './runProcess.ts';

/** A large repository: most files are code, a fifth YAML, a tenth of that manifests. */
export const scanBench: Bench = {
  name: 'scan',
  run: async (context, tell) => {
    const files = context.quick ? 10_000 : 100_000;
    const repository = await makeMonorepo(context, files);
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
