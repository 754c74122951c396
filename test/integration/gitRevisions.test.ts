import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GitRepository } from '../../src/adapters/git/gitRepository.ts';
import { openRepository } from '../../src/adapters/git/openRepository.ts';
import { configMap, GitFixture } from './gitFixture.ts';

let cacheDir = '';
const fixtures: GitFixture[] = [];

beforeAll(() => {
  cacheDir = mkdtempSync(path.join(tmpdir(), 'driftline cache '));
});

afterEach(() => {
  for (const fixture of fixtures.splice(0)) fixture.remove();
});

afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

function fixture(): GitFixture {
  const made = GitFixture.create();
  fixtures.push(made);
  return made;
}

function open(made: GitFixture, folder = made.folder): Promise<GitRepository> {
  return openRepository(folder, { cacheDir });
}

/** A clone whose remote is a fixture. */
function clone(origin: GitFixture, ...args: readonly string[]): GitFixture {
  const made = new GitFixture(mkdtempSync(path.join(tmpdir(), 'driftline clone ')));
  fixtures.push(made);
  made.git('clone', '-q', ...args, origin.folder, '.');
  return made;
}

describe('opening', () => {
  it('finds the repository from a folder inside it', async () => {
    const made = fixture();
    made.commit('one', { 'a/b/c.yaml': configMap('c') });
    const repository = await open(made, path.join(made.folder, 'a', 'b'));
    expect(repository.root).toBe(made.folder);
    expect(await repository.read('a/b/c.yaml')).toBe(configMap('c'));
    expect(await repository.read('a/b')).toBeUndefined();
    expect(await repository.read('nothing')).toBeUndefined();
  });

  it('says what is no repository, and what to do', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'driftline none '));
    const failure = openRepository(folder, { cacheDir });
    await expect(failure).rejects.toMatchObject({
      name: 'RepositoryError',
      reason: 'notARepository',
    });
    await expect(failure).rejects.toThrow(/git init/);
    await expect(openRepository(path.join(folder, 'x'), { cacheDir })).rejects.toMatchObject({
      reason: 'notARepository',
    });
    rmSync(folder, { recursive: true });
  });

  it('refuses a bare repository', async () => {
    const made = new GitFixture();
    fixtures.push(made);
    made.git('init', '-q', '--bare');
    await expect(open(made)).rejects.toThrow(/bare/);
  });

  it('says so where there is no Git', async () => {
    const made = fixture();
    const failure = openRepository(made.folder, { cacheDir, gitBinary: '/nowhere/git' });
    await expect(failure).rejects.toMatchObject({ reason: 'failed' });
    await expect(failure).rejects.toThrow(/\/nowhere\/git/);
  });

  it('takes no orders from the environment', async () => {
    const made = fixture();
    const sha = made.commit('one', { 'a.yaml': configMap('a') });
    const before = { ...process.env };
    try {
      Object.assign(process.env, { GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere', EDITOR: 'x' });
      expect((await (await open(made)).resolve('HEAD')).sha).toBe(sha);
    } finally {
      process.env = before;
    }
  });
});

