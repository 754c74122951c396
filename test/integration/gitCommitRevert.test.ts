import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RevertRequest } from '../../src/engine/committer.ts';
import { changedLines, CommitBench, deployment } from './gitCommitFixture.ts';

process.env.GIT_CONFIG_GLOBAL = '/dev/null';
process.env.GIT_CONFIG_SYSTEM = '/dev/null';

let one: CommitBench;
beforeEach(() => {
  one = new CommitBench();
  one.repo.commit('first', { 'prod/web.yaml': deployment, 'docs/read.md': 'read\n' });
});
afterEach(() => one.remove());

function back(commits: readonly string[], more: Partial<RevertRequest> = {}): RevertRequest {
  return { commits, path: 'prod', message: 'Revert it', branch: { current: true }, ...more };
}

function scaled(replicas: number): string {
  return deployment.replace('replicas: 3', `replicas: ${replicas}`);
}

/** A Git as it was before `merge-tree --write-tree` and `hook run`. */
function oldGit(): string {
  const file = path.join(one.repo.folder, '.git', 'old-git');
  writeFileSync(
    file,
    `#!/bin/sh
case "$*" in
  version) echo "git version 2.34.1"; exit 0;;
  *"merge-tree --write-tree"*|*"hook run"*) echo "fatal: unknown" >&2; exit 128;;
esac
exec git "$@"
`,
  );
  chmodSync(file, 0o755);
  return file;
}

describe.each(['new', 'old'])('a revert with a %s Git', (age) => {
  const open = () => one.open(age === 'old' ? { gitBinary: oldGit() } : {});

  it('takes one commit back, limited to the path, and says what it left', async () => {
    const bad = one.repo.commit('bad', { 'prod/web.yaml': scaled(9), 'docs/read.md': 'reed\n' });
    const later = {
      'prod/other.yaml': 'o: 1\n',
      'prod/web.yaml': scaled(9).replace('# the web', '# a web'),
    };
    one.repo.commit('later', later);
    one.repo.write('docs/read.md', 'mine\n');
    one.repo.write('untracked.yaml', 'u: 1\n');
    const before = one.state();
    const committer = await open();
    expect(await committer.previewRevert(back([bad]))).toEqual({
      parent: one.git('rev-parse', 'HEAD').trim(),
      branch: 'main',
      files: [
        {
          file: 'prod/web.yaml',
          before: later['prod/web.yaml'],
          after: deployment.replace('# the web', '# a web'),
        },
      ],
      dropped: ['docs/read.md'],
    });
    expect(one.state()).toEqual(before);
    const made = await committer.revert(back([bad]));
    expect(made).toMatchObject({ subject: 'Revert it', files: ['prod/web.yaml'] });
    expect(changedLines(one.git('show', '--format=', 'HEAD'))).toHaveLength(2);
    expect(one.read('prod/web.yaml')).toBe(deployment.replace('# the web', '# a web'));
    expect(one.state().status).toBe(before.status);
  });

  it('takes several back, newest first', async () => {
    const commits = [4, 5, 6].map((count) =>
      one.repo.commit(String(count), { 'prod/web.yaml': scaled(count) }),
    );
    await (await open()).revert(back(commits.toReversed()));
    expect(one.read('prod/web.yaml')).toBe(deployment);
    expect(one.git('status', '--porcelain')).toBe('');
    expect(one.git('rev-list', '--count', 'HEAD').trim()).toBe('5');
  });

  it('leaves the repository as it was where later commits changed the same lines', async () => {
    const bad = one.repo.commit('bad', { 'prod/web.yaml': scaled(9) });
    one.repo.commit('later', { 'prod/web.yaml': scaled(10) });
    const before = one.state();
    const failure = (await open()).revert(back([bad]));
    await expect(failure).rejects.toMatchObject({ reason: 'conflict' });
    await expect(failure).rejects.toThrow('prod/web.yaml');
    expect(one.state()).toEqual(before);
  });

  it('is not stopped by a conflict outside of its path', async () => {
    const bad = one.repo.commit('bad', { 'prod/web.yaml': scaled(9), 'docs/read.md': 'a\n' });
    one.repo.commit('later', { 'docs/read.md': 'b\n' });
    await (await open()).revert(back([bad]));
    expect(one.read('prod/web.yaml')).toBe(deployment);
    expect(one.read('docs/read.md')).toBe('b\n');
    expect(one.git('status', '--porcelain')).toBe('');
  });

  it('runs hooks and makes new branches', async () => {
    const bad = one.repo.commit('bad', { 'prod/web.yaml': scaled(9) });
    one.hook('commit-msg', 'echo "Seen: $(git diff --cached --name-only)" >> "$1"');
    const before = one.state();
    await (await open()).revert(back([bad], { branch: { name: 'undo' } }));
    expect(one.git('log', '-1', '--format=%B', 'undo')).toContain('Seen: prod/web.yaml');
    expect(one.git('show', 'undo:prod/web.yaml')).toBe(deployment);
    expect(one.state().status).toBe(before.status);
    expect(one.read('prod/web.yaml')).toBe(scaled(9));
  });
});

