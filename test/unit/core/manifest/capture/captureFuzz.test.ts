import fc from 'fast-check';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { captureEdits } from '../../../../../src/core/manifest/capture/captureEdits.ts';
import { changeDocument } from '../../../../../src/core/manifest/capture/changeDocument.ts';
import { openWindow } from '../../../../../src/core/manifest/capture/documentWindow.ts';
import type { FieldChange } from '../../../../../src/core/manifest/capture/fieldChange.ts';
import { parseKubeYaml } from '../../../../../src/core/manifest/kubeYaml.ts';
import { splitDocuments } from '../../../../../src/core/manifest/splitDocuments.ts';
import { formatPath } from '../../../../../src/core/model/fieldPath.ts';
import { isSameJson } from '../../../../../src/core/manifest/capture/isSameJson.ts';
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
} from '../../../../../src/core/model/json.ts';
import { applyPlainly, linesMeant, pathOf, type Place, type PlainChange } from './captureOracle.ts';
import { nastyTexts } from './captureTexts.ts';

const runs = Number(process.env['DRIFTLINE_FUZZ_RUNS'] ?? 200);
const seed = process.env['DRIFTLINE_FUZZ_SEED'];
const root = resolve(import.meta.dirname, '../../../../..');

interface Manifest {
  readonly name: string;
  readonly text: string;
  readonly document: number;
}

/** Every object of the files below a folder that kubectl can read. */
function manifestsIn(folder: string): readonly Manifest[] {
  const files = globSync('**/*.{yaml,yml,json}', { cwd: folder }).sort();
  return files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return splitDocuments(text).flatMap((part): readonly Manifest[] => {
      const yaml = parseKubeYaml(part.text);
      const broken = yaml.problems.some((problem) => problem.severity === 'error');
      if (broken || yaml.inexact || !isJsonObject(yaml.value) || part.markedContent) return [];
      if (yaml.value['kind'] === 'Secret') return [];
      return [{ name: `${file}#${part.index}`, text, document: part.index }];
    });
  });
}

const scalar = fc.oneof(
  fc.constantFrom(...nastyTexts),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom<Json>(0, 1, -7, 5.5, 1e21, 1e-7, true, false, null, 2 ** 53 - 1),
);
const key = fc.oneof(
  fc.constantFrom('a', 'name', 'example.com/note', 'yes', '1', 'a b', 'x: y', '#', '', '<<', '-'),
  fc.constantFrom('annotations', 'labels', 'env', 'replicas', '__proto__', 'constructor', "it's"),
  fc.string({ maxLength: 12 }),
);
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(key, scalar, { maxKeys: 3, noNullPrototype: true }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      key,
      fc.array(fc.dictionary(key, scalar, { noNullPrototype: true }), { maxLength: 2 }),
      {
        maxKeys: 2,
        noNullPrototype: true,
      },
    ),
  },
);

interface Dice {
  readonly type: 'set' | 'add' | 'remove';
  /** Which child is taken at each level. */
  readonly way: readonly number[];
  readonly key: string;
  readonly value: Json;
  readonly prune: boolean;
}

const dice: fc.Arbitrary<Dice> = fc.record({
  type: fc.constantFrom('set', 'add', 'remove'),
  way: fc.array(fc.nat(1000), { minLength: 1, maxLength: 9, size: 'max' }),
  key,
  value,
  prune: fc.boolean(),
});

/** A change of this object that the dice tell; `undefined` where they tell none. */
function changeOf(object: JsonObject, thrown: Dice): PlainChange | undefined {
  const { type, prune } = thrown;
  const place = walk(object, thrown.way);
  if (type !== 'add') {
    if (type === 'remove' && (place.length < 2 || emptiesItem(object, place))) return undefined;
    return { type, place, value: thrown.value, prune };
  }
  const container = at(object, place);
  if (isJsonArray(container)) {
    return { type, place: [...place, container.length], value: thrown.value, prune };
  }
  if (!isJsonObject(container) || Object.hasOwn(container, thrown.key)) return undefined;
  return { type, place: [...place, thrown.key], value: thrown.value, prune };
}

/** What live would say of an item without anything in it is nothing that findings tell. */
function emptiesItem(object: JsonObject, place: Place): boolean {
  for (let depth = place.length - 1; depth > 0; depth -= 1) {
    const parent = at(object, place.slice(0, depth)) ?? null;
    if (Object.keys(parent as JsonObject).length > 1) return false;
    if (typeof place[depth - 1] === 'number') return true;
  }
  return false;
}

