import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { ways, type Way } from '../fixtures/driftMatrix/change.ts';
import { describeFinding } from '../fixtures/engineHarness.ts';
import { Lesson } from '../fixtures/lesson.ts';

/** Repositories of other people, beside this one where somebody put them. */
const corpora = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');

interface Corpus {
  readonly name: string;
  readonly from: string;
  /** File or folder names that are left out. */
  readonly without: readonly string[];
  readonly atLeast: number;
}

const all: readonly Corpus[] = [
  {
    name: 'microservices-demo',
    from: 'microservices-demo/release/kubernetes-manifests.yaml',
    without: [],
    atLeast: 30,
  },
  {
    name: 'guestbook',
    from: 'kubernetes-examples/web/guestbook',
    without: ['all-in-one', 'legacy'],
    atLeast: 6,
  },
];

let cluster: TestCluster;
let lesson: Lesson;

beforeAll(async () => {
  cluster = await attachCluster();
});
afterEach(() => {
  lesson.end();
});
afterAll(async () => {
  await cluster.stop();
});

describe.each(all)('$name, which nobody touched', ({ from, without, atLeast }) => {
  const source = path.join(corpora, from);

  describe.each(Object.keys(ways) as readonly Way[])('put there by kubectl %s', (way) => {
    it.skipIf(!existsSync(source))('has no finding with full, confirm and off', async () => {
      lesson = await Lesson.start(cluster, 'corpus');
      const { git } = lesson;
      cpSync(source, path.join(git.folder, path.basename(source)), { recursive: true });
      for (const name of without) {
        rmSync(path.join(git.folder, path.basename(source), name), { recursive: true });
      }
      git.commit('As it came');
      const input = manifestsOf(git.folder);
      await cluster.kubectl(['-n', lesson.namespace, ...ways[way], '-f', '-'], { input });
      for (const checks of ['full', 'confirm', 'off'] as const) {
        const harness = await lesson.look({ checks });
        const objects = [...harness.engine.store.objects()];
        expect(objects.length).toBeGreaterThanOrEqual(atLeast);
        const found = objects.flatMap(({ ref, findings }) =>
          findings.map((finding) => `${ref.kind}/${ref.name}: ${describeFinding(finding)}`),
        );
        expect(found, checks).toEqual([]);
        expect([...new Set(objects.map(({ status }) => status))], checks).toEqual(['inSync']);
        await harness.dispose();
      }
    });
  });
});

/** All YAML files below a folder as one text. */
function manifestsOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.ya?ml$/.test(file) && !file.startsWith('.git'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n---\n');
}
