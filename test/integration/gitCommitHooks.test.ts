import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedLines, CommitBench, deployment, scale } from './gitCommitFixture.ts';

process.env.GIT_CONFIG_GLOBAL = '/dev/null';
process.env.GIT_CONFIG_SYSTEM = '/dev/null';

let one: CommitBench;
beforeEach(() => {
  one = new CommitBench();
  one.repo.commit('first', { 'web.yaml': deployment, 'other.yaml': 'o: 1\n' });
});
afterEach(() => one.remove());

/** Folders that throw-away worktrees of this process left. */
function leftovers(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) =>
    name.startsWith(`driftline-commit-${process.pid}-`),
  );
}

/** Work of every kind that the commit must not touch. */
function makeWork(): void {
  one.repo.write('other.yaml', 'o: 2\n');
  one.git('add', 'other.yaml');
  one.repo.write('web.yaml', deployment.replace('paused: false', 'paused: true'));
  one.repo.write('untracked.yaml', 'u: 1\n');
}

describe('hooks', () => {
  it('see the captured change alone, on the branch that it goes to', async () => {
    const seen = path.join(one.repo.folder, '.git', 'seen');
    one.hook(
      'pre-commit',
      `{ git symbolic-ref HEAD; git status --porcelain; git diff --cached --name-only -- '*.yaml'; cat web.yaml; ls; pwd; } > "${seen}"`,
    );
    makeWork();
    const { status } = one.state();
    const commit = await (await one.open()).commit(scale());
    const lines = readFileSync(seen, 'utf8');
    expect(lines).toContain('refs/heads/main\nM  web.yaml\nweb.yaml\n');
    expect(lines).toContain('replicas: 5');
    expect(lines).toContain('paused: false');
    expect(lines).not.toContain('untracked.yaml');
    expect(lines).not.toContain(`\n${one.repo.folder}\n`);
    expect(one.git('rev-parse', 'HEAD').trim()).toBe(commit.commit);
    expect(one.git('status', '--porcelain', '--ignored')).toBe(status);
    expect(one.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(leftovers()).toEqual([]);
  });

  it('that refuse leave all as it was, and their words are told', async () => {
    one.hook('pre-commit', 'echo "replicas must be odd" >&2; echo "said on stdout"; exit 3');
    makeWork();
    const before = one.state();
    const failure = (await one.open()).commit(scale());
    await expect(failure).rejects.toMatchObject({
      reason: 'hook',
      output: expect.stringMatching(/replicas must be odd[^]*said on stdout/),
      message: expect.stringContaining('pre-commit'),
    });
    expect(one.state()).toEqual(before);
    expect(leftovers()).toEqual([]);
  });

  it('that rewrite the message are kept', async () => {
    one.hook('prepare-commit-msg', 'test "$2" = message && echo "Prepared: yes" >> "$1"');
    one.hook('commit-msg', `sed -i '1s/^/JIRA-1 /' "$1"; echo 'Change-Id: I1' >> "$1"`);
    const commit = await (await one.open()).commit(scale());
    expect(commit.subject).toBe('JIRA-1 capture(web): replicas 3 → 5 from staging');
    const message = one.git('log', '-1', '--format=%B');
    expect(message).toMatch(/^JIRA-1 capture/);
    expect(message).toMatch(/Live-Writer: kubectl\nPrepared: yes\nChange-Id: I1\n/);
  });

  it('a commit-msg hook that refuses stops the commit', async () => {
    one.hook('commit-msg', 'grep -q TICKET "$1" || { echo "no ticket"; exit 1; }');
    const before = one.state();
    const failure = (await one.open()).commit(scale());
    await expect(failure).rejects.toMatchObject({ reason: 'hook', output: 'no ticket\n' });
    expect(one.state()).toEqual(before);
  });

  it('post-commit runs when the branch has moved, however it ends', async () => {
    const seen = path.join(one.repo.folder, '.git', 'seen');
    one.hook(
      'post-commit',
      `git rev-parse HEAD main > "${seen}"; git status --porcelain >> "${seen}"; exit 1`,
    );
    const { commit } = await (await one.open()).commit(scale());
    expect(readFileSync(seen, 'utf8')).toBe(`${commit}\n${commit}\n`);
    expect(one.git('status', '--porcelain')).toBe('');
  });

  it('of a new branch run too', async () => {
    one.hook('commit-msg', 'echo "Seen: yes" >> "$1"');
    const before = one.state();
    await (await one.open()).commit(scale({ name: 'capture/web' }));
    expect(one.git('log', '-1', '--format=%B', 'capture/web')).toContain('Seen: yes');
    expect(one.state().status).toBe(before.status);
    expect(one.state().head).toBe(before.head);
    expect(one.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  it('may not add to what a person saw', async () => {
    one.hook('pre-commit', 'echo "a: 1" > added.yaml; git add added.yaml');
    const before = one.state();
    const failure = (await one.open()).commit(scale());
    await expect(failure).rejects.toMatchObject({ reason: 'hook' });
    await expect(failure).rejects.toThrow('added.yaml');
    expect(one.state()).toEqual(before);
  });

  it('run from a relative folder that Git ignores, as those of Husky do', async () => {
    one.git('config', 'core.hooksPath', '.husky/_');
    one.repo.write('.gitignore', '.husky/_\n');
    one.repo.write(
      '.husky/pre-commit',
      'echo "husky says no: $(git diff --cached --name-only)"; exit 1\n',
    );
    one.repo.commit('husky');
    one.hook('pre-commit', 'sh "$(dirname "$(dirname "$0")")/pre-commit"', '.husky/_');
    const before = one.state();
    const failure = (await one.open()).commit(scale());
    await expect(failure).rejects.toMatchObject({
      reason: 'hook',
      output: 'husky says no: web.yaml\n',
    });
    expect(one.state()).toEqual(before);
  });

  it('of managers that put half-staged work aside leave the person’s where it is', async () => {
    one.repo.write('other.yaml', 'o: stashed\n');
    one.git('stash', '--quiet');
    const stashes = one.git('stash', 'list', '--format=%H %s');
    makeWork();
    one.repo.write('other.yaml', 'o: 3\n');
    // As lint-staged keeps a copy of all, and pre-commit sets aside what is not staged.
    one.hook(
      'pre-commit',
      `set -e
      backup=$(git stash create)
      git stash store --quiet --message lint-staged "$backup"
      git diff --binary > "$(git rev-parse --git-dir)/unstaged.patch"
      git checkout --quiet -- .
      test -z "$(git ls-files --others --exclude-standard)"
      test "$(git diff --cached --name-only)" = web.yaml
      test ! -s "$(git rev-parse --git-dir)/unstaged.patch"
      git stash drop --quiet`,
    );
    const { status } = one.state();
    const work = [one.git('diff', 'other.yaml'), one.git('diff', '--cached', 'other.yaml')];
    await (await one.open()).commit(scale());
    expect(one.git('show', '--name-only', '--format=').trim()).toBe('web.yaml');
    expect(one.state().status).toBe(status);
    expect([one.git('diff', 'other.yaml'), one.git('diff', '--cached', 'other.yaml')]).toEqual(
      work,
    );
    expect(work.every((text) => text !== '')).toBe(true);
    expect(one.git('stash', 'list', '--format=%H %s')).toBe(stashes);
  });

  it('that want ignored files say so', async () => {
    one.repo.write('.gitignore', 'node_modules\n');
    one.repo.commit('ignore');
    one.repo.write('node_modules/tool', 'x');
    one.hook('pre-commit', 'cat node_modules/tool');
    const failure = (await one.open()).commit(scale());
    await expect(failure).rejects.toMatchObject({
      reason: 'hook',
      output: expect.stringContaining('node_modules/tool'),
    });
  });

  it('samples, and files that may not be run, are no hooks', async () => {
    one.repo.write('.git/hooks/pre-commit', '#!/bin/sh\nexit 1\n');
    one.hook('pre-commit.sample', 'exit 1');
    await expect((await one.open()).commit(scale())).resolves.toMatchObject({ branch: 'main' });
  });

  it('that never end are ended, and a person may stop them', async () => {
    const gone = path.join(one.repo.folder, '.git', 'gone');
    one.hook('pre-commit', `sleep 30; touch "${gone}"`);
    const before = one.state();
    const impatient = await one.open({ patience: { lock: 200, hook: 300 } });
    await expect(impatient.commit(scale())).rejects.toMatchObject({ reason: 'hook' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 1500);
    const failure = (await one.open()).commit(scale(), stop.signal);
    await expect(failure).rejects.toMatchObject({ reason: 'failed' });
    expect(one.state()).toEqual(before);
    expect(leftovers()).toEqual([]);
    expect(existsSync(gone)).toBe(false);
  });

  it('that work while the person works meet them at the end', async () => {
    const meanwhile = path.join(one.repo.folder, 'web.yaml');
    one.hook('pre-commit', `sed -i 's/replicas: 3/replicas: 8/' "${meanwhile}"`);
    const failure = (await one.open()).commit(scale());
    await expect(failure).rejects.toMatchObject({ reason: 'conflict' });
    expect(one.git('log', '--format=%s').trim()).toBe('first');
    expect(one.read('web.yaml')).toContain('replicas: 8');
    one.git('checkout', 'web.yaml');
    const git = `env -u GIT_DIR -u GIT_INDEX_FILE git -C "${one.repo.folder}"`;
    one.hook('pre-commit', `${git} commit -q --no-verify --allow-empty -m meanwhile`);
    await expect((await one.open()).commit(scale())).rejects.toMatchObject({ reason: 'moved' });
    expect(one.git('log', '--format=%s').trim()).toBe('meanwhile\nfirst');
    expect(one.git('status', '--porcelain')).toBe('');
  });
});

describe('signing', () => {
  it('with a key that is there works, also without hooks', async () => {
    const keys = mkdtempSync(path.join(tmpdir(), 'driftline keys '));
    try {
      const key = path.join(keys, 'key');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
      one.git('config', 'gpg.format', 'ssh');
      one.git('config', 'user.signingKey', key);
      one.git('config', 'commit.gpgSign', 'true');
      const allowed = path.join(keys, 'allowed');
      writeFileSync(allowed, `zoe@example.com ${readFileSync(`${key}.pub`, 'utf8')}`);
      one.git('config', 'gpg.ssh.allowedSignersFile', allowed);
      await (await one.open()).commit(scale());
      expect(one.git('log', '-1', '--format=%G?').trim()).toBe('G');
      expect(changedLines(one.git('show', '--format=', 'HEAD'))).toHaveLength(2);
    } finally {
      rmSync(keys, { recursive: true, force: true });
    }
  });

  it('with a key that wants a passphrase fails at once', async () => {
    const keys = mkdtempSync(path.join(tmpdir(), 'driftline keys '));
    try {
      const key = path.join(keys, 'key');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', key]);
      one.git('config', 'gpg.format', 'ssh');
      one.git('config', 'user.signingKey', key);
      one.git('config', 'commit.gpgSign', 'true');
      const before = one.state();
      const failure = (await one.open()).commit(scale());
      await expect(failure).rejects.toMatchObject({ reason: 'signing' });
      expect(one.state()).toEqual(before);
    } finally {
      rmSync(keys, { recursive: true, force: true });
    }
  });

  it.each(['openpgp', 'ssh', 'x509'])('with a missing %s key writes nothing', async (format) => {
    one.git('config', 'gpg.format', format);
    one.git('config', 'user.signingKey', '/nothing/here');
    one.git('config', 'commit.gpgSign', 'true');
    one.hook('pre-commit', 'exit 0');
    const before = one.state();
    const failure = (await one.open()).commit(scale());
    await expect(failure).rejects.toMatchObject({
      reason: 'signing',
      output: expect.stringMatching(/./),
    });
    expect(one.state()).toEqual(before);
  });

  it('that hangs is ended', async () => {
    one.repo.write('.git/sign', '#!/bin/sh\nsleep 30\n');
    one.hook('sign', 'sleep 30', '.git');
    one.git('config', 'gpg.program', path.join(one.repo.folder, '.git', 'sign'));
    one.git('config', 'commit.gpgSign', 'true');
    const before = one.state();
    const committer = await one.open({ patience: { signing: 300 } });
    await expect(committer.commit(scale())).rejects.toMatchObject({ reason: 'signing' });
    expect(one.state()).toEqual(before);
  });
});
