// `npm run l10n`: writes every sentence of the code to `l10n/bundle.l10n.json`, for translators.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { collectWords } from './collectWords.ts';

const root = join(import.meta.dirname, '..');
const words = collectWords(root);
await mkdir(join(root, 'l10n'), { recursive: true });
await writeFile(join(root, 'l10n', 'bundle.l10n.json'), `${JSON.stringify(words, undefined, 2)}\n`);
process.stdout.write(`${Object.keys(words).length} sentences\n`);
