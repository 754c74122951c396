import {
  chmodSync,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCommitter } from '../../src/adapters/git/openCommitter.ts';
import { changedLines, CommitBench, deployment, exchange, scale } from './gitCommitFixture.ts';
import { GitFixture } from './gitFixture.ts';

process.env.GIT_CONFIG_GLOBAL = '/dev/null';
process.env.GIT_CONFIG_SYSTEM = '/dev/null';

const benches: CommitBench[] = [];
afterEach(() => {
  for (const bench of benches.splice(0)) bench.remove();
});

function keep(bench: CommitBench): CommitBench {
  benches.push(bench);
  return bench;
}

function bench(files: Readonly<Record<string, string | Buffer>> = { 'web.yaml': deployment }) {
  const made = keep(new CommitBench());
  made.repo.commit('first', files);
  return made;
}

describe('a commit on the current branch', () => {
  it('holds the edit alone, and leaves a clean tree clean', async () => {
    const one = bench({ 'web.yaml': deployment, 'a/b/other.yaml': 'x: 1\n' });
    const parent = one.git('rev-parse', 'HEAD').trim();
    const committer = await one.open();
    const preview = await committer.preview(scale());
    expect(preview).toEqual({
      parent,
      branch: 'main',
      files: [
        {
          file: 'web.yaml',
          before: deployment,
          after: deployment.replace('replicas: 3', 'replicas: 5'),
        },
      ],
    });
    const commit = await committer.commit(scale());
    expect(commit).toEqual({
      commit: one.git('rev-parse', 'HEAD').trim(),
      branch: 'main',
      subject: 'capture(web): replicas 3 → 5 from staging',
      files: ['web.yaml'],
    });
    expect(one.git('rev-parse', 'HEAD^').trim()).toBe(parent);
    expect(changedLines(one.git('show', '--format=', 'HEAD'))).toEqual([
      '-  replicas: 3 # by hand',
      '+  replicas: 5 # by hand',
    ]);
    expect(one.git('log', '-1', '--format=%an %ae %cn %B')).toBe(
      'Zoë Tester zoe@example.com Zoë Tester capture(web): replicas 3 → 5 from staging\n\nLive-Writer: kubectl\n\n',
    );
    expect(one.git('status', '--porcelain')).toBe('');
    expect(one.git('diff-files')).toBe('');
    expect(one.git('fsck', '--strict')).toBe('');
    expect(one.git('reflog', '-1', '--format=%gs')).toMatch(/^commit: capture/);
  });

  it('keeps staged and unstaged work of the same file, on neighbouring lines too', async () => {
    const one = bench();
    one.repo.write('web.yaml', deployment.replace('paused: false', 'paused: true'));
    one.git('add', 'web.yaml');
    one.repo.write(
      'web.yaml',
      deployment
        .replace('paused: false', 'paused: true')
        .replace('spec:\n', 'spec:\n  # mine\n')
        .replace('Seconds: 1', 'Seconds: 9'),
    );
    const staged = changedLines(one.git('diff', '--cached'));
    const unstaged = changedLines(one.git('diff'));
    await (await one.open()).commit(scale());
    expect(changedLines(one.git('diff', '--cached'))).toEqual(staged);
    expect(changedLines(one.git('diff'))).toEqual(unstaged);
    expect(staged).toEqual(['-  paused: false', '+  paused: true']);
    expect(changedLines(one.git('show', '--format=', 'HEAD'))).toHaveLength(2);
    expect(one.read('web.yaml')).toContain('  # mine\n  replicas: 5 # by hand\n  paused: true');
  });

  it.each([
    ['staged', true],
    ['unstaged', false],
  ])('writes nothing where it meets a %s change of the same line', async (_, isStaged) => {
    const one = bench();
    one.repo.write('web.yaml', deployment.replace('replicas: 3', 'replicas: 4'));
    if (isStaged) one.git('add', 'web.yaml');
    if (isStaged) one.repo.write('web.yaml', deployment);
    const before = one.state();
    const committer = await one.open();
    await expect(committer.commit(scale())).rejects.toMatchObject({ reason: 'conflict' });
    await expect(committer.preview(scale())).rejects.toMatchObject({ reason: 'conflict' });
    expect(one.state()).toEqual(before);
  });

  it('leaves all other work alone', async () => {
    const one = bench({ 'web.yaml': deployment, 'b.yaml': 'b: 1\n', 'c.yaml': 'c: 1\n' });
    one.repo.write('b.yaml', 'b: 2\n');
    one.git('add', 'b.yaml');
    one.repo.write('c.yaml', 'c: 2\n');
    one.repo.write('new.yaml', 'n: 1\n');
    one.repo.write('later.yaml', 'l: 1\n');
    one.git('add', '-N', 'later.yaml');
    const status = one.git('status', '--porcelain');
    await (await one.open()).commit(scale());
    expect(one.git('status', '--porcelain')).toBe(status);
    expect(one.git('show', '--format=', '--name-only', 'HEAD')).toBe('web.yaml\n');
  });

  it('makes and removes files, with their folders', async () => {
    const one = bench({ 'web.yaml': deployment, 'old/deep/gone.yaml': 'a: 1\n' });
    await (
      await one.open()
    ).commit({
      edits: [
        { file: 'old/deep/gone.yaml', edit: () => ({}) },
        { file: 'neu/ü/made.yaml', edit: () => ({ text: 'made: 1\n' }) },
      ],
      message: 'both',
      branch: { current: true },
    });
    expect(one.git('show', '--format=', '--name-status', '-z', '--no-renames', 'HEAD')).toBe(
      'A\0neu/ü/made.yaml\0D\0old/deep/gone.yaml\0',
    );
    expect(one.git('status', '--porcelain')).toBe('');
    expect(existsSync(path.join(one.repo.folder, 'old'))).toBe(false);
    expect(one.read('neu/ü/made.yaml')).toBe('made: 1\n');
  });

  it('keeps modes, byte order marks and line endings', async () => {
    const text = `\uFEFF${deployment.replaceAll('\n', '\r\n')}`;
    const one = bench({ 'web.yaml': text });
    chmodSync(path.join(one.repo.folder, 'web.yaml'), 0o755);
    one.repo.commit('executable');
    await (await one.open()).commit(scale());
    expect(one.git('cat-file', 'blob', 'HEAD:web.yaml')).toBe(
      text.replace('replicas: 3', 'replicas: 5'),
    );
    expect(one.git('ls-tree', 'HEAD', 'web.yaml')).toMatch(/^100755 /);
    expect(one.git('status', '--porcelain')).toBe('');
    expect(statSync(path.join(one.repo.folder, 'web.yaml')).mode & 0o111).not.toBe(0);
  });

  it.each([
    ['core.autocrlf', (one: CommitBench) => one.git('config', 'core.autocrlf', 'true')],
    [
      '.gitattributes',
      (one: CommitBench) => one.repo.commit('a', { '.gitattributes': '*.yaml eol=crlf\n' }),
    ],
  ])('keeps line endings that %s turned', async (_, turn) => {
    const one = bench();
    turn(one);
    rmSync(path.join(one.repo.folder, 'web.yaml'));
    one.git('checkout', '--', 'web.yaml');
    expect(one.read('web.yaml')).toContain('replicas: 3 # by hand\r\n');
    const request = scale();
    const added = { ...request, edits: [exchange('web.yaml', '  paused', '  added: 1\n  paused')] };
    await (await one.open()).commit(added);
    expect(one.git('cat-file', 'blob', 'HEAD:web.yaml')).not.toContain('\r');
    expect(one.read('web.yaml')).toBe(
      deployment.replace('  paused', '  added: 1\n  paused').replaceAll('\n', '\r\n'),
    );
    expect(one.git('status', '--porcelain')).toBe('');
  });

  it('carries a smudged working file over', async () => {
    const one = bench({ 'web.yaml': deployment, '.gitattributes': 'web.yaml filter=loud\n' });
    one.git('config', 'filter.loud.clean', 'sed s/REPLICAS/replicas/');
    one.git('config', 'filter.loud.smudge', 'sed s/replicas/REPLICAS/');
    rmSync(path.join(one.repo.folder, 'web.yaml'));
    one.git('checkout', '--', 'web.yaml');
    expect(one.read('web.yaml')).toContain('REPLICAS: 3');
    await (await one.open()).commit(scale());
    expect(one.read('web.yaml')).toBe(deployment.replace('replicas: 3', 'REPLICAS: 5'));
    expect(one.git('status', '--porcelain')).toBe('');
  });

  it('keeps assume-unchanged and skip-worktree', async () => {
    const one = bench({ 'web.yaml': deployment, 'b/web.yaml': deployment });
    one.git('update-index', '--assume-unchanged', 'web.yaml');
    one.git('update-index', '--skip-worktree', 'b/web.yaml');
    rmSync(path.join(one.repo.folder, 'b'), { recursive: true });
    const edits = ['web.yaml', 'b/web.yaml'].map((file) => exchange(file, 's: 3', 's: 5'));
    await (await one.open()).commit({ ...scale(), edits });
    expect(one.git('ls-files', '-v')).toBe('S b/web.yaml\nh web.yaml\n');
    expect(existsSync(path.join(one.repo.folder, 'b'))).toBe(false);
    expect(one.read('web.yaml')).toContain('replicas: 5');
    expect(one.git('diff', '--cached')).toBe('');
  });

  it('works in a sparse checkout with a sparse index, outside of its cone', async () => {
    const one = bench({ 'in/web.yaml': deployment, 'out/deep/web.yaml': deployment });
    one.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
    await (await one.open()).commit(scale(undefined, 'out/deep/web.yaml'));
    expect(one.git('status', '--porcelain')).toBe('');
    expect(existsSync(path.join(one.repo.folder, 'out'))).toBe(false);
    expect(one.git('show', 'HEAD:out/deep/web.yaml')).toContain('replicas: 5');
  });

  it('works in a linked worktree', async () => {
    const one = bench();
    const linked = `${one.repo.folder} linked`;
    one.git('worktree', 'add', '-q', '-b', 'side', linked);
    try {
      const committer = await openCommitter(linked);
      await expect(committer.commit(scale())).resolves.toMatchObject({ branch: 'side' });
      expect(one.repo.gitIn(linked, 'status', '--porcelain')).toBe('');
      expect(one.git('status', '--porcelain')).toBe('');
      expect(one.git('rev-parse', 'side^')).toBe(one.git('rev-parse', 'main'));
    } finally {
      rmSync(linked, { recursive: true, force: true });
    }
  });

  it('waits for a lock that goes, and says so when it stays', async () => {
    const one = bench();
    const lock = path.join(one.repo.folder, '.git', 'index.lock');
    writeFileSync(lock, '');
    const before = one.state();
    await expect((await one.open()).commit(scale())).rejects.toMatchObject({ reason: 'busy' });
    expect(one.state()).toEqual(before);
    const committer = await one.open({ patience: { lock: 5000 } });
    setTimeout(() => rmSync(lock), 300);
    await expect(committer.commit(scale())).resolves.toMatchObject({ branch: 'main' });
    expect(existsSync(lock)).toBe(false);
  });
});

