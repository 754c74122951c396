import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachCluster } from '../cluster/attachCluster.ts';
import type { TestCluster } from '../cluster/testCluster.ts';
import { BuiltCli, type CliRun } from './cli/builtCli.ts';
import { captureOf, rollbackOf } from './cli/commitDocuments.ts';
import { objectNamed, statusOf } from './cli/documents.ts';
import { GitFixture } from './gitFixture.ts';

const example = path.join(import.meta.dirname, '..', '..', 'examples', 'task-agent');
const image = 'spec.template.spec.containers[name=agent].image';

let cluster: TestCluster;
let cli: BuiltCli;
let repository: GitFixture;
let namespace: string;

beforeAll(async () => {
  cluster = await attachCluster();
  cli = await BuiltCli.build(cluster);
});
afterAll(async () => {
  await cli?.remove();
  await cluster?.stop();
});
beforeEach(async () => {
  namespace = await cluster.namespace('capture');
  repository = GitFixture.create();
  repository.git('config', 'user.name', 'Ann Example');
  repository.git('config', 'user.email', 'ann@example.com');
  cpSync(example, repository.folder, { recursive: true });
  repository.commit('Release v1.1.0');
  await kubectl('apply', '-f', repository.folder);
});
afterEach(() => repository.remove());

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['-n', namespace, ...args]);
}

function driftline(...args: readonly string[]): Promise<CliRun> {
  const where = ['--repo', repository.folder, '--namespace', namespace];
  return cli.run([...args, ...where, '--context', cluster.context]);
}

/** `capture --yes --json` of objects, which has to end well. */
async function captured(...args: readonly string[]): Promise<ReturnType<typeof captureOf>> {
  const run = await driftline('capture', '--yes', '--json', ...args);
  if (run.code !== 0) throw new Error(run.out + run.err);
  return captureOf(run);
}

/** Added and removed lines of a diff, without where they stand. */
function lines(...args: readonly string[]): readonly string[] {
  const diff = repository.git('diff', '-U0', ...args);
  return diff.split('\n').filter((line) => /^[+-](?![+-]{2} )/.test(line));
}

const lastCommit = (): readonly string[] => lines('HEAD~1', 'HEAD');
const head = (): string => repository.git('rev-parse', 'HEAD').trim();
const read = (file: string): string => readFileSync(path.join(repository.folder, file), 'utf8');
const scale = (to: number): Promise<string> =>
  kubectl('scale', 'deployment/task-agent', `--replicas=${to}`);

/** Runs that are refused: exit code, and nothing is written anywhere. */
async function refused(args: readonly string[], why: RegExp, code = 2): Promise<CliRun> {
  const before = [head(), repository.git('status', '--porcelain'), lines(), lines('--cached')];
  const run = await driftline('capture', '--yes', ...args);
  expect(run.err + run.out).toMatch(why);
  expect(run.code).toBe(code);
  expect([head(), repository.git('status', '--porcelain'), lines(), lines('--cached')]).toEqual(
    before,
  );
  return run;
}

