import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

/**
 * Builds the extension from source into `folder`, apart from `dist/`, which others may be building.
 * `clusterEntry` stands in for `src/cluster.ts`: the engine and its clients.
 */
export async function buildExtension(
  folder: string,
  clusterEntry: string = join(root, 'src', 'cluster.ts'),
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await cp(join(root, 'media'), join(folder, 'media'), { recursive: true });
  const entries = {
    extension: join(root, 'src', 'extension.ts'),
    worker: join(root, 'src', 'worker.ts'),
    cluster: clusterEntry,
  };
  for (const [name, entry] of Object.entries(entries)) {
    await build({
      entryPoints: { [name]: entry },
      outdir: join(folder, 'dist'),
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22.19',
      external: ['vscode', './cluster.cjs', './worker.cjs'],
      define: { DRIFTLINE_VERSION: '"0.0.0-test"' },
      logLevel: 'warning',
    });
  }
}
