import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AddedLeaf, ancestorsOf } from '../../scripts/defaults/declaredPlaces.ts';
import { DryRun } from '../../scripts/defaults/dryRun.ts';
import { isExplained } from '../../scripts/defaults/isExplained.ts';
import { observeOne, type Observation } from '../../scripts/defaults/observe.ts';
import { readSamples, type Sample } from '../../scripts/defaults/samples.ts';
import { placesIn, withValue } from '../../scripts/defaults/variants.ts';
import { WriterClassifier } from '../../src/core/diff/classifyWriter.ts';
import { compareObjects } from '../../src/core/diff/compareObjects.ts';
import { normalizeDesired } from '../../src/core/diff/normalizeDesired.ts';
import { formatPath } from '../../src/core/model/fieldPath.ts';
import type { Json } from '../../src/core/model/json.ts';
import type { KubeObject } from '../../src/core/model/kubeObject.ts';
import { allocatedPaths } from '../../src/core/schema/allocated.ts';
import { defaultsFor, explainsDefault, isZeroKept } from '../../src/core/schema/defaultsTable.ts';
import type { SchemaNode } from '../../src/core/schema/schemaNode.ts';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'defaults');
const corpus = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');

let cluster: TestCluster;
let server: DryRun;
let namespace: string;
let samples: readonly Sample[];
beforeAll(async () => {
  cluster = await attachCluster();
  namespace = await cluster.namespace('defaults');
  server = await DryRun.open(cluster, namespace);
  samples = await readSamples(fixtures);
});
afterAll(async () => {
  server.close();
  await cluster.stop();
});

const table = defaultsFor(36);

/** What the server makes of an object, `undefined` where it refuses it. */
async function ask(object: KubeObject): Promise<Observation | undefined> {
  const answer = await observeOne(server, object, await server.schemaOf(object));
  return 'refused' in answer ? undefined : answer;
}

function wordsOf(observation: Observation, leaf: AddedLeaf): string {
  const { kind, metadata } = observation.sent;
  return `${kind} ${metadata.name ?? ''}: ${leaf.general.join('.')} = ${JSON.stringify(leaf.value)}`;
}

function unexplained(observation: Observation): readonly string[] {
  return observation.added
    .filter((leaf) => !isExplained(table, observation, leaf))
    .map((leaf) => wordsOf(observation, leaf));
}

/** Tier 1's verdict with no help from the server, on an object that nobody has touched. */
async function findings(sent: KubeObject, live: KubeObject): Promise<readonly string[]> {
  const { managedFields: _owners, ...metadata } = live.metadata;
  const { differences } = compareObjects({
    desired: normalizeDesired(sent, metadata.namespace, true),
    live: { ...live, metadata },
    schema: await server.schemaOf(sent),
    table,
    classifier: new WriterClassifier(),
    skipStatus: true,
    allocated: allocatedPaths(sent.apiVersion, sent.kind),
  });
  return differences.map(
    ({ kind, path, git, live: found }) =>
      `${sent.kind} ${sent.metadata.name ?? ''}: ${kind} ${formatPath(path)} ${JSON.stringify(git)} → ${JSON.stringify(found)}`,
  );
}

describe('the shipped table, on the server itself', () => {
  it('explains all that the server adds to the samples', async () => {
    const observations = await Promise.all(samples.map(({ object }) => ask(object)));
    expect(samples.filter((_, index) => observations[index] === undefined)).toEqual([]);
    const accepted = observations.filter((one) => one !== undefined);
    expect(accepted.flatMap(({ added }) => added).length).toBeGreaterThan(900);
    expect(accepted.flatMap(unexplained)).toEqual([]);
  });

  it('explains what the server adds where several fields are left out at once', async () => {
    const random = randomFrom(36);
    const variants = await Promise.all(
      samples.flatMap(({ object }) =>
        Array.from({ length: 4 }, async () =>
          ask(thinned(object, await server.schemaOf(object), random)),
        ),
      ),
    );
    const accepted = variants.filter((one) => one !== undefined);
    expect(accepted.length).toBeGreaterThan(samples.length);
    expect(accepted.flatMap(unexplained)).toEqual([]);
  });

  it('hides no value that a hand has put in the place of a default', async () => {
    const observations = await Promise.all(samples.map(({ object }) => ask(object)));
    const hidden = observations
      .filter((one) => one !== undefined)
      .flatMap((observation) =>
        observation.added
          .filter((leaf) => !isAnyValueRight(observation, leaf))
          .filter((leaf) => explainsDefault(table, ancestorsOf(leaf), changed(leaf.value)))
          .map((leaf) => wordsOf(observation, leaf)),
      );
    expect(hidden).toEqual([]);
  });

  it('leaves tier 1 nothing that somebody has added', async () => {
    const found = await Promise.all(
      samples.map(async ({ object }) => {
        const answer = await server.create(object);
        return answer.object === undefined ? [] : findings(object, answer.object);
      }),
    );
    // Fields of features that are switched off come back absent: that is for tier 2 to tell.
    const added = found.flat().filter((words) => words.includes(': added '));
    // A lone `serviceAccount` is for whoever normalises desired: no rule can know it was declared.
    expect(added.filter((words) => !words.includes('.serviceAccountName '))).toEqual([]);
  });
});

