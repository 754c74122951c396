import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCommitSettings } from '../../../../src/adapters/git/commitSettings.ts';
import { GitProcess } from '../../../../src/adapters/git/gitProcess.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'driftline-settings-'));
  execFileSync('git', ['init', '-q', folder]);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function configure(...args: readonly string[]): void {
  execFileSync('git', ['-C', folder, 'config', ...args]);
}

const read = () => readCommitSettings(new GitProcess(folder));

it('has nothing to say where nobody configured anything', async () => {
  expect(await read()).toMatchObject({ cleanup: '', hooks: new Set() });
});

it.each([
  ['true', true],
  ['YES', true],
  ['on', true],
  ['1', true],
  ['-2', true],
  ['0', false],
  ['off', false],
  ['no', false],
  ['', false],
])('reads commit.gpgSign=%s as Git does', async (value, signs) => {
  configure('commit.gpgSign', value);
  expect((await read()).signs).toBe(signs);
});

it('takes a name without a value for true', async () => {
  execFileSync('sh', ['-c', 'printf "[commit]\\n\\tgpgSign\\n" >> .git/config'], { cwd: folder });
  expect((await read()).signs).toBe(true);
});

it('takes the last of several values, and every hook', async () => {
  configure('--add', 'commit.cleanup', 'strip');
  configure('--add', 'commit.cleanup', 'verbatim');
  configure('--add', 'hook.lint.event', 'pre-commit');
  configure('--add', 'hook.lint.event', 'commit-msg');
  configure('hook.other.event', 'post-commit');
  configure('hook.other.command', 'true');
  const { cleanup, hooks } = await read();
  expect(cleanup).toBe('verbatim');
  expect([...hooks].sort()).toEqual(['commit-msg', 'post-commit', 'pre-commit']);
});
