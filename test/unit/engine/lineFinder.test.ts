import { expect, it } from 'vitest';
import { parseManifests } from '../../../src/core/manifest/parseManifests.ts';
import type { Difference } from '../../../src/core/diff/comparison.ts';
import { LineFinder } from '../../../src/engine/lineFinder.ts';
import type { DesiredDocument } from '../../../src/engine/desiredState.ts';
import type { Repository } from '../../../src/engine/repository.ts';

const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: one }
data:
  a: "1"
---
apiVersion: v1
kind: ConfigMap
metadata: { name: two }
data:
  # about a
  a: "1"
`;

function repositoryOf(asked: string[]): Repository {
  const repository: Pick<Repository, 'text'> = {
    text: (blob) => {
      asked.push(blob);
      return Promise.resolve(text);
    },
  };
  return repository as Repository;
}

function entriesOf(extra: Partial<DesiredDocument> = {}): readonly DesiredDocument[] {
  return parseManifests(text, 'maps.yaml').documents.map((document) => ({
    key: document.object.metadata.name ?? '',
    ref: { apiVersion: 'v1', kind: 'ConfigMap', name: document.object.metadata.name ?? '' },
    document,
    blob: 'blob',
    ...extra,
  }));
}

function difference(key: string, kind: Difference['kind'] = 'changed'): Difference {
  return { kind, path: [{ key: 'data' }, { key }] } as unknown as Difference;
}

it('reads the text once for what it found before, in each document of a file', async () => {
  const asked: string[] = [];
  const finder = new LineFinder(repositoryOf(asked));
  const [one, two] = entriesOf();
  if (one === undefined || two === undefined) throw new Error('two documents');
  expect(await finder.find(one, [difference('a')])).toEqual([5]);
  expect(await finder.find(two, [difference('a')])).toEqual([12]);
  expect(asked).toHaveLength(2);
  expect(await finder.find(two, [difference('a')])).toEqual([12]);
  expect(await finder.find(one, [difference('a')])).toEqual([5]);
  expect(asked).toHaveLength(2);
});

it('finds what is new beside what it knows, and keeps the order', async () => {
  const asked: string[] = [];
  const finder = new LineFinder(repositoryOf(asked));
  const [one] = entriesOf();
  if (one === undefined) throw new Error('a document');
  await finder.find(one, [difference('a')]);
  const lines = await finder.find(one, [difference('b', 'added'), difference('a')]);
  expect(lines).toEqual([5, 5]);
  expect(asked).toHaveLength(2);
});

it("keeps nothing of an editor's text, which changes under the same document", async () => {
  const asked: string[] = [];
  const finder = new LineFinder(repositoryOf(asked));
  const [, one] = entriesOf({ blob: undefined, text });
  const [, two] = entriesOf({ blob: undefined, text: text.replace('  # about a\n', '') });
  if (one === undefined || two === undefined) throw new Error('two documents');
  expect(await finder.find(one, [difference('a')])).toEqual([12]);
  expect(await finder.find(two, [difference('a')])).toEqual([11]);
  expect(asked).toEqual([]);
});
