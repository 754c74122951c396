import { createWriteStream, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BenchContext } from './bench.ts';
import { makeFleet } from './fleet.ts';
import { runProcess } from './runProcess.ts';

/**
 * A large repository: most files are code, a fifth YAML, a tenth of that the manifests of a fleet,
 * below `deploy/`. Made once a run; returns its folder.
 */
export async function makeMonorepo(
  { folder: parent, log }: BenchContext,
  files: number,
): Promise<string> {
  const folder = join(parent, 'monorepo');
  if (existsSync(folder)) return folder;
  log(`Making a repository of ${files} files …`);
  await mkdir(folder, { recursive: true });
  await runProcess('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  const stream = join(folder, '.git', 'import');
  await pipeline(importLines(files), createWriteStream(stream));
  const command = 'git fast-import --quiet < .git/import && rm .git/import';
  await runProcess('sh', ['-c', command], { cwd: folder });
  await runProcess('git', ['reset', '--quiet', '--hard'], { cwd: folder });
  return folder;
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
