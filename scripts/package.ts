// `npm run package`: driftline.vsix in the repository's root, of a production build.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, runStage } from './runStage.ts';

const VSIX = 'driftline.vsix';

const isMade =
  (await runStage('build', 'node', ['scripts/build.mjs', '--production'])) &&
  (await runStage('package', 'vsce', ['package', '--no-dependencies', '--out', VSIX]));
if (isMade) {
  const { size } = await stat(join(ROOT, VSIX));
  process.stdout.write(`\n${VSIX}: ${Math.round(size / 1000)} kB\n`);
}
process.exitCode = isMade ? 0 : 1;