describe('a revision', () => {
  it('is nothing yet in a repository without commits', async () => {
    const repository = await open(fixture());
    expect(await repository.resolve('auto')).toEqual({ ref: 'HEAD', branch: 'main' });
    expect(await repository.resolve('HEAD')).toEqual({ ref: 'HEAD', branch: 'main' });
    await expect(repository.resolve('main')).rejects.toMatchObject({ reason: 'unknownRevision' });
  });

  it('is HEAD where there is no remote', async () => {
    const made = fixture();
    const sha = made.commit('one');
    const repository = await open(made);
    expect(await repository.resolve('auto')).toEqual({
      ref: 'HEAD',
      sha,
      head: sha,
      branch: 'main',
    });
  });

  it("is the remote's default branch as last fetched", async () => {
    const origin = fixture();
    const first = origin.commit('one', { 'a.yaml': configMap('a') });
    const made = clone(origin);
    const head = made.commit('mine', { 'b.yaml': configMap('b') });
    origin.commit('not fetched');
    const repository = await open(made);
    const expected = { ref: 'origin/main', sha: first, head, branch: 'main' };
    expect(await repository.resolve('auto')).toEqual(expected);
    expect(await repository.resolve('upstream')).toEqual(expected);
    made.git('remote', 'set-head', 'origin', '--delete');
    expect(await repository.resolve('auto')).toEqual(expected);
  });

  it.each([
    ['a default branch of another name', 'trunk', 'origin', 'origin/trunk'],
    ['master', 'master', 'origin', 'origin/master'],
    ['a remote of another name', 'main', 'upstream', 'upstream/main'],
  ])('is found by %s', async (_what, branch, remote, ref) => {
    const origin = fixture();
    origin.commit('one');
    origin.git('branch', '-m', branch);
    const made = clone(origin, '-o', remote);
    if (remote === 'origin') made.git('remote', 'set-head', 'origin', '--delete');
    expect((await (await open(made)).resolve('auto')).ref).toBe(ref);
  });

  it('is HEAD where nothing was fetched', async () => {
    const made = fixture();
    const sha = made.commit('one');
    made.git('remote', 'add', 'origin', '/nowhere');
    expect(await (await open(made)).resolve('auto')).toMatchObject({ ref: 'HEAD', sha });
  });

  it('is whatever names a commit', async () => {
    const made = fixture();
    const first = made.commit('one');
    const second = made.commit('two');
    made.git('tag', '-a', 'v1', '-m', 'x', first);
    const repository = await open(made);
    expect(await repository.resolve('v1')).toMatchObject({ ref: 'v1', sha: first, head: second });
    expect(await repository.resolve('HEAD~1')).toMatchObject({ sha: first });
    expect(await repository.resolve(first.slice(0, 8))).toMatchObject({ sha: first });
  });

  it.each(['nope', '--output=x', '-x', '', 'HEAD:a.yaml', 'a b', 'HEAD\nmain', 'main..HEAD'])(
    'is refused: %j',
    async (spec) => {
      const made = fixture();
      made.commit('one', { 'a.yaml': configMap('a') });
      const failure = (await open(made)).resolve(spec);
      await expect(failure).rejects.toMatchObject({ reason: 'unknownRevision' });
      expect(existsSync(path.join(made.folder, 'x'))).toBe(false);
    },
  );

  it('has no branch where HEAD is detached, and no upstream', async () => {
    const made = fixture();
    const sha = made.commit('one');
    made.git('checkout', '-q', '--detach');
    const repository = await open(made);
    expect(await repository.resolve('HEAD')).toEqual({ ref: 'HEAD', sha, head: sha });
    await expect(repository.resolve('upstream')).rejects.toThrow(/check out a branch/);
    made.git('checkout', '-q', 'main');
    await expect(repository.resolve('upstream')).rejects.toThrow(/set-upstream-to/);
  });
});

describe('what a push would publish', () => {
  const published = async (made: GitFixture, spec: string): Promise<number | undefined> => {
    const repository = await open(made);
    return repository.unpushed(await repository.resolve(spec));
  };

  it('is every commit of the branch, whatever it changes', async () => {
    const origin = fixture();
    origin.commit('one', { 'p/a.yaml': configMap('a') });
    const made = clone(origin);
    made.commit('counts', { 'p/a.yaml': configMap('a', '2') });
    made.commit('elsewhere', { 'x.txt': 'x' });
    made.git('commit', '-q', '--allow-empty', '-m', 'nothing');
    for (const spec of ['auto', 'upstream', 'origin/main', 'refs/remotes/origin/main']) {
      expect(await published(made, spec)).toBe(3);
    }
    made.git('branch', '--unset-upstream');
    expect(await published(made, 'origin/main')).toBe(3);
  });

  it('is not told where the revision is not where the branch goes', async () => {
    const origin = fixture();
    const first = origin.commit('one', { 'a.yaml': configMap('a') });
    const made = clone(origin);
    made.git('branch', 'release/main');
    made.commit('two', { 'a.yaml': configMap('a', '2') });
    expect(await published(made, 'release/main')).toBeUndefined();
    expect(await published(made, first)).toBeUndefined();
    made.git('remote', 'add', 'fork', origin.folder);
    made.git('fetch', '-q', 'fork');
    made.git('config', 'remote.pushDefault', 'fork');
    expect(await published(made, 'origin/main')).toBeUndefined();
    expect(await published(made, 'fork/main')).toBe(1);
    made.git('checkout', '-q', '-b', 'fix');
    expect(await published(made, 'fork/main')).toBeUndefined();
    made.git('checkout', '-q', '--detach');
    expect(await published(made, 'fork/main')).toBeUndefined();
  });

  it('is not told of a local branch that has the name of one of a remote', async () => {
    const origin = fixture();
    origin.commit('one');
    const made = clone(origin);
    made.commit('two');
    made.git('branch', 'origin/main');
    made.commit('three');
    expect(await published(made, 'origin/main')).toBeUndefined();
    expect(await published(made, 'auto')).toBe(2);
  });
});

