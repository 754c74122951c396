import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT } from '../runStage.ts';
import type { DemoCluster } from './demoCluster.ts';

/** Commands bound to the demo's cluster, so that they work as printed in any terminal. */
export interface DemoCommands {
  /** The folder of the two; first on PATH in the workbench's terminals. */
  readonly folder: string;
  readonly kubectl: string;
  readonly driftline: string;
}

/** Writes `kubectl` and `driftline` for this cluster and this environment. */
export async function writeDemoCommands(
  cluster: DemoCluster,
  environment: Readonly<Record<string, string>>,
): Promise<DemoCommands> {
  const folder = join(cluster.folder, 'bin');
  await mkdir(folder);
  const kubectl = join(folder, 'kubectl');
  const driftline = join(folder, 'driftline');
  await writeCommand(kubectl, environment, [cluster.kubectlPath]);
  const cli = join(ROOT, 'dist', 'driftline.cjs');
  await writeCommand(driftline, environment, [process.execPath, cli]);
  return { folder, kubectl, driftline };
}

async function writeCommand(
  file: string,
  environment: Readonly<Record<string, string>>,
  command: readonly string[],
): Promise<void> {
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${quote(value)}`);
  const lines = [
    '#!/bin/sh',
    `export ${settings.join(' ')}`,
    `exec ${command.map(quote).join(' ')} "$@"`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  await chmod(file, 0o755);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