function walk(object: JsonObject, way: readonly number[]): Place {
  const place: (string | number)[] = [];
  let value: Json | undefined = object;
  for (const turn of way) {
    if (isJsonArray(value) && value.length > 0) place.push(turn % value.length);
    else if (isJsonObject(value) && Object.keys(value).length > 0) {
      const keys = Object.keys(value);
      place.push(keys[turn % keys.length] ?? '');
    } else break;
    value = at(object, place);
  }
  return place;
}

function at(root: Json, place: Place): Json | undefined {
  return place.reduce<Json | undefined>((value, step) => {
    if (isJsonArray(value)) return value[Number(step)];
    return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, root);
}

function asFieldChange(object: Json, change: PlainChange): FieldChange {
  const path = pathOf(object, change.place);
  return change.type === 'remove' ? { path, remove: true } : { path, value: change.value };
}

interface Tally {
  edits: number;
  readonly refused: string[];
}

/** Makes one change and holds the text to what an independent reading says of it. */
function step(manifest: Manifest, text: string, thrown: Dice, tally: Tally): string {
  const parts = splitDocuments(text);
  const before = parts[manifest.document];
  if (before === undefined) throw new Error('the document is gone');
  const yaml = parseKubeYaml(before.text);
  if (!isJsonObject(yaml.value)) return text;
  const change = changeOf(yaml.value, thrown);
  if (change === undefined) return text;
  const wanted = applyPlainly(yaml.value, change);
  const fieldChange = asFieldChange(yaml.value, change);
  const context = change.type === 'remove' ? { live: wanted } : {};
  const result = captureEdits(text, { document: manifest.document }, [fieldChange], context);
  tally.edits += 1;
  const what = `${manifest.name} ${change.type} ${formatPath(fieldChange.path)} ${JSON.stringify(change.value)}`;
  if ('refused' in result) {
    tally.refused.push(`${what}: ${result.refused}`);
    return text;
  }
  const after = splitDocuments(result.text);
  const now = after[manifest.document];
  expect(after.map(textOf).toSpliced(manifest.document, 1), what).toEqual(
    parts.map(textOf).toSpliced(manifest.document, 1),
  );
  const read = parseKubeYaml(now?.text ?? '');
  if (!isSameJson(read.value, wanted)) expect(read.value, `${what}\n${now?.text}`).toEqual(wanted);
  checkLines(before.text, now?.text ?? '', yaml, change, what);
  // Large documents are edited with parts cut out: that must come to the same.
  const window = openWindow(before.text, { document: 0 }, [fieldChange], { document: 0, cut: 1 });
  if (window === undefined) return result.text;
  const edited = changeDocument(window.text, {
    ...{ source: window.source, changes: [fieldChange], context },
  });
  const restored = window.restore(edited.text) ?? '';
  expect(parseKubeYaml(restored).value, `${what}\n${window.text}`).toEqual(wanted);
  checkLines(before.text, restored, yaml, change, `${what}, large`);
  return result.text;
}

function textOf(part: { readonly text: string }): string {
  return part.text;
}

function checkLines(
  before: string,
  after: string,
  yaml: ReturnType<typeof parseKubeYaml>,
  change: PlainChange,
  what: string,
): void {
  const carriages = before.split('\n').slice(0, -1);
  if (carriages.length > 0 && carriages.every((line) => line.endsWith('\r'))) {
    expect(after, what).not.toMatch(/(?<!\r)\n/);
  }
  const range = linesMeant(before, yaml.document, change);
  if (range === undefined) return;
  const old = before.replace(/\n$/, '').split('\n').map(withoutEnd);
  const now = after.replace(/\n$/, '').split('\n').map(withoutEnd);
  if (/[:-] \*\w/.test(before)) {
    // Copies may take the place of aliases; all other lines stay, in their order.
    const stay = old.filter((line, at) => {
      return (at < range.first || at >= range.end) && !/[&*]/.test(line);
    });
    return expect(isSubsequence(stay, now), `${what}\n${after}`).toBe(true);
  }
  const tail = old.slice(range.end);
  const hint = `${what} lines ${range.first + 1}-${range.end}\n${before}\n=>\n${after}`;
  // In brackets the line above may lose its comma, or take the bracket that closes.
  const first = range.flow === true ? range.first - 1 : range.first;
  const head = (lines: readonly string[]): string[] => lines.slice(0, Math.max(first, 0));
  expect(head(now), hint).toEqual(head(old));
  expect(now.slice(Math.max(now.length - tail.length, 0)), hint).toEqual(tail);
}

function isSubsequence(lines: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const line of all) if (line === lines[at]) at += 1;
  return at === lines.length;
}