describe('what is under way', () => {
  function conflicting(): GitFixture {
    const made = fixture();
    made.commit('base', { 'a.yaml': configMap('a') });
    made.git('checkout', '-q', '-b', 'other');
    made.commit('other', { 'a.yaml': configMap('a', 'other') });
    made.git('checkout', '-q', 'main');
    made.commit('mine', { 'a.yaml': configMap('a', 'mine') });
    return made;
  }

  function fails(run: () => string): void {
    expect(run).toThrow();
  }

  it.each([
    ['rebase', ['rebase', 'other']],
    ['rebase', ['rebase', '--apply', 'other']],
    ['merge', ['merge', 'other']],
    ['cherry-pick', ['cherry-pick', 'other']],
    ['revert', ['revert', '--no-edit', 'HEAD~1']],
  ] as const)('is told: %s', async (operation, command) => {
    const made = conflicting();
    fails(() => made.git(...command));
    expect((await (await open(made)).resolve('HEAD')).operation).toBe(operation);
    made.git(operation, '--abort');
    expect((await (await open(made)).resolve('HEAD')).operation).toBeUndefined();
  });

  it('is told: bisect, am', async () => {
    const made = conflicting();
    made.git('format-patch', '-q', '-1', 'other', '-o', 'patches');
    fails(() => made.git('am', 'patches/0001-other.patch'));
    expect((await (await open(made)).resolve('HEAD')).operation).toBe('am');
    made.git('am', '--abort');
    made.git('bisect', 'start');
    expect((await (await open(made)).resolve('HEAD')).operation).toBe('bisect');
  });

  it('is its own in each worktree', async () => {
    const made = conflicting();
    const folder = path.join(made.folder, 'tree');
    made.git('worktree', 'add', '-q', '-b', 'third', folder, 'main');
    fails(() => made.gitIn(folder, 'merge', 'other'));
    const [main, worktree] = [await open(made), await open(made, folder)];
    expect((await main.resolve('HEAD')).operation).toBeUndefined();
    expect(await worktree.resolve('HEAD')).toMatchObject({ operation: 'merge', branch: 'third' });
    expect(worktree.root).toBe(folder);
    const { sha = '' } = await worktree.resolve('HEAD');
    expect((await worktree.scan(sha, '')).files).toHaveLength(1);
  });
});

