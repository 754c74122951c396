import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommitBench, deployment, scale } from './gitCommitFixture.ts';
import { GitFixture } from './gitFixture.ts';

process.env.GIT_CONFIG_GLOBAL = '/dev/null';
process.env.GIT_CONFIG_SYSTEM = '/dev/null';

let origin: CommitBench;
let server: GitFixture;
beforeEach(() => {
  origin = new CommitBench();
  origin.git('config', 'uploadpack.allowFilter', 'true');
  origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  origin.repo.commit('first', { 'a/web.yaml': deployment });
  origin.repo.commit('second', { 'a/web.yaml': `${deployment}  second: 1\n`, 'b.yaml': 'b: 1\n' });
  server = new GitFixture(mkdtempSync(path.join(tmpdir(), 'driftline server ')));
  server.git('clone', '-q', '--bare', origin.repo.folder, '.');
});
afterEach(() => {
  origin.remove();
  server.remove();
});

/** A clone that pushes to the bare server. */
function clone(): CommitBench {
  const made = origin.clone();
  made.git('remote', 'set-url', 'origin', `file://${server.folder}`);
  made.git('fetch', '-q');
  return made;
}

describe('clones', () => {
  it('that are shallow take commits', async () => {
    const shallow = origin.clone('--depth=1');
    await (await shallow.open()).commit(scale(undefined, 'a/web.yaml'));
    expect(shallow.git('status', '--porcelain')).toBe('');
    expect(shallow.git('rev-list', '--count', 'HEAD').trim()).toBe('2');
  });

  it('that are partial take commits without a fetch', async () => {
    const partial = origin.clone('--filter=blob:none', '--no-checkout');
    partial.git('sparse-checkout', 'set', '--cone', 'a');
    partial.git('checkout', '-q');
    const missing = partial.git('rev-list', '--objects', '--all', '--missing=print');
    expect(missing).toMatch(/^\?/m);
    const gone = partial.git('remote', 'get-url', 'origin').trim();
    partial.git('remote', 'set-url', 'origin', `${gone}-away`);
    await (await partial.open()).commit(scale(undefined, 'a/web.yaml'));
    expect(partial.git('show', 'HEAD:a/web.yaml')).toContain('replicas: 5');
    expect(partial.git('status', '--porcelain')).toBe('');
  });

  it('that lack the file itself say so, and fetch nothing', async () => {
    const partial = origin.clone('--filter=blob:none', '--no-checkout');
    const failure = (await partial.open()).commit(scale({ name: 'new' }, 'a/web.yaml'));
    await expect(failure).rejects.toMatchObject({ name: 'CommitError', reason: 'failed' });
    await expect(failure).rejects.toThrow(/partial clone/);
    expect(partial.git('rev-list', '--objects', '--all', '--missing=print')).toMatch(/^\?/m);
  });
});

describe('branches', () => {
  it('are known with their remote; the default and protected ones offer a new one', async () => {
    const one = clone();
    const committer = await one.open();
    expect(await committer.branches()).toEqual({
      current: 'main',
      remote: 'origin',
      offersNewBranch: true,
    });
    one.git('checkout', '-q', '-b', 'side');
    expect(await committer.branches()).toMatchObject({ current: 'side', offersNewBranch: false });
    one.git('push', '-q', '-u', 'origin', 'side');
    expect(await committer.branches()).toMatchObject({ offersNewBranch: false });
    one.git('remote', 'set-head', 'origin', 'side');
    expect(await committer.branches()).toMatchObject({ offersNewBranch: true });
    one.git('checkout', '-q', '--detach');
    expect(await committer.branches()).toEqual({ remote: 'origin', offersNewBranch: false });
  });

  it('are behind by what was fetched of their upstream', async () => {
    const one = clone();
    const committer = await one.open();
    one.git('commit', '-q', '--allow-empty', '-m', 'elsewhere');
    one.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    expect(await committer.branches()).not.toHaveProperty('behind');
    one.git('reset', '-q', '--hard', 'HEAD~1');
    one.git('commit', '-q', '--allow-empty', '-m', 'here');
    const behind = { upstream: 'origin/main', commits: 1 };
    expect(await committer.branches()).toMatchObject({ behind });
  });

  it('without an upstream are nobody else’s', async () => {
    expect(await (await origin.open()).branches()).toEqual({
      current: 'main',
      offersNewBranch: false,
    });
  });
});

describe('a push', () => {
  it('takes one branch to the only remote, under its own name', async () => {
    const one = clone();
    const committer = await one.open();
    const { commit } = await committer.commit(scale({ name: 'capture/web' }, 'a/web.yaml'));
    expect(await committer.push('capture/web')).toEqual({
      remote: 'origin',
      branch: 'capture/web',
    });
    expect(server.git('rev-parse', 'capture/web').trim()).toBe(commit);
    expect(server.git('rev-parse', 'main')).toBe(one.git('rev-parse', 'main'));
  });

  it('takes a branch to its upstream', async () => {
    const one = clone();
    one.git('checkout', '-q', '-b', 'mine', '--track', 'origin/main');
    const committer = await one.open();
    const { commit } = await committer.commit(scale(undefined, 'a/web.yaml'));
    expect(await committer.push('mine')).toEqual({ remote: 'origin', branch: 'main' });
    expect(server.git('rev-parse', 'main').trim()).toBe(commit);
  });

  it('never forces', async () => {
    const one = clone();
    const other = clone();
    other.repo.commit('theirs', { 'c.yaml': 'c: 1\n' });
    other.git('push', '-q', 'origin', 'main');
    const committer = await one.open();
    await committer.commit(scale(undefined, 'a/web.yaml'));
    await expect(committer.push('main')).rejects.toMatchObject({ reason: 'moved' });
    expect(server.git('log', '-1', '--format=%s', 'main').trim()).toBe('theirs');
  });

  it('tells what a hook, a server or a missing remote says', async () => {
    const one = clone();
    const committer = await one.open();
    await committer.commit(scale(undefined, 'a/web.yaml'));
    await expect(committer.push('nothing')).rejects.toMatchObject({ reason: 'refused' });
    one.hook('pre-push', 'echo "not on Fridays" >&2; exit 1');
    await expect(committer.push('main')).rejects.toMatchObject({
      reason: 'hook',
      output: expect.stringContaining('not on Fridays'),
    });
    one.git('config', 'core.hooksPath', '/dev/null');
    one.git('remote', 'set-url', 'origin', 'https://127.0.0.1:9/x/y.git');
    await expect(committer.push('main')).rejects.toMatchObject({ reason: 'failed' });
    one.git('remote', 'remove', 'origin');
    await expect(committer.push('main')).rejects.toMatchObject({ reason: 'refused' });
  });

  it('is refused by a server that protects the branch', async () => {
    const one = clone();
    server.git('config', 'receive.denyNonFastForwards', 'true');
    const committer = await one.open();
    await committer.commit(scale(undefined, 'a/web.yaml'));
    const bench = new CommitBench(server);
    bench.hook('pre-receive', 'echo "main is protected"; exit 1', 'hooks');
    await expect(committer.push('main')).rejects.toMatchObject({
      reason: 'refused',
      output: expect.stringContaining('main is protected'),
    });
  });
});