describe("the lesson's drifts, taken over", () => {
  it('kubectl scale becomes one line, and its comment stays', async () => {
    await scale(5);
    const { capture, objects } = await captured('--object', 'deployment/task-agent');
    expect(lastCommit()).toEqual([
      '-  replicas: 3 # three: one a zone',
      '+  replicas: 5 # three: one a zone',
    ]);
    expect(objects).toMatchObject([{ fields: ['spec.replicas'] }]);
    expect(capture).toMatchObject({
      outcome: 'done',
      branch: 'main',
      commit: head(),
      files: ['deployment.yaml'],
    });
    const message = repository.git('log', '-1', '--format=%B');
    expect(message).toMatch(/^capture\(task-agent\): replicas 3 → 5 from /);
    expect(message).toContain(`/${namespace}/Deployment/task-agent`);
    expect(message).toMatch(/^Live-Resource-Version: \d+$/m);
    expect(message).toMatch(/^Live-Writer: spec\.replicas kubectl\/scale Update/m);
    expect((await driftline('status')).code).toBe(0);
  });

  it('a hotfix image and a debugging variable, with work under way in the same file', async () => {
    await kubectl('set', 'image', 'deployment/task-agent', 'agent=ghcr.io/x/agent:hotfix');
    await kubectl('set', 'env', 'deployment/task-agent', 'DEBUG=true');
    const text = read('deployment.yaml');
    const staged = text.replace('revisionHistoryLimit: 5', 'revisionHistoryLimit: 7');
    repository.write('deployment.yaml', staged);
    repository.git('add', 'deployment.yaml');
    repository.write('deployment.yaml', staged.replace('periodSeconds: 5', 'periodSeconds: 9'));
    const work = [lines('--cached'), lines()];
    await captured('--object', 'deployment/task-agent');
    expect(lastCommit()).toEqual([
      '-          image: ghcr.io/driftline/task-agent:v1.1.0',
      '+          image: ghcr.io/x/agent:hotfix',
      '+            - name: DEBUG',
      '+              value: "true"',
    ]);
    expect([lines('--cached'), lines()]).toEqual(work);
    const status = statusOf(await driftline('status', '--json'));
    expect(objectNamed(status, 'Deployment', 'task-agent')?.status).toBe('inSync');
  });

  it("a deleted Service's manifest is removed", async () => {
    await kubectl('delete', 'service', 'task-agent');
    const { objects } = await captured('--object', 'service/task-agent');
    expect(objects).toMatchObject([{ fields: [], removed: true }]);
    expect(repository.git('show', '--name-status', '--format=', 'HEAD')).toBe('D\tservice.yaml\n');
    expect(existsSync(path.join(repository.folder, 'service.yaml'))).toBe(false);
    const run = await driftline('status', '--json');
    expect(statusOf(run).summary).toMatchObject({ inSync: 2, missing: 0 });
    expect(run.code).toBe(0);
  });

  it('several objects are one commit', async () => {
    await scale(4);
    await kubectl(
      ...['patch', 'configmap/task-agent', '--type=merge', '-p'],
      '{"data":{"feature.flags":"priorities"}}',
    );
    const before = head();
    const { objects } = await captured(
      ...['--object', 'deployment/task-agent', '--object', 'cm/task-agent'],
    );
    expect(objects).toHaveLength(2);
    expect(repository.git('rev-parse', 'HEAD~1').trim()).toBe(before);
    expect(lastCommit()).toEqual([
      '-  feature.flags: "priorities,metrics"',
      '+  feature.flags: "priorities"',
      '-  replicas: 3 # three: one a zone',
      '+  replicas: 4 # three: one a zone',
    ]);
    expect((await driftline('status')).code).toBe(0);
  });
});