describe('history', () => {
  it('tells the commits of each file, newest first, with their blobs', async () => {
    const made = fixture();
    const one = made.commit('one', { 'a.yaml': configMap('a'), 'b ü.yaml': configMap('b') });
    const two = made.commit('two\n\nBody.\n\nLive-Writer: x', { 'a.yaml': configMap('a', '2') });
    made.git('rm', '-q', 'a.yaml');
    const three = made.commit('three');
    const repository = await open(made);
    const history = await repository.history(three, ['a.yaml', 'b ü.yaml', 'none.yaml'], 50);
    expect(history.get('a.yaml')).toEqual([
      expect.objectContaining({ commit: three, subject: 'three', file: 'a.yaml' }),
      {
        commit: two,
        subject: 'two',
        author: 'Zoë',
        email: 'zoe@example.com',
        time: '2023-11-14T22:15:20Z',
        message: 'two\n\nBody.\n\nLive-Writer: x\n',
        blob: made.git('rev-parse', `${two}:a.yaml`).trim(),
        file: 'a.yaml',
      },
      expect.objectContaining({ commit: one }),
    ]);
    expect(history.get('a.yaml')?.[0]).not.toHaveProperty('blob');
    expect(history.get('b ü.yaml')?.map(({ commit }) => commit)).toEqual([one]);
    expect(history.get('none.yaml')).toEqual([]);
    const found = await repository.manifests(history.get('a.yaml')?.[1]?.blob ?? '', 'a.yaml');
    expect(found.documents[0]?.object['data']).toEqual({ value: '2' });
    expect(await repository.countBetween(one, three, 'a.yaml')).toBe(2);
  });

  it('has its limit for each file', async () => {
    const made = fixture();
    made.commit('b', { 'b.yaml': configMap('b') });
    let sha = '';
    for (let at = 0; at < 8; at += 1) {
      sha = made.commit(`a${at}`, { 'a.yaml': configMap('a', String(at)) });
    }
    const repository = await open(made);
    const both = await repository.history(sha, ['a.yaml', 'b.yaml'], 3);
    expect(both.get('a.yaml')?.map(({ subject }) => subject)).toEqual(['a7', 'a6', 'a5']);
    expect(both.get('b.yaml')).toHaveLength(1);
    expect((await repository.history(sha, ['a.yaml'], 3)).get('a.yaml')).toHaveLength(3);
  });

  it('follows renames, also twice, and of a folder', async () => {
    const made = fixture();
    made.commit('one', { 'old.yaml': configMap('a'), 'x/b.yaml': configMap('b', 'other one') });
    made.commit('two', { 'old.yaml': configMap('a', '2') });
    made.git('mv', 'old.yaml', 'mid.yaml');
    made.commit('rename');
    made.git('mv', 'mid.yaml', 'new.yaml');
    made.git('mv', 'x', 'y');
    const sha = made.commit('rename again', { 'y/b.yaml': configMap('b', 'another one') });
    const history = await (await open(made)).history(sha, ['new.yaml', 'y/b.yaml'], 50);
    expect(history.get('new.yaml')?.map(({ subject, file }) => `${subject}: ${file}`)).toEqual([
      'rename again: new.yaml',
      'rename: mid.yaml',
      'two: old.yaml',
      'one: old.yaml',
    ]);
    expect(history.get('y/b.yaml')?.map(({ file }) => file)).toEqual(['y/b.yaml', 'x/b.yaml']);
  });

  it('names the commit that made a change, not the merge that brought it', async () => {
    const made = fixture();
    made.commit('base', { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') });
    made.git('checkout', '-q', '-b', 'side');
    made.commit('side', { 'a.yaml': configMap('a', 'side') });
    made.git('checkout', '-q', 'main');
    made.commit('mine', { 'b.yaml': configMap('b', 'mine') });
    made.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    const history = await (await open(made)).history('HEAD', ['a.yaml', 'b.yaml'], 50);
    const subjects = (file: string) => history.get(file)?.map(({ subject }) => subject);
    expect(subjects('a.yaml')).toEqual(['side', 'base']);
    expect(subjects('b.yaml')).toEqual(['mine', 'base']);
  });

  it("tells a merge's own resolution", async () => {
    const made = fixture();
    made.commit('base', { 'a.yaml': configMap('a') });
    made.git('checkout', '-q', '-b', 'side');
    made.commit('side', { 'a.yaml': configMap('a', 'side') });
    made.git('checkout', '-q', 'main');
    made.commit('mine', { 'a.yaml': configMap('a', 'mine') });
    expect(() => made.git('merge', '-q', 'side')).toThrow();
    made.commit('resolved', { 'a.yaml': configMap('a', 'both') });
    const history = await (await open(made)).history('HEAD', ['a.yaml'], 50);
    expect(history.get('a.yaml')?.[0]?.subject).toBe('resolved');
    expect(history.get('a.yaml')?.map(({ subject }) => subject)).toContain('side');
  });

  it('takes more files than a command line can name', async () => {
    const made = fixture();
    const files = Array.from({ length: 900 }, (_, at) => `folder/f${at}.yaml`);
    made.commit('one', Object.fromEntries(files.map((file) => [file, configMap('x')])));
    const sha = made.commit('two', { 'folder/f7.yaml': configMap('y'), 'other.yaml': '1' });
    const history = await (await open(made)).history(sha, files, 50);
    expect(history.size).toBe(900);
    expect(history.get('folder/f7.yaml')).toHaveLength(2);
    expect(history.get('folder/f8.yaml')).toHaveLength(1);
  });

  it('ends where a shallow clone does', async () => {
    const origin = fixture();
    for (const value of ['1', '2', '3']) origin.commit(value, { 'a.yaml': configMap('a', value) });
    const made = new GitFixture(mkdtempSync(path.join(tmpdir(), 'driftline shallow ')));
    fixtures.push(made);
    made.git('clone', '-q', '--depth=2', `file://${origin.folder}`, '.');
    const history = await (await open(made)).history('HEAD', ['a.yaml'], 50);
    expect(history.get('a.yaml')?.map(({ subject }) => subject)).toEqual(['3', '2']);
  });
});

describe('what differs from the revision', () => {
  it('is, on disk, what the bytes say', async () => {
    const made = fixture();
    const sha = made.commit('one', {
      'same.yaml': configMap('same'),
      'changed.yaml': configMap('changed'),
      'staged.yaml': configMap('staged'),
      'deleted.yaml': configMap('deleted'),
      'renamed.yaml': configMap('renamed'),
      'assumed.yaml': configMap('assumed'),
      'crlf.yaml': configMap('crlf'),
      'note.txt': 'x',
      '.gitignore': 'ignored.yaml\n',
    });
    const repository = await open(made);
    expect(await repository.edited(sha, '')).toEqual([]);
    made.git('update-index', '--assume-unchanged', 'assumed.yaml');
    made.write('same.yaml', configMap('same'));
    made.write('changed.yaml', configMap('changed', '2'));
    made.write('staged.yaml', configMap('staged', '2'));
    made.git('add', 'staged.yaml');
    made.git('rm', '-q', 'deleted.yaml');
    made.git('mv', 'renamed.yaml', 'new name.yaml');
    made.write('assumed.yaml', configMap('assumed', '2'));
    made.write('untracked ü.yaml', configMap('untracked'));
    made.write('ignored.yaml', configMap('ignored'));
    made.write('note.txt', 'y');
    made.write('sub/untracked.yaml', configMap('sub'));
    const edited = await repository.edited(sha, '');
    expect(edited).toEqual([
      { file: 'assumed.yaml', text: configMap('assumed', '2') },
      { file: 'changed.yaml', text: configMap('changed', '2') },
      { file: 'deleted.yaml' },
      { file: 'new name.yaml', text: configMap('renamed') },
      { file: 'renamed.yaml' },
      { file: 'staged.yaml', text: configMap('staged', '2') },
      { file: 'sub/untracked.yaml', text: configMap('sub') },
      { file: 'untracked ü.yaml', text: configMap('untracked') },
    ]);
    expect((await repository.edited(sha, 'sub')).map(({ file }) => file)).toEqual([
      'sub/untracked.yaml',
    ]);
  });

  it('leaves the index and its lock alone', async () => {
    const made = fixture();
    const sha = made.commit('one', { 'a.yaml': configMap('a') });
    made.write('a.yaml', configMap('a', '2'));
    const lock = path.join(made.folder, '.git', 'index.lock');
    writeFileSync(lock, '');
    expect(await (await open(made)).edited(sha, '')).toHaveLength(1);
    expect(existsSync(lock)).toBe(true);
  });

  it('is, ahead, what HEAD has beyond it', async () => {
    const made = fixture();
    const sha = made.commit('one', { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') });
    made.git('mv', 'b.yaml', 'c.yaml');
    made.commit('two', { 'a.yaml': configMap('a', '2'), 'x.txt': 'x', 'p/d.yaml': configMap('d') });
    made.write('a.yaml', configMap('a', 'not committed'));
    const repository = await open(made);
    expect(await repository.ahead(sha, '')).toEqual([
      { file: 'a.yaml', text: configMap('a', '2') },
      { file: 'c.yaml', text: configMap('b') },
      { file: 'p/d.yaml', text: configMap('d') },
      { file: 'b.yaml' },
    ]);
    expect((await repository.ahead(sha, 'p')).map(({ file }) => file)).toEqual(['p/d.yaml']);
    expect(await repository.ahead(made.git('rev-parse', 'HEAD').trim(), '')).toEqual([]);
  });
});

describe('watching', () => {
  class Counter {
    count = 0;
    /** Resolves with how often it fired until nothing came for a while. */
    async settle(): Promise<number> {
      const before = this.count;
      const deadline = performance.now() + 8000;
      while (this.count === before && performance.now() < deadline) await pause(20);
      await pause(400);
      return this.count - before;
    }
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  async function watched(made: GitFixture, folder = made.folder) {
    const counter = new Counter();
    const repository = await open(made, folder);
    const subscription = repository.watch(() => (counter.count += 1));
    await pause(150);
    return { counter, subscription };
  }

  it('fires once or twice for a commit, a checkout, a branch, an index change', async () => {
    const made = fixture();
    made.commit('one', { 'a.yaml': configMap('a') });
    const { counter, subscription } = await watched(made);
    const steps: readonly (() => void)[] = [
      () => made.commit('two'),
      () => made.git('checkout', '-q', '-b', 'feature/deep/branch'),
      // A push or a fetch moves nothing but this, time and again.
      () => made.git('update-ref', 'refs/remotes/origin/main', 'HEAD'),
      () => made.git('update-ref', 'refs/remotes/origin/main', 'HEAD~1'),
      () => made.git('update-ref', 'refs/remotes/origin/main', 'HEAD'),
      () => made.git('pack-refs', '--all'),
      () => {
        made.write('b.yaml', configMap('b'));
        made.git('add', 'b.yaml');
      },
    ];
    for (const step of steps) {
      const fired = counter.settle();
      step();
      const times = await fired;
      expect(times).toBeGreaterThanOrEqual(1);
      expect(times).toBeLessThanOrEqual(3);
    }
    subscription.dispose();
    const after = counter.count;
    made.commit('three');
    await pause(400);
    expect(counter.count).toBe(after);
  });

  it('stays quiet while only files change', async () => {
    const made = fixture();
    made.commit('one', { 'a.yaml': configMap('a') });
    const { counter, subscription } = await watched(made);
    made.write('a.yaml', configMap('a', '2'));
    made.git('hash-object', '-w', 'a.yaml');
    await pause(500);
    expect(counter.count).toBe(0);
    subscription.dispose();
  });

  it('sees a worktree and its common repository', async () => {
    const made = fixture();
    made.commit('one', { 'a.yaml': configMap('a') });
    const folder = path.join(made.folder, 'tree');
    made.git('worktree', 'add', '-q', '-b', 'third', folder);
    const { counter, subscription } = await watched(made, folder);
    const own = counter.settle();
    made.gitIn(folder, 'commit', '-q', '--allow-empty', '-m', 'x');
    expect(await own).toBeGreaterThanOrEqual(1);
    const shared = counter.settle();
    made.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    expect(await shared).toBeGreaterThanOrEqual(1);
    subscription.dispose();
  });

  it('survives that the repository goes away and comes back', async () => {
    const made = fixture();
    made.commit('one', { 'a.yaml': configMap('a') });
    const { counter, subscription } = await watched(made);
    const git = path.join(made.folder, '.git');
    const gone = counter.settle();
    renameSync(git, `${git}.away`);
    await gone;
    const back = counter.settle();
    renameSync(`${git}.away`, git);
    expect(await back).toBeGreaterThanOrEqual(1);
    await pause(2500);
    const commit = counter.settle();
    made.commit('two');
    expect(await commit).toBeGreaterThanOrEqual(1);
    subscription.dispose();
  });

  it('watches a repository that is not whole yet', async () => {
    const made = fixture();
    mkdirSync(path.join(made.folder, 'x'));
    const { counter, subscription } = await watched(made);
    const fired = counter.settle();
    made.commit('first');
    expect(await fired).toBeGreaterThanOrEqual(1);
    subscription.dispose();
  });
});