describe('a revert', () => {
  it('takes a merge back against its first parent', async () => {
    one.git('checkout', '-q', '-b', 'side');
    one.repo.commit('a', { 'prod/web.yaml': scaled(7) });
    one.repo.commit('b', { 'prod/added.yaml': 'a: 1\n' });
    one.git('checkout', '-q', 'main');
    one.repo.commit('c', { 'prod/own.yaml': 'o: 1\n' });
    one.git('merge', '-q', '--no-ff', '--no-edit', 'side');
    const merge = one.git('rev-parse', 'HEAD').trim();
    const made = await (await one.open()).revert(back([merge], { path: '' }));
    expect(made.files).toEqual(['prod/added.yaml', 'prod/web.yaml']);
    expect(one.read('prod/web.yaml')).toBe(deployment);
    expect(existsSync(path.join(one.repo.folder, 'prod/added.yaml'))).toBe(false);
    expect(one.read('prod/own.yaml')).toBe('o: 1\n');
    expect(one.git('status', '--porcelain')).toBe('');
  });

  it('brings removed files, modes and bytes back', async () => {
    const bytes = Buffer.from([0, 1, 0xff, 0xfe, 10]);
    one.repo.write('prod/run.sh', bytes);
    chmodSync(path.join(one.repo.folder, 'prod/run.sh'), 0o755);
    one.repo.commit('more');
    one.git('rm', '-q', '-r', 'prod');
    const bad = one.repo.commit('gone');
    await (await one.open()).revert(back([bad]));
    expect(one.git('status', '--porcelain')).toBe('');
    expect(one.git('ls-tree', '-r', 'HEAD', 'prod')).toBe(
      one.git('ls-tree', '-r', `${bad}^`, 'prod'),
    );
    expect(statSync(path.join(one.repo.folder, 'prod/run.sh')).mode & 0o100).not.toBe(0);
  });

  it('takes the root commit back', async () => {
    const root = one.git('rev-list', '--max-parents=0', 'HEAD').trim();
    one.repo.commit('second', { 'prod/b.yaml': 'b: 1\n' });
    await (await one.open()).revert(back([root]));
    expect(one.git('ls-files')).toBe('docs/read.md\nprod/b.yaml\n');
    expect(one.git('status', '--porcelain')).toBe('');
  });

  it.each([
    ['unstaged', (name: string) => one.repo.write(name, scaled(9).replace('false', 'true'))],
    [
      'staged',
      (name: string) => {
        one.repo.write(name, scaled(9).replace('false', 'true'));
        one.git('add', name);
      },
    ],
    ['untracked', () => one.repo.write('prod/gone.yaml', 'in the way\n')],
  ])('is refused over %s work in the files that it touches', async (_, work) => {
    one.repo.commit('file', { 'prod/gone.yaml': 'g: 1\n' });
    one.git('rm', '-q', 'prod/gone.yaml');
    const bad = one.repo.commit('bad', { 'prod/web.yaml': scaled(9) });
    work('prod/web.yaml');
    const before = one.state();
    const committer = await one.open();
    await expect(committer.revert(back([bad]))).rejects.toMatchObject({ reason: 'conflict' });
    await expect(committer.previewRevert(back([bad]))).rejects.toMatchObject({
      reason: 'conflict',
    });
    expect(one.state()).toEqual(before);
  });

  it('keeps the working files’ line endings', async () => {
    one.repo.commit('attributes', { '.gitattributes': '*.yaml eol=crlf\n' });
    const bad = one.repo.commit('bad', { 'prod/web.yaml': scaled(9) });
    await (await one.open()).revert(back([bad]));
    expect(one.read('prod/web.yaml')).toBe(deployment.replaceAll('\n', '\r\n'));
    expect(one.git('status', '--porcelain')).toBe('');
  });

  it('has nothing to do twice, nor outside of the path', async () => {
    const bad = one.repo.commit('bad', { 'prod/web.yaml': scaled(9) });
    const outside = one.repo.commit('docs', { 'docs/read.md': 'x\n' });
    const committer = await one.open();
    await committer.revert(back([bad]));
    await expect(committer.revert(back([bad]))).rejects.toMatchObject({ reason: 'refused' });
    await expect(committer.revert(back([outside]))).rejects.toThrow(/nothing below prod/);
  });

  it('does not take the end of a shallow clone for the beginning of history', async () => {
    one.repo.commit('second', { 'prod/web.yaml': scaled(9) });
    const shallow = one.clone('--depth=1');
    const end = shallow.git('rev-parse', 'HEAD').trim();
    const before = shallow.state();
    const failure = (await shallow.open()).revert(back([end]));
    await expect(failure).rejects.toMatchObject({ reason: 'refused' });
    await expect(failure).rejects.toThrow(/shallow/);
    expect(shallow.state()).toEqual(before);
  });
});
