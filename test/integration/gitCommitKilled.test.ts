import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedLines, CommitBench, deployment, scale } from './gitCommitFixture.ts';

process.env.GIT_CONFIG_GLOBAL = '/dev/null';
process.env.GIT_CONFIG_SYSTEM = '/dev/null';

let one: CommitBench;
beforeEach(() => {
  one = new CommitBench();
  one.repo.commit('first', { 'web.yaml': deployment });
});
afterEach(() => one.remove());

/** A Git that kills its caller before, or after, a command whose words hold `words`. */
function murderousGit(when: 'before' | 'after', words: string): string {
  const file = path.join(one.repo.folder, '.git', 'murderous-git');
  const kill = 'kill -9 $PPID';
  const body = when === 'before' ? `${kill}; exit 1` : `git "$@"; code=$?; ${kill}; exit $code`;
  writeFileSync(file, `#!/bin/sh\ncase "$*" in *"${words}"*) ${body};; esac\nexec git "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Commits in a process of its own, which does not live to tell. */
async function commitAndDie(gitBinary: string): Promise<void> {
  const root = path.join(import.meta.dirname, '..', '..');
  const url = (file: string) => JSON.stringify(pathToFileURL(path.join(root, file)).href);
  const script = `
    import { openCommitter } from ${url('src/adapters/git/openCommitter.ts')};
    import { scale } from ${url('test/integration/gitCommitFixture.ts')};
    const options = { gitBinary: ${JSON.stringify(gitBinary)} };
    const committer = await openCommitter(${JSON.stringify(one.repo.folder)}, options);
    await committer.commit(scale());
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const signal = await new Promise((resolve) => child.once('exit', (_, how) => resolve(how)));
  expect(signal).toBe('SIGKILL');
}

/** Nothing of ours is left in Git's folder. */
function expectTidy(): void {
  const left = readdirSync(path.join(one.repo.folder, '.git')).filter(
    (name) => name.startsWith('driftline') || name.includes('.lock'),
  );
  expect(left).toEqual([]);
  expect(one.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(existsSync(path.join(one.repo.folder, '.web.yaml.driftline-part'))).toBe(false);
}

describe('a process that is killed', () => {
  it.each([
    ['before', 'cat-file'],
    ['after', 'hash-object'],
    ['before', 'commit-tree'],
    ['after', 'commit-tree'],
    ['before', 'update-index'],
    ['after', 'update-index'],
    ['before', 'update-ref'],
  ] as const)('%s %s has committed nothing', async (when, words) => {
    one.repo.write('web.yaml', deployment.replace('paused: false', 'paused: true'));
    one.repo.write('new.yaml', 'n: 1\n');
    const before = one.state();
    await commitAndDie(murderousGit(when, words));
    await one.open();
    expect(one.state()).toEqual(before);
    expectTidy();
    await expect((await one.open()).commit(scale())).resolves.toMatchObject({ branch: 'main' });
    expectTidy();
  });

  it.each([
    ['after', 'update-ref'],
    ['before', 'add --refresh'],
    ['after', 'add --refresh'],
  ] as const)('%s %s is followed up at the next start', async (when, words) => {
    one.repo.write('web.yaml', deployment.replace('paused: false', 'paused: true'));
    one.git('add', 'web.yaml');
    one.repo.write(
      'web.yaml',
      deployment.replace('paused: false', 'paused: true').replace('Seconds: 1', 'Seconds: 9'),
    );
    const staged = changedLines(one.git('diff', '--cached'));
    const changed = changedLines(one.git('diff'));
    await commitAndDie(murderousGit(when, words));
    expect(one.git('log', '--format=%s').trim()).toMatch(/^capture.*\nfirst$/);
    await one.open();
    expect(changedLines(one.git('diff', '--cached'))).toEqual(staged);
    expect(changedLines(one.git('diff'))).toEqual(changed);
    expectTidy();
  });

  it('leaves scratch that the next one sweeps', async () => {
    const dead = 2 ** 22 + 1;
    const own = `driftline-blobs-${process.pid}-x`;
    for (const name of [`driftline-blobs-${dead}-x/0`, `index.lock.${dead}.x`, `${own}/0`]) {
      one.repo.write(`.git/${name}`, 'x');
    }
    await one.open();
    const left = readdirSync(path.join(one.repo.folder, '.git'));
    expect(left.filter((name) => /driftline|lock/.test(name))).toEqual([own]);
  });

  it('is followed up beside what was edited since', async () => {
    await commitAndDie(murderousGit('after', 'update-ref'));
    one.repo.write('web.yaml', deployment.replace('Seconds: 1', 'Seconds: 9'));
    await one.open();
    expect(changedLines(one.git('diff'))).toEqual([
      '-  minReadySeconds: 1',
      '+  minReadySeconds: 9',
    ]);
    expect(one.git('diff', '--cached')).toBe('');
    expectTidy();
  });

  it('is not followed up where the branch went on without it', async () => {
    await commitAndDie(murderousGit('after', 'update-ref'));
    one.git('update-ref', 'refs/heads/main', 'HEAD^');
    await one.open();
    expect(one.git('status', '--porcelain')).toBe('');
    expect(one.read('web.yaml')).toBe(deployment);
    expectTidy();
  });

  it.each([
    ['after', 'worktree add'],
    ['before', 'hook run'],
    ['after', 'commit-tree'],
  ] as const)('%s "%s" leaves no worktree behind for long', async (when, words) => {
    one.hook('pre-commit', 'exit 0');
    const before = one.state();
    await commitAndDie(murderousGit(when, words));
    await one.open();
    expect(one.state()).toEqual(before);
    expectTidy();
  });
});
