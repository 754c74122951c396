import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GitRepository } from '../../src/adapters/git/gitRepository.ts';
import { openRepository } from '../../src/adapters/git/openRepository.ts';
import { configMap, GitFixture } from './gitFixture.ts';

let cacheDir = '';
let made: GitFixture;

beforeAll(() => {
  cacheDir = mkdtempSync(path.join(tmpdir(), 'driftline cache '));
});

afterEach(() => made.remove());

afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

function fixture(): GitFixture {
  made = GitFixture.create();
  return made;
}

function open(): Promise<GitRepository> {
  return openRepository(made.folder, { cacheDir });
}

describe('the blame of a file', () => {
  it('names the commit of each line, its author, time and subject', async () => {
    fixture();
    const first = made.commit('Add the map', { 'ä b.yaml': 'a: 1\nb: 2\nc: 3\n' });
    const second = made.commit('Change b "for the launch"', { 'ä b.yaml': 'a: 1\nb: 9\nc: 3\n' });
    const lines = await (await open()).blame(second, 'ä b.yaml');
    expect(lines.map(({ commit }) => commit)).toEqual([first, second, first]);
    expect(lines[1]).toMatchObject({ author: 'Zoë', subject: 'Change b "for the launch"' });
    expect(Date.parse(lines[1]?.time ?? '')).toBe(Date.parse(lines[0]?.time ?? '') + 60_000);
  });

  it('is that of the revision, whatever came after it or lies on disk', async () => {
    fixture();
    const first = made.commit('one', { 'a.yaml': 'a: 1\n' });
    made.commit('two', { 'a.yaml': 'a: 2\nb: 2\n' });
    made.write('a.yaml', 'c: 3\n');
    const repository = await open();
    expect((await repository.blame(first, 'a.yaml')).map(({ subject }) => subject)).toEqual([
      'one',
    ]);
    expect(await repository.blame(first, 'none.yaml')).toEqual([]);
  });

  it('runs no program that the repository names, and does without a list that is not there', async () => {
    fixture();
    const ran = path.join(made.folder, 'ran');
    made.git('config', 'diff.x.textconv', `touch '${ran}' && cat`);
    const sha = made.commit('one', { 'a.yaml': 'a: 1\n', '.gitattributes': '*.yaml diff=x\n' });
    const repository = await open();
    expect(await repository.blame(sha, 'a.yaml')).toHaveLength(1);
    made.git('config', 'blame.ignoreRevsFile', 'not-there');
    expect(await repository.blame(sha, 'a.yaml')).toEqual([]);
    expect(existsSync(ran)).toBe(false);
  });
});

describe('the changes of a commit', () => {
  it('are its files with both texts, against the first parent, below the path', async () => {
    fixture();
    const root = made.commit('root', { 'apps/a.yaml': configMap('a'), 'other/c.yaml': 'c: 1\n' });
    made.git('rm', '-q', 'apps/a.yaml');
    const next = made.commit('next', { 'apps/b.yaml': configMap('b'), 'other/c.yaml': 'c: 2\n' });
    const repository = await open();
    expect(await repository.changesOf(root, 'apps')).toEqual([
      { file: 'apps/a.yaml', after: configMap('a') },
    ]);
    expect(await repository.changesOf(next, 'apps')).toEqual([
      { file: 'apps/a.yaml', before: configMap('a') },
      { file: 'apps/b.yaml', after: configMap('b') },
    ]);
    const all = await repository.changesOf(next, '');
    expect(all.map(({ file }) => file)).toEqual(['apps/a.yaml', 'apps/b.yaml', 'other/c.yaml']);
  });

  it('of a merge are what it brought to its first parent', async () => {
    fixture();
    made.commit('root', { 'a.yaml': 'a: 1\n' });
    made.git('checkout', '-q', '-b', 'side');
    made.commit('side', { 'b.yaml': 'b: 1\n' });
    made.git('checkout', '-q', 'main');
    made.commit('main', { 'c.yaml': 'c: 1\n' });
    made.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    const sha = made.git('rev-parse', 'HEAD').trim();
    expect(await (await open()).changesOf(sha, '')).toEqual([{ file: 'b.yaml', after: 'b: 1\n' }]);
  });
});
