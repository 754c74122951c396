import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import { type DemoRepository, makeDemoRepository } from '../fixtures/demoRepository.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', 'examples', 'task-agent');
let folder: string;
let demo: DemoRepository;
const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: demo.dir, encoding: 'utf8' }).trim();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dl-demo-'));
  demo = await makeDemoRepository(join(folder, 'task-agent'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('ends at what examples/task-agent holds, with nothing uncommitted', () => {
  expect(git('status', '--porcelain')).toBe('');
  const names = readdirSync(EXAMPLE).sort();
  expect(git('ls-files').split('\n')).toEqual(names);
  for (const name of names) {
    const [committed, example] = [join(demo.dir, name), join(EXAMPLE, name)];
    expect(readFileSync(committed, 'utf8'), name).toBe(readFileSync(example, 'utf8'));
  }
});

it('has a remote whose default branch is where main is', () => {
  expect(git('rev-parse', 'origin/HEAD')).toBe(git('rev-parse', 'HEAD'));
  expect(git('rev-parse', '--abbrev-ref', 'origin/HEAD')).toBe('origin/main');
  expect(git('log', '--reverse', '--format=%H').split('\n')).toEqual(
    demo.commits.map((commit) => commit.hash),
  );
});

it('lies in the past, oldest first', () => {
  const times = git('log', '--reverse', '--format=%ct').split('\n').map(Number);
  expect(times).toEqual(times.toSorted((one, two) => one - two));
  expect(Math.max(...times)).toBeLessThan(Date.now() / 1000 - 86_400);
});

it('can be applied at each of its commits', async () => {
  const cluster = await attachCluster();
  const namespace = await cluster.namespace('demo');
  for (const { hash } of demo.commits) {
    git('checkout', '--quiet', hash);
    await cluster.kubectl(['apply', '-n', namespace, '-f', demo.dir]);
  }
  const image = '-o=jsonpath={.spec.template.spec.containers[0].image} {.spec.replicas}';
  const live = await cluster.kubectl(['get', '-n', namespace, 'deployment/task-agent', image]);
  expect(live).toBe('ghcr.io/driftline/task-agent:v1.1.0 3');
  await cluster.stop();
});