describe('what is chosen', () => {
  it('--field takes a path and all below it, and lists the paths where none is meant', async () => {
    await scale(5);
    await kubectl('set', 'image', 'deployment/task-agent', 'agent=ghcr.io/x/agent:hotfix');
    const object = ['--object', 'deployment/task-agent'];
    const run = await refused([...object, '--field', 'spec.paused'], /at or below spec\.paused/);
    expect(run.err).toContain(`  spec.replicas\n  ${image}`);
    await captured(...object, '--field', 'spec.template');
    expect(lastCommit()).toHaveLength(2);
    expect(lastCommit()[1]).toContain('image: ghcr.io/x/agent:hotfix');
    const status = statusOf(await driftline('status', '--json'));
    const left = objectNamed(status, 'Deployment', 'task-agent')?.findings;
    expect(left?.map((finding) => finding.path)).toEqual(['spec.replicas']);
  });

  it('--field removes no manifest of an object that is gone', async () => {
    await scale(5);
    await kubectl('delete', 'service', 'task-agent');
    const run = await driftline(
      ...['capture', '--yes', '--json', '--field', 'spec.replicas'],
      ...['--object', 'deployment/task-agent', '--object', 'service/task-agent'],
    );
    expect(run.code).toBe(1);
    expect(captureOf(run)).toMatchObject({ capture: { outcome: 'partial' } });
    expect(existsSync(path.join(repository.folder, 'service.yaml'))).toBe(true);
    expect(lastCommit()).toHaveLength(2);
  });

  it('nothing to do is exit 0, and no consent writes nothing', async () => {
    const before = head();
    expect((await driftline('capture', '--object', 'deployment/task-agent')).code).toBe(0);
    await scale(5);
    const asked = await driftline('capture', '--object', 'deployment/task-agent');
    expect(asked.code).toBe(1);
    expect(asked.err).toContain('Nothing was written');
    expect(asked.out).toContain('+  replicas: 5 # three: one a zone');
    const json = await driftline('capture', '--json', '--object', 'deployment/task-agent');
    expect(json.code).toBe(1);
    expect(captureOf(json).capture.outcome).toBe('nothing');
    expect(head()).toBe(before);
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it('--message keeps the trailers; --branch leaves the tree alone; --push pushes', async () => {
    const remote = path.join(repository.folder, '.git', 'remote.git');
    repository.git('init', '-q', '--bare', remote);
    repository.git('remote', 'add', 'origin', remote);
    await scale(5);
    const before = head();
    const { capture } = await captured(
      ...['--object', 'deployment/task-agent', '--message', 'Keep five agents'],
      ...['--branch', 'five', '--push'],
    );
    expect(capture).toMatchObject({
      branch: 'five',
      subject: 'Keep five agents',
      pushed: { remote: 'origin', branch: 'five' },
    });
    expect(head()).toBe(before);
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.git('--git-dir', remote, 'rev-parse', 'five').trim()).toBe(capture.commit);
    expect(repository.git('log', '-1', '--format=%(trailers)', 'five')).toContain('Captured-From:');
    expect(lines('main', 'five')).toHaveLength(2);
  });

  it('tells what is left to do, and that the branch is behind its upstream', async () => {
    const remote = path.join(repository.folder, '.git', 'remote.git');
    repository.git('init', '-q', '--bare', remote);
    repository.git('remote', 'add', 'origin', remote);
    repository.commit('Elsewhere', { 'note.txt': 'x' });
    repository.git('push', '-q', '-u', 'origin', 'main');
    repository.git('reset', '-q', '--hard', 'HEAD~1');
    await scale(5);
    const object = ['--object', 'deployment/task-agent'];
    const run = await driftline('capture', '--yes', ...object, '--branch', 'five');
    expect(run.code, run.out + run.err).toBe(0);
    expect(run.err).toContain('main is 1 commit behind origin/main');
    expect(run.out).toContain('next: git push -u origin five');
    expect(run.out).toContain('status says "captured in five"');
    repository.git('branch', '-q', '-D', 'five');
    const onMain = await driftline('capture', '--yes', ...object);
    expect(onMain.out).toContain('next: git push origin main');
    expect((await driftline('status')).out).toContain('captured in main');
    repository.git('reset', '-q', '--hard', 'HEAD~1');
    expect((await driftline('status')).out).not.toContain('captured in');
  });
});

describe('what another branch has captured', () => {
  const deploymentNow = async (): Promise<ReturnType<typeof objectNamed>> =>
    objectNamed(statusOf(await driftline('status', '--json')), 'Deployment', 'task-agent');

  it('carries its name, is left out of a sync of all, and comes back', async () => {
    await scale(5);
    await captured('--object', 'deployment/task-agent', '--branch', 'five');
    expect(await deploymentNow()).toMatchObject({ status: 'drifted', capturedIn: 'five' });
    const sync = await driftline('sync', '--yes');
    expect(sync.out).toContain('spec.replicas is left: five declares what the cluster has');
    expect(await kubectl('get', 'deployment/task-agent', '-o=jsonpath={.spec.replicas}')).toBe('5');
    await scale(6);
    expect(await deploymentNow()).not.toHaveProperty('capturedIn');
    await scale(5);
    expect(await deploymentNow()).toMatchObject({ capturedIn: 'five' });
    repository.git('branch', '-q', '-D', 'five');
    expect(await deploymentNow()).not.toHaveProperty('capturedIn');
    const again = await driftline('sync', '--yes');
    expect(again.code, again.out).toBe(0);
    expect(await kubectl('get', 'deployment/task-agent', '-o=jsonpath={.spec.replicas}')).toBe('3');
  });

  it('may be the current branch, until what the target follows has it', async () => {
    repository.git('branch', 'released');
    const followed = ['--revision', 'released'];
    const now = async (): Promise<ReturnType<typeof objectNamed>> => {
      const run = await driftline('status', '--json', ...followed);
      return objectNamed(statusOf(run), 'Deployment', 'task-agent');
    };
    await scale(5);
    await captured('--object', 'deployment/task-agent', ...followed);
    const capturedIn = repository.git('branch', '--show-current').trim();
    expect(await now()).toMatchObject({ status: 'drifted', capturedIn });
    const sync = await driftline('sync', '--yes', ...followed);
    expect(sync.out).toContain(
      `spec.replicas is left: ${capturedIn} declares what the cluster has`,
    );
    repository.git('branch', '-f', 'released', 'HEAD');
    expect(await now()).toMatchObject({ status: 'inSync' });
    expect(await now()).not.toHaveProperty('capturedIn');
  });

  it('takes only what is captured out of the count: one of two drifts', async () => {
    const hotfix = 'ghcr.io/x/agent:hotfix';
    await scale(5);
    await kubectl('set', 'image', 'deployment/task-agent', `agent=${hotfix}`);
    const object = ['--object', 'deployment/task-agent'];
    await captured(...object, '--field', 'spec.replicas', '--branch', 'five');
    const now = await deploymentNow();
    expect(now).not.toHaveProperty('capturedIn');
    expect(now?.findings).toMatchObject([
      { path: 'spec.replicas', capturedIn: 'five' },
      { path: image },
    ]);
    expect(now?.findings[1]).not.toHaveProperty('capturedIn');
    const text = await driftline('status');
    expect(text.code).toBe(1);
    expect(text.out).toContain('2 fields · 1 captured in five');
    const sync = await driftline('sync', '--yes');
    expect(sync.code, sync.out).toBe(0);
    const live = '-o=jsonpath={.spec.replicas} {..containers[0].image}';
    const before = 'ghcr.io/driftline/task-agent:v1.1.0';
    expect(await kubectl('get', 'deployment/task-agent', live)).toBe(`5 ${before}`);
    expect(await deploymentNow()).toMatchObject({ status: 'drifted', capturedIn: 'five' });
    const named = await driftline('sync', '--yes', ...object);
    expect(named.code, named.out).toBe(0);
    expect(await kubectl('get', 'deployment/task-agent', live)).toBe(`3 ${before}`);
    await scale(5);
    repository.git('branch', '-q', '-D', 'five');
    expect((await driftline('sync', '--yes')).code).toBe(0);
    expect(await kubectl('get', 'deployment/task-agent', live)).toBe(`3 ${before}`);
  });

  it('is forgotten where the branch says otherwise, and a removal counts too', async () => {
    await kubectl('delete', 'service', 'task-agent');
    await captured('--object', 'service/task-agent', '--branch', 'gone');
    const service = async (): Promise<ReturnType<typeof objectNamed>> =>
      objectNamed(statusOf(await driftline('status', '--json')), 'Service', 'task-agent');
    expect(await service()).toMatchObject({ status: 'missing', capturedIn: 'gone' });
    repository.git('branch', '-q', '-f', 'gone', 'main');
    expect(await service()).not.toHaveProperty('capturedIn');
  });
});

describe('what is refused', () => {
  const object = ['--object', 'deployment/task-agent'];

  it("Git's own newer value is not undone", async () => {
    repository.commit('Scale', {
      'deployment.yaml': read('deployment.yaml').replace('replicas: 3', 'replicas: 4'),
    });
    await refused(
      [...object, '--field', 'spec.replicas'],
      /spec\.replicas is Git's newer value/,
      1,
    );
  });

  it('values of Secrets, and what looks like one', async () => {
    repository.commit('Secret', {
      'secret.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: old}\n',
    });
    await kubectl('apply', '-f', repository.folder);
    await kubectl('patch', 'secret/s', '--type=merge', '-p', '{"stringData":{"password":"new"}}');
    await kubectl('set', 'env', 'deployment/task-agent', 'API_TOKEN=hunter2-hunter2');
    const secret = await refused(['--object', 'secret/s'], /plain Secret value/, 1);
    const token = await refused(object, /looks like a secret/, 1);
    expect(secret.out + secret.err).not.toContain(btoa('new'));
    expect(token.out + token.err).not.toContain('hunter2');
  });

  it('what looks like a secret is taken over with a consent of its own, and shown by nobody', async () => {
    await kubectl('set', 'env', 'deployment/task-agent', 'API_TOKEN=hunter2-hunter2');
    const without = await refused(object, /add --include-secrets/, 1);
    expect(without.out + without.err).not.toContain('hunter2');
    const json = await driftline('capture', '--json', '--yes', ...object);
    expect(captureOf(json).refusals).toMatchObject([{ secretLooking: true }]);
    const run = await driftline('capture', ...object, '--include-secrets', '--yes');
    expect(run.code, run.err).toBe(0);
    expect(run.out).toContain('+              value: ••••••');
    expect(run.out + run.err).not.toContain('hunter2');
    expect(lastCommit()).toEqual([
      '+            - name: API_TOKEN',
      '+              value: hunter2-hunter2',
    ]);
    expect(repository.git('log', '-1', '--format=%B')).not.toContain('hunter2');
    const audit = readFileSync(path.join(cli.folder, 'state', 'audit.jsonl'), 'utf8');
    expect(audit).not.toContain('hunter2');
    expect((await driftline('status')).code).toBe(0);
  });

  it('without a branch, and while a rebase is under way', async () => {
    await scale(5);
    repository.git('checkout', '-q', '--detach');
    await refused(object, /branch/);
    repository.git('checkout', '-q', 'main');
    mkdirSync(path.join(repository.folder, '.git', 'rebase-merge'));
    await refused(object, /rebase/);
  });

  it('where the same line is being edited, and where a hook refuses', async () => {
    await scale(5);
    const text = read('deployment.yaml');
    repository.write('deployment.yaml', text.replace('replicas: 3', 'replicas: 8'));
    await refused(object, /deployment\.yaml/);
    repository.write('deployment.yaml', text);
    const hook = path.join(repository.folder, '.git', 'hooks', 'pre-commit');
    mkdirSync(path.dirname(hook), { recursive: true });
    writeFileSync(hook, '#!/bin/sh\necho "the linter says no" >&2\nexit 1\n');
    chmodSync(hook, 0o755);
    await refused(object, /pre-commit/);
    expect(repository.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  it('an object that is not there, and none at all', async () => {
    await refused(['--object', 'deployment/none'], /none/);
    await refused([], /--object/);
  });
});

describe('driftline rollback', () => {
  const release = (tag: string): string =>
    repository.commit(`Release ${tag}`, {
      'deployment.yaml': read('deployment.yaml').replace(/task-agent:v[\d.]+/, `task-agent:${tag}`),
    });
  const liveImage = (): Promise<string> =>
    kubectl('get', 'deployment/task-agent', '-o=jsonpath={..containers[0].image}');

  it('--apply brings the old image back by a revert commit, and the log tells it', async () => {
    const bad = release('v1.2.0');
    await kubectl('apply', '-f', repository.folder);
    const shown = await driftline('rollback', bad);
    expect(shown.code).toBe(1);
    expect(shown.out).toContain('+          image: ghcr.io/driftline/task-agent:v1.1.0');
    expect(shown.out).toContain('Against the cluster');
    const line =
      read('deployment.yaml')
        .split('\n')
        .findIndex((one) => one.includes('image:')) + 1;
    expect(shown.out).toContain(`deployment.yaml:${line}`);
    expect(head()).toBe(bad);
    const json = await driftline('rollback', bad, '--apply', '--json');
    expect(json.code).toBe(1);
    expect(rollbackOf(json).rollback).toEqual({ outcome: 'nothing' });
    expect(head()).toBe(bad);
    const run = await driftline('rollback', bad, '--apply', '--yes');
    expect(run.code, run.out + run.err).toBe(0);
    expect(repository.git('log', '-1', '--format=%s')).toBe('Revert "Release v1.2.0"\n');
    expect(await liveImage()).toBe('ghcr.io/driftline/task-agent:v1.1.0');
    expect((await driftline('status')).code).toBe(0);
    const log = await driftline('log');
    expect(log.out).toContain('Revert "Release v1.2.0"');
    expect(log.out).toContain('applied from Git');
  });

  it('--apply --json prints one document: the commit, and what became of the cluster', async () => {
    const bad = release('v1.2.0');
    await kubectl('apply', '-f', repository.folder);
    const done = rollbackOf(await driftline('rollback', bad, '--apply', '--yes', '--json'));
    expect(done).toMatchObject({
      rollback: { outcome: 'done', branch: 'main', commit: head(), files: ['deployment.yaml'] },
      sync: { steps: [{ outcome: 'done', status: 'inSync' }], summary: { done: 1, failed: 0 } },
      problems: [],
    });
    expect(await liveImage()).toBe('ghcr.io/driftline/task-agent:v1.1.0');
  });

  it('--apply leaves the cluster alone where the target does not follow the revert’s branch', async () => {
    const bad = release('v1.2.0');
    await kubectl('apply', '-f', repository.folder);
    await kubectl('scale', 'deployment/task-agent', '--replicas=5');
    const args = ['--apply', '--branch', 'back', '--yes', '--json'];
    const run = await driftline('rollback', bad, ...args);
    expect(run.code).toBe(1);
    const { rollback, sync, problems } = rollbackOf(run);
    expect(rollback).toMatchObject({ outcome: 'done', branch: 'back' });
    expect(sync).toBeUndefined();
    expect(problems).toMatchObject([{ message: expect.stringContaining('merge back') }]);
    expect(await kubectl('get', 'deployment/task-agent', '-o=jsonpath={.spec.replicas}')).toBe('5');
  });

  it('--json tells of what failed', async () => {
    const bad = release('v1.2.0');
    repository.write('deployment.yaml', `${read('deployment.yaml')}# note\n`);
    const early = await driftline('rollback', bad, '--yes', '--json');
    expect(early.code).toBe(2);
    expect(rollbackOf(early)).toMatchObject({
      rollback: { outcome: 'nothing' },
      problems: [{ severity: 'error', message: expect.stringContaining('deployment.yaml') }],
    });
    const nowhere = await driftline('rollback', bad, '--json', '--repo', '/nowhere-at-all');
    expect(nowhere.code).toBe(2);
    expect(rollbackOf(nowhere)).toMatchObject({ rollback: { outcome: 'nothing' }, objects: [] });
  });

  it('--since takes back all that came after, and leaves the cluster alone', async () => {
    const good = head();
    release('v1.2.0');
    release('v1.3.0');
    await kubectl('apply', '-f', repository.folder);
    const run = await driftline('rollback', good, '--since', '--yes', '--json');
    expect(run.code).toBe(0);
    expect(rollbackOf(run)).toMatchObject({
      rollback: { outcome: 'done', branch: 'main', commit: head(), files: ['deployment.yaml'] },
    });
    expect(lines(good, 'HEAD')).toEqual([]);
    expect(await liveImage()).toBe('ghcr.io/driftline/task-agent:v1.3.0');
    const again = await driftline('rollback', 'HEAD', '--since', '--yes');
    expect(again.code).toBe(0);
  });

  it('is refused where its files have uncommitted work, and for what is no commit', async () => {
    const bad = release('v1.2.0');
    repository.write('deployment.yaml', `${read('deployment.yaml')}# note\n`);
    const run = await driftline('rollback', bad, '--yes');
    expect(run.code).toBe(2);
    expect(run.err).toContain('deployment.yaml');
    expect(head()).toBe(bad);
    expect((await driftline('rollback', 'no-such-commit', '--yes')).code).toBe(2);
  });
});
