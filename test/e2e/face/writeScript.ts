import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaceScript } from './scriptedCluster.ts';

/**
 * Writes what the scripted engine says into the folder's `face.json`, at once: the engine reads at
 * any moment, and must never meet half of it.
 */
export async function writeScript(folder: string, script: FaceScript): Promise<void> {
  const file = join(folder, 'face.json');
  await writeFile(`${file}.tmp`, JSON.stringify(script));
  await rename(`${file}.tmp`, file);
}
