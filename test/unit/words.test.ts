import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectWords } from '../../scripts/collectWords.ts';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

describe('what people read', () => {
  it('is in the bundle for translators, all of it and nothing else (npm run l10n)', () => {
    expect(read('l10n/bundle.l10n.json')).toEqual(collectWords(root));
  });

  it('of package.json is in package.nls.json, all of it and nothing else', () => {
    const text = readFileSync(path.join(root, 'package.json'), 'utf8');
    const used = [...text.matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key);
    expect(Object.keys(read('package.nls.json') as object).sort()).toEqual(
      [...new Set(used)].sort(),
    );
  });
});
