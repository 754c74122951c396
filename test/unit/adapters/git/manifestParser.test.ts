import { describe, expect, it } from 'vitest';
import { ManifestParser } from '../../../../src/adapters/git/manifestParser.ts';
import { parseManifests } from '../../../../src/core/manifest/parseManifests.ts';

describe('a text that is edited', () => {
  it.each([
    ['nothing', '# to come\n'],
    ['an object', 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: {b: c}\n'],
    [
      'what can be read of it',
      'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n---\nkind: [\n',
    ],
  ])('declares %s, as a file of Git with that text would', async (_what, text) => {
    const found = await new ManifestParser(undefined).documents('a.yaml', text);
    expect(found).toEqual(parseManifests(text, 'a.yaml').documents);
  });
});
