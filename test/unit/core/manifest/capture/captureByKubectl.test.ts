import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { captureEdits } from '../../../../../src/core/manifest/capture/captureEdits.ts';
import type { Json } from '../../../../../src/core/model/json.ts';
import { parsePath } from '../../../../../src/core/model/parsePath.ts';
import { nastyTexts } from './captureTexts.ts';

const before = `apiVersion: example.com/v1
kind: Foo
metadata: {name: a}
spec:
  plain: text # c
  single: 'text'
  double: "text"
  literal: |
    one
    two

  folded: >-
    one
    two
  lines: one
    two
  empty:
  flow: {a: text, b: ["text", 'x']}
  list:
  - text
  - a: text
  -
`;

/** Places that a text is written to: each in the style that stands there, or anew. */
const places = [
  ...['plain', 'single', 'double', 'literal', 'folded', 'lines', 'empty', 'new'],
  ...['flow.a', 'flow.b[0]', 'flow.b[2]', 'flow.c', 'list[0]', 'list[1].a', 'list[2]', 'list[3]'],
  ...['list[3].a', 'list[1].b'],
];

const numbers: readonly Json[] = [0, -1, 1.5, 1e21, 1e-7, 9007199254740991, true, false, null];

/** An installed kubectl, or the one that the testbed built. */
function findKubectl(): string | undefined {
  const cache = path.join(process.env['DRIFTLINE_TEST_CACHE'] ?? '.cache', 'cluster');
  const built = existsSync(cache) ? readdirSync(cache).map((name) => path.join(cache, name)) : [];
  const folders = [...built, ...(process.env['PATH'] ?? '').split(path.delimiter)];
  return folders.map((folder) => path.join(folder, 'kubectl')).find((file) => existsSync(file));
}

/** What kubectl reads at each place of as many documents. */
function readByKubectl(kubectl: string, documents: readonly string[]): readonly Json[] {
  const args = ['label', '--local', '-o', 'json', '-f', '-', 'x=1'];
  const input = documents.join('---\n');
  const options = { input, maxBuffer: 2 ** 28 };
  const { stdout, stderr, status } = spawnSync(kubectl, args, options);
  if (status !== 0) throw new Error(stderr.toString());
  // One object after the other, each indented.
  return stdout
    .toString()
    .split(/^(?=\{$)/m)
    .map((text) => (JSON.parse(text) as { spec: Json }).spec);
}

function written(place: string, value: Json): string {
  const change = { path: parsePath(`spec.${place}`) ?? [], value };
  const result = captureEdits(before, { document: 0 }, [change]);
  if ('refused' in result) throw new Error(result.refused);
  return result.text;
}

function expected(place: string, value: Json): Json {
  const spec = {
    ...{ plain: 'text', single: 'text', double: 'text', literal: 'one\ntwo\n' },
    ...{ folded: 'one two', lines: 'one two', empty: null },
    flow: { a: 'text', b: ['text', 'x'] },
    list: ['text', { a: 'text' }, null],
  };
  const steps = place.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop() ?? '';
  let parent = spec as unknown as Record<string, unknown>;
  for (const step of steps) {
    parent[step] ??= {};
    parent = parent[step] as Record<string, unknown>;
  }
  parent[last] = value;
  return JSON.parse(JSON.stringify(spec)) as Json;
}

const kubectl = findKubectl();

it.skipIf(kubectl === undefined)(
  'writes what kubectl reads back (needs a kubectl)',
  { timeout: 120_000 },
  () => {
    const cases = places.flatMap((place) =>
      [...nastyTexts, ...numbers].map((value) => ({ place, value })),
    );
    const texts = cases.map(({ place, value }) => written(place, value));
    const read = readByKubectl(kubectl ?? '', texts);
    expect(read).toHaveLength(cases.length);
    cases.forEach(({ place, value }, index) => {
      const hint = `${place} ${JSON.stringify(value)}\n${texts[index]}`;
      expect(read[index], hint).toEqual(expected(place, value));
    });
  },
);