/** Line ends are looked at above; the last line may have gained one. */
function withoutEnd(line: string): string {
  return line.replace(/\r$/, '');
}

/** The runner takes a worker that never answers for dead. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

async function fuzz(manifests: readonly Manifest[], mayRefuse: number): Promise<void> {
  const tally: Tally = { edits: 0, refused: [] };
  await fc.assert(
    fc.asyncProperty(
      fc.nat(manifests.length - 1),
      fc.array(dice, { minLength: 1, maxLength: 5 }),
      async (pick, throws) => {
        await breathe();
        const manifest = manifests[pick];
        if (manifest === undefined) return;
        throws.reduce((text, thrown) => step(manifest, text, thrown, tally), manifest.text);
      },
    ),
    { numRuns: runs, ...(seed === undefined ? {} : { seed: Number(seed) }) },
  );
  const share = tally.refused.length / Math.max(tally.edits, 1);
  if (process.env['DRIFTLINE_FUZZ_RUNS'] !== undefined) {
    process.stderr.write(`${tally.edits} edits, ${tally.refused.length} refused\n`);
    process.stderr.write(tally.refused.slice(0, 40).join('\n') + '\n');
  }
  expect(share, tally.refused.slice(0, 5).join('\n')).toBeLessThanOrEqual(mayRefuse);
}

/** Several changes in one go come to what they come to one after the other. */
async function fuzzTogether(manifests: readonly Manifest[]): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(manifests.length - 1),
      fc.array(dice, { minLength: 2, maxLength: 5 }),
      async (pick, throws) => {
        await breathe();
        const manifest = manifests[pick];
        const part = splitDocuments(manifest?.text ?? '')[manifest?.document ?? 0];
        const value = parseKubeYaml(part?.text ?? '').value;
        if (manifest === undefined || !isJsonObject(value)) return;
        const changes = apart(throws.flatMap((thrown) => changeOf(value, thrown) ?? []));
        const wanted = changes.reduce<Json>(applyPlainly, value);
        const result = captureEdits(
          manifest.text,
          { document: manifest.document },
          changes.map((change) => asFieldChange(value, change)),
          { live: wanted },
        );
        if ('refused' in result) throw new Error(`${manifest.name}: ${result.refused}`);
        const now = splitDocuments(result.text)[manifest.document];
        const what = `${manifest.name} ${JSON.stringify(changes)}\n${now?.text}`;
        expect(parseKubeYaml(now?.text ?? '').value, what).toEqual(wanted);
      },
    ),
    { numRuns: runs, ...(seed === undefined ? {} : { seed: Number(seed) }) },
  );
}

/** Changes that neither hold one another nor shift each other's lists. */
function apart(changes: readonly PlainChange[]): readonly PlainChange[] {
  return changes.filter((change, index) => {
    if (change.type !== 'set' && change.place.some((step) => typeof step === 'number'))
      return false;
    // An item of another name is another item: no finding says that it changed.
    if (change.place.at(-1) === 'name' && typeof change.place.at(-2) === 'number') return false;
    return changes.slice(0, index).every((other) => {
      const shorter = Math.min(other.place.length, change.place.length);
      const common = other.place.findIndex((step, at) => step !== change.place[at]);
      const meets = common < 0 || common >= shorter;
      const near = shorter - (change.type === 'remove' || other.type === 'remove' ? 1 : 0);
      return !meets && common < near;
    });
  });
}

const timeout = 60_000 + runs * 100;

describe('captured text, whatever is changed', () => {
  const nasty = manifestsIn(join(root, 'test/fixtures/capture'));
  it('declares just that, in manifests with every oddity', { timeout }, () => fuzz(nasty, 0.02));
  it('takes several changes at once', { timeout }, () => fuzzTogether(nasty));
  const corpus = process.env['DRIFTLINE_TEST_CORPUS'] ?? resolve(root, '../shared/corpus');
  const there = existsSync(corpus);
  it.skipIf(!there)(
    'declares just that, in the corpus (needs DRIFTLINE_TEST_CORPUS)',
    { timeout },
    () => fuzz(manifestsIn(corpus), 0),
  );
});
