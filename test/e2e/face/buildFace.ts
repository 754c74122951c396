import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const root = join(import.meta.dirname, '..', '..', '..');

/** Builds the real extension into `folder`, with the scripted engine in the cluster's place. */
export async function buildFace(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await cp(join(root, 'media'), join(folder, 'media'), { recursive: true });
  const common: BuildOptions = {
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22.19',
    external: ['vscode', './cluster.cjs'],
    outExtension: { '.js': '.cjs' },
    outdir: join(folder, 'dist'),
    logLevel: 'warning',
  };
  await build({ ...common, entryPoints: { extension: join(root, 'src', 'extension.ts') } });
  await build({
    ...common,
    entryPoints: { cluster: join(import.meta.dirname, 'scriptedCluster.ts') },
  });
}