describe('a commit on a new branch', () => {
  it('leaves the working tree, the index and HEAD alone', async () => {
    const one = bench();
    one.repo.write('web.yaml', deployment.replace('replicas: 3', 'replicas: 4'));
    const { refs: _, ...before } = one.state();
    const commit = await (await one.open()).commit(scale({ name: 'capture/web' }));
    const { refs, ...after } = one.state();
    expect(after).toEqual(before);
    expect(refs).toContain(`${commit.commit} commit\trefs/heads/capture/web`);
    expect(one.git('rev-parse', 'capture/web^')).toBe(one.git('rev-parse', 'main'));
  });

  it('works from a detached HEAD', async () => {
    const one = bench();
    one.git('checkout', '-q', '--detach');
    const committer = await one.open();
    await expect(committer.commit(scale())).rejects.toMatchObject({ reason: 'detached' });
    await expect(committer.commit(scale({ name: 'new' }))).resolves.toMatchObject({
      branch: 'new',
    });
  });

  it.each(['main', 'main/sub', 'a..b', '-x', 'x.lock', '', 'HEAD', 'a b', 'a\nb', '@{-1}'])(
    'refuses the name %j',
    async (name) => {
      const one = bench();
      const before = one.state();
      const failure = (await one.open()).commit(scale({ name }));
      await expect(failure).rejects.toMatchObject({ name: 'CommitError', reason: 'refused' });
      expect(one.state()).toEqual(before);
    },
  );
});

