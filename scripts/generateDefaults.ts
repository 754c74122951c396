// `npm run generate:defaults`: asks a real API server what it puts into objects by itself, and
// writes the table that ships with Driftline. Fails where something can't be explained.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { DefaultsTable } from '../src/core/schema/defaultsTable.ts';
import { startCluster } from '../test/cluster/startCluster.ts';
import { undeclaredFields } from './defaults/coverage.ts';
import { DryRun } from './defaults/dryRun.ts';
import { inferRules } from './defaults/inferRules.ts';
import { isExplained } from './defaults/isExplained.ts';
import { knownRules } from './defaults/knownRules.ts';
import {
  observe,
  observeZeros,
  type Observation,
  type ZeroObservation,
} from './defaults/observe.ts';
import { readSamples } from './defaults/samples.ts';
import { zeroKept, zeroSurprises } from './defaults/zeroKept.ts';
import { readGoStructs } from './defaults/goStructs.ts';

const root = join(import.meta.dirname, '..');

/** All that was seen of one server. */
interface Evidence {
  readonly version: string;
  readonly observations: readonly Observation[];
  readonly zeros: readonly ZeroObservation[];
  /** Types that the samples reach. */
  readonly typeNames: ReadonlySet<string>;
  /** Fields that no accepted object declared. */
  readonly undeclared: readonly string[];
}

const evidence = await gather();
const { types, unexplained } = inferRules(withoutKnown(evidence.observations), knownRules);
const go = await readGoStructs(root);
const table: DefaultsTable = {
  version: evidence.version,
  types: merge(knownRules.types, types),
  zeroKept: zeroKept(go, evidence),
};
const leftOver = unexplainedBy(table, evidence.observations);
for (const one of zeroSurprises(go, evidence)) print(`  ${one}`);
for (const one of evidence.undeclared) print(`  ${one}: no sample`);
for (const one of unexplained) print(`? ${one.typeName} ${one.path}\n${one.message}`);
for (const one of twinsIn(table)) print(`% ${one}: each explains the other`);
for (const one of leftOver) print(`! ${one}`);
if (unexplained.length + leftOver.length + twinsIn(table).length > 0) process.exitCode = 1;
await write(table);

async function gather(): Promise<Evidence> {
  const cluster = await startCluster({ controllers: false, log: print });
  const server = await DryRun.open(cluster, 'defaults');
  try {
    const observations: Observation[] = [];
    const zeros: ZeroObservation[] = [];
    const samples = await readSamples(join(root, 'test', 'fixtures', 'defaults'));
    for (const sample of samples) {
      const answer = await observe(server, sample);
      if ('refused' in answer) {
        print(`${sample.title} is refused: ${answer.refused}`);
        process.exitCode = 1;
        continue;
      }
      observations.push(...answer.observations);
      zeros.push(...(await observeZeros(server, sample)));
    }
    print(`${samples.length} samples, ${observations.length} objects, ${zeros.length} zero values`);
    const version = await server.version();
    const typeNames = await server.typesBelow(samples.map(({ object }) => object));
    const sampled = new Set(samples.map(({ object }) => `${object.apiVersion} ${object.kind}`));
    for (const kind of (await server.kinds()).filter((one) => !sampled.has(one))) {
      if (kind.endsWith(' Event')) continue; // nobody commits what has happened
      print(`${kind} has no sample`);
      process.exitCode = 1;
    }
    const undeclared = undeclaredFields(server, typeNames, observations);
    return { version, observations, zeros, typeNames, undeclared };
  } finally {
    server.close();
    await cluster.stop();
  }
}

/** Leaves that a given rule explains, or that are allocated, teach nothing more. */
function withoutKnown(observations: readonly Observation[]): readonly Observation[] {
  const given: DefaultsTable = { version: '', types: knownRules.types, zeroKept: {} };
  return observations.map((one) => ({
    ...one,
    added: one.added.filter((leaf) => !isExplained(given, one, leaf)),
  }));
}

/** Fields that are copies of each other, but for those that may be. */
function twinsIn({ types: all }: DefaultsTable): readonly string[] {
  return Object.entries(all).flatMap(([name, paths]) => {
    const sourcesOf = (path: string) =>
      (paths[path] ?? []).flatMap((rule) => ('equals' in rule ? [rule.equals] : []));
    return Object.keys(paths)
      .filter((path) => sourcesOf(path).some((source) => sourcesOf(source).includes(path)))
      .filter((path) => !(knownRules.twins[name]?.includes(path) ?? false))
      .map((path) => `${name} ${path}`);
  });
}

function merge(a: DefaultsTable['types'], b: DefaultsTable['types']): DefaultsTable['types'] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(
    names.map((name) => {
      const paths = new Set([...Object.keys(a[name] ?? {}), ...Object.keys(b[name] ?? {})]);
      const rules = [...paths]
        .sort()
        .map((path) => [path, [...(a[name]?.[path] ?? []), ...(b[name]?.[path] ?? [])]] as const);
      return [name, Object.fromEntries(rules)];
    }),
  );
}

function unexplainedBy(of: DefaultsTable, observations: readonly Observation[]): readonly string[] {
  const found = observations.flatMap((one) =>
    one.added
      .filter((leaf) => !isExplained(of, one, leaf))
      .map((leaf) => `${one.sent.kind} ${leaf.general.join('.')} = ${JSON.stringify(leaf.value)}`),
  );
  return [...new Set(found)].sort();
}

async function write(of: DefaultsTable): Promise<void> {
  const folder = join(root, 'src', 'core', 'schema', 'defaults');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${of.version}.json`);
  const text = formatTable(of);
  await writeFile(file, text);
  const rules = Object.values(of.types).flatMap((paths) => Object.values(paths).flat());
  print(`${file}: ${rules.length} rules, ${(text.length / 1000).toFixed(1)} kB`);
}

/** One type a line: reads well in a diff, and costs little. */
function formatTable({ version, types, zeroKept: kept }: DefaultsTable): string {
  const lines = (map: Readonly<Record<string, unknown>>) =>
    Object.entries(map)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(',\n');
  return `{"version":${JSON.stringify(version)},\n"types":{\n${lines(types)}\n},\n"zeroKept":{\n${lines(kept)}\n}}\n`;
}

function print(line: string): void {
  console.log(line);
}