describe.skipIf(!existsSync(corpus))('manifests that nobody here wrote', () => {
  let objects: readonly KubeObject[];
  beforeAll(async () => {
    objects = await readCorpus(corpus);
  });

  it('get nothing from the server that the table does not know', async () => {
    const answers = await Promise.all(objects.map((object) => ask(object)));
    const accepted = answers.filter((one) => one !== undefined);
    expect(accepted.length).toBeGreaterThan(150);
    expect(accepted.flatMap(unexplained)).toEqual([]);
  });

  it('are in sync for tier 1 alone', async () => {
    const found = await Promise.all(
      objects.map(async (object) => {
        const { object: live } = await server.create(object);
        return live === undefined ? [] : findings(object, live);
      }),
    );
    expect(found.flat()).toEqual([]);
  });
});

describe('declared zero values', () => {
  it('stay, or go, as the table says', async () => {
    const object = deployment({
      replicas: 0,
      minReadySeconds: 0,
      paused: false,
      revisionHistoryLimit: 0,
    });
    const spec = (await ask(object))?.live['spec'] as Readonly<Record<string, Json>>;
    for (const field of ['replicas', 'minReadySeconds', 'paused', 'revisionHistoryLimit']) {
      const kept = isZeroKept(table, 'io.k8s.api.apps.v1.DeploymentSpec', field);
      expect([field, spec[field] !== undefined]).toEqual([field, kept]);
    }
  });
});

function deployment(spec: Readonly<Record<string, Json>>): KubeObject {
  const containers = [{ name: 'web', image: 'registry.example.com/web:1' }];
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
  const selector = { matchLabels: { app: 'web' } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'zeros' },
    spec: { selector, template, ...spec },
  };
}

/** Leaves at which any value of their form is the server's: names, marks, allocated addresses. */
function isAnyValueRight({ sent }: Observation, { general }: AddedLeaf): boolean {
  return allocatedPaths(sent.apiVersion, sent.kind).has(general.join('.'));
}

/** Another value of the same type. */
function changed(value: Json): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}-by-hand`;
  if (typeof value === 'boolean') return !value;
  return Array.isArray(value) ? [...value, 'by-hand'] : { byHand: true };
}

/** A copy in which about a fifth of the fields is missing, at any depth. */
function thinned(object: KubeObject, schema: SchemaNode, random: () => number): KubeObject {
  const places = placesIn(object, schema, []).filter(({ path }) => typeof path.at(-1) === 'string');
  let thin: Json = object;
  for (const { path } of places.reverse()) {
    if (random() < 0.2) thin = withValue(thin, path, undefined);
  }
  return thin as KubeObject;
}

/** The same numbers in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Objects of built-in kinds in plain manifests; templates of Helm and other kinds are left out. */
async function readCorpus(folder: string): Promise<readonly KubeObject[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) =>
    /\.ya?ml$/.test(file),
  );
  const objects = await Promise.all(
    files.sort().map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8');
      return text.includes('{{') ? [] : [...parseAllDocuments(text)];
    }),
  );
  return objects
    .flat()
    .filter((document) => document.errors.length === 0)
    .map((document) => document.toJS() as Partial<KubeObject> | null)
    .filter((object): object is KubeObject => isBuiltIn(object));
}

function isBuiltIn(object: Partial<KubeObject> | null): boolean {
  const { apiVersion, kind, metadata } = object ?? {};
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  const isServed =
    /^(v1|apps\/v1|batch\/v1|policy\/v1|autoscaling\/v[12]|(networking|rbac\.authorization|storage|scheduling)\.k8s\.io\/v1)$/;
  return isServed.test(apiVersion) && !kind.endsWith('List') && typeof metadata?.name === 'string';
}