describe('what is refused', () => {
  it.each([
    ['merge', ['merge', '--no-commit', '--no-ff', 'other']],
    ['cherry-pick', ['cherry-pick', 'clash']],
    ['revert', ['revert', '--no-commit', 'HEAD']],
    ['rebase', ['rebase', 'clash']],
    ['bisect', ['bisect', 'start']],
  ])('says that a %s is under way', async (operation, args) => {
    const one = bench();
    one.git('branch', 'start');
    one.git('checkout', '-q', '-b', 'other');
    one.repo.commit('other', { 'other.yaml': 'o: 1\n' });
    one.git('checkout', '-q', '-b', 'clash', 'start');
    one.repo.commit('clash', { 'web.yaml': 'clash: 1\n' });
    one.git('checkout', '-q', 'main');
    one.repo.commit('main', { 'web.yaml': 'main: 1\n' });
    try {
      one.git(...args);
    } catch {
      expect(operation).toMatch(/cherry-pick|rebase/);
    }
    const failure = (await one.open()).commit(scale());
    await expect(failure).rejects.toMatchObject({ reason: 'busy' });
    await expect(failure).rejects.toThrow(operation);
  });

  it('needs a first commit, and a working tree', async () => {
    const one = keep(new CommitBench());
    await expect((await one.open()).commit(scale())).rejects.toMatchObject({ reason: 'refused' });
    const bare = new GitFixture();
    bare.git('init', '-q', '--bare');
    try {
      await expect(openCommitter(bare.folder)).rejects.toMatchObject({ reason: 'refused' });
    } finally {
      bare.remove();
    }
  });

  it.each([
    ['no UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xe4, 0x0a]), /UTF-8/],
    ['UTF-16', Buffer.from('\uFEFFreplicas: 3\n', 'utf16le'), /UTF-8/],
    ['the lines missing', 'replicas: 7\n', /is not there/],
  ])('refuses a file with %s', async (_, content, message) => {
    const one = bench({ 'web.yaml': content });
    const failure = (await one.open()).commit(scale());
    await expect(failure).rejects.toMatchObject({ reason: 'refused' });
    await expect(failure).rejects.toThrow(message);
  });

  it.each(['../web.yaml', '/web.yaml', '.git/config', 'a//b', ''])(
    'refuses the path %j',
    async (file) => {
      const failure = (await bench().open()).commit(scale(undefined, file));
      await expect(failure).rejects.toMatchObject({ reason: 'refused' });
    },
  );

  it('refuses links and submodules, and what lies below them', async () => {
    const one = bench();
    symlinkSync('web.yaml', path.join(one.repo.folder, 'link.yaml'));
    mkdirSync(path.join(one.repo.folder, 'real'));
    one.repo.write('real/web.yaml', deployment);
    symlinkSync('real', path.join(one.repo.folder, 'linked'));
    one.git('add', '-A');
    const head = one.git('rev-parse', 'HEAD').trim();
    one.git('update-index', '--add', '--cacheinfo', `160000,${head},sub`);
    one.git('commit', '-q', '-m', 'links');
    const committer = await one.open();
    for (const file of ['link.yaml', 'linked/web.yaml', 'sub/web.yaml', 'sub', 'web.yaml/x']) {
      const failure = committer.commit(scale(undefined, file));
      await expect(failure).rejects.toMatchObject({ reason: 'refused' });
    }
  });

  it.each([
    ['removed', (one: CommitBench) => rmSync(path.join(one.repo.folder, 'a/web.yaml'))],
    ['staged as removed', (one: CommitBench) => one.git('rm', '-q', '--cached', 'a/web.yaml')],
    [
      'intended to be added',
      (one: CommitBench) => {
        one.git('rm', '-q', '--cached', 'a/web.yaml');
        one.git('add', '-N', 'a/web.yaml');
      },
    ],
    [
      'a link',
      (one: CommitBench) => {
        rmSync(path.join(one.repo.folder, 'a/web.yaml'));
        symlinkSync('../elsewhere', path.join(one.repo.folder, 'a/web.yaml'));
      },
    ],
    [
      'below a link',
      (one: CommitBench) => {
        one.git('mv', 'a', 'b');
        one.git('reset', '-q');
        symlinkSync('b', path.join(one.repo.folder, 'a'));
      },
    ],
  ])('writes nothing where the working file is %s', async (_, change) => {
    const one = bench({ 'a/web.yaml': deployment });
    change(one);
    const before = one.state();
    const failure = (await one.open()).commit(scale(undefined, 'a/web.yaml'));
    await expect(failure).rejects.toMatchObject({ reason: 'conflict' });
    expect(one.state()).toEqual(before);
  });

  it('needs an identity', async () => {
    const one = bench();
    const committer = await one.open();
    expect(await committer.identity()).toEqual({ name: 'Zoë Tester', email: 'zoe@example.com' });
    one.git('config', '--unset', 'user.name');
    one.git('config', '--unset', 'user.email');
    one.git('config', 'user.useConfigOnly', 'true');
    expect(await committer.identity()).toBeUndefined();
    const before = one.state();
    await expect(committer.commit(scale())).rejects.toMatchObject({ reason: 'identity' });
    expect(one.state()).toEqual(before);
  });

  it('has nothing to commit where the branch says so already', async () => {
    const one = bench();
    const request = { ...scale(), edits: [exchange('web.yaml', 's: 3', 's: 3')] };
    await expect((await one.open()).commit(request)).rejects.toMatchObject({ reason: 'refused' });
  });
});

describe('odd repositories', () => {
  it.each([
    ['a split index', ['update-index', '--split-index']],
    ['an untracked cache', ['update-index', '--untracked-cache']],
    ['index version 4', ['update-index', '--index-version', '4']],
  ])('with %s work', async (_, args) => {
    const one = bench({ 'web.yaml': deployment, 'b.yaml': 'b: 1\n' });
    one.git(...args);
    one.repo.write('b.yaml', 'b: 2\n');
    one.git('add', 'b.yaml');
    await (await one.open()).commit(scale());
    expect(one.git('status', '--porcelain')).toBe('M  b.yaml\n');
    expect(one.git('fsck', '--strict')).toBe('');
  });

  it('with SHA-256 work', async () => {
    const one = new GitFixture();
    one.git('init', '-q', '-b', 'main', '--object-format=sha256');
    const made = keep(new CommitBench(one));
    one.commit('first', { 'a/web.yaml': deployment });
    const committer = await made.open();
    await committer.commit(scale({ name: 'new' }, 'a/web.yaml'));
    const { commit } = await committer.commit(scale(undefined, 'a/web.yaml'));
    expect(commit).toHaveLength(64);
    expect(made.git('status', '--porcelain')).toBe('');
  });

  it('that are submodules work, with hooks too', async () => {
    const inner = bench();
    const outer = bench({ 'a.yaml': 'a: 1\n' });
    outer.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '-q',
      'add',
      inner.repo.folder,
      'sub',
    );
    const one = new CommitBench(new GitFixture(path.join(outer.repo.folder, 'sub')));
    outer.hook('commit-msg', 'echo "Seen: yes" >> "$1"', '.git/modules/sub/hooks');
    await (await one.open()).commit(scale());
    expect(one.git('log', '-1', '--format=%B')).toContain('Seen: yes');
    expect(one.git('status', '--porcelain')).toBe('');
  });

  it('with names that are no UTF-8, and orders of their own, keep them', async () => {
    const one = bench({ 'a/web.yaml': deployment, 'a.b': '1', 'a-b/x': '1', a0: '1' });
    const folder = Buffer.concat([Buffer.from(`${one.repo.folder}/a/`), Buffer.from([0xe4])]);
    writeFileSync(folder, 'x');
    one.repo.commit('odd');
    const before = one.git('ls-tree', '-r', '-z', 'HEAD').split('\0').length;
    const edits = [
      exchange('a/web.yaml', 's: 3', 's: 5'),
      { file: 'a1/z', edit: () => ({ text: 'z' }) },
    ];
    await (await one.open()).commit({ ...scale(), edits });
    expect(one.git('ls-tree', '-r', '-z', 'HEAD').split('\0')).toHaveLength(before + 1);
    expect(one.git('fsck', '--strict')).toBe('');
    expect(one.git('status', '--porcelain')).toBe('');
  });

  it('take two commits at once, one after the other or not at all', async () => {
    const one = bench({ 'web.yaml': deployment, 'b.yaml': deployment });
    const [a, b] = [await one.open(), await one.open({ patience: { lock: 5000 } })];
    const both = await Promise.allSettled([
      a.commit(scale()),
      b.commit(scale(undefined, 'b.yaml')),
    ]);
    const made = both.filter(({ status }) => status === 'fulfilled');
    expect(made.length).toBeGreaterThan(0);
    for (const outcome of both) {
      if (outcome.status === 'rejected') expect(outcome.reason.reason).toMatch(/moved|busy/);
    }
    expect(one.git('rev-list', '--count', 'HEAD').trim()).toBe(String(1 + made.length));
    expect(one.git('status', '--porcelain')).toBe('');
  });

  it('take the commit back where the working files cannot follow', async () => {
    const one = bench({ 'a/web.yaml': deployment, 'b/web.yaml': deployment });
    one.hook(
      'reference-transaction',
      'if [ "$1" = committed ] && [ -d b ]; then rm -r b; touch b; fi',
    );
    const parent = one.git('rev-parse', 'HEAD');
    const edits = ['a/web.yaml', 'b/web.yaml'].map((file) => exchange(file, 's: 3', 's: 5'));
    const failure = (await one.open()).commit({ ...scale(), edits });
    await expect(failure).rejects.toMatchObject({ reason: 'failed' });
    expect(one.git('rev-parse', 'HEAD')).toBe(parent);
    expect(one.read('a/web.yaml')).toBe(deployment);
    expect(one.git('diff', '--cached')).toBe('');
    expect(existsSync(path.join(one.repo.folder, '.git', 'index.lock'))).toBe(false);
  });

  it('may refuse by a reference-transaction hook', async () => {
    const one = bench();
    one.hook('reference-transaction', 'test "$1" != prepared');
    const failure = (await one.open()).commit(scale());
    await expect(failure).rejects.toMatchObject({ reason: 'hook' });
    expect(one.git('status', '--porcelain')).toBe('');
  });
});
