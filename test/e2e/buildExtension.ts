import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { BUILT_DIST, buildDist } from '../fixtures/buildDist.ts';
import { run } from './installWorkbench.ts';

const root = join(import.meta.dirname, '..', '..');

/**
 * Builds the extension as it is packaged into `folder`, apart from `dist/`, which others may be
 * building. `clusterEntry` stands in for `src/cluster.ts`: the engine and its clients.
 */
export async function buildExtension(folder: string, clusterEntry?: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const part of ['package.json', 'package.nls.json', 'media', 'l10n']) {
    await cp(join(root, part), join(folder, part), { recursive: true });
  }
  const outdir = join(folder, 'dist');
  const built = process.env[BUILT_DIST];
  if (built === undefined) await buildDist(outdir);
  else await cp(built, outdir, { recursive: true });
  if (clusterEntry === undefined) return;
  await build({
    entryPoints: { cluster: clusterEntry },
    external: ['vscode'],
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22.19',
    logLevel: 'warning',
  });
}

/** Packs what `buildExtension` built, with all that goes into the published package. */
export async function packExtension(folder: string): Promise<string> {
  for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE', 'SECURITY.md', '.vscodeignore']) {
    await cp(join(root, name), join(folder, name));
  }
  await cp(join(root, 'schemas'), join(folder, 'schemas'), { recursive: true });
  const vsix = join(folder, 'driftline.vsix');
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--out', vsix];
  await run(process.execPath, [vsce, ...args], { cwd: folder });
  return vsix;
}
