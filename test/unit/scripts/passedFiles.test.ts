import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PassedFiles } from '../../../scripts/passedFiles.ts';

const FILES = ['test/a.test.ts', 'test/b.test.ts'];
let root: string;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const open = () =>
  new PassedFiles(root, join(root, '.cache', 'passed.json'), /^docs\/|\.test\.ts$/);

/** Which of the files need not be run, with how many tests. */
async function left(): Promise<object> {
  const passed = open();
  return Object.fromEntries(await passed.passedWith(await passed.inputsOf(FILES)));
}

async function pass(tests: Record<string, number>): Promise<void> {
  const passed = open();
  await passed.note(await passed.inputsOf(FILES), new Map(Object.entries(tests)));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dl-passed-'));
  execFileSync('git', ['init', '-q'], { cwd: root });
  write('.gitignore', '.cache/\n');
  write('src/a.ts', '1');
  for (const file of FILES) write(file, file);
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('test files that have passed', () => {
  it('are left out until they, or what they read, change', async () => {
    expect(await left()).toEqual({});
    await pass({ 'test/a.test.ts': 3, 'test/b.test.ts': 4 });
    expect(await left()).toEqual({ 'test/a.test.ts': 3, 'test/b.test.ts': 4 });
    write('docs/x.md', 'not read');
    write('test/a.test.ts', 'changed');
    expect(await left()).toEqual({ 'test/b.test.ts': 4 });
    write('src/new.ts', 'not in Git yet');
    expect(await left()).toEqual({});
    rmSync(join(root, 'src/new.ts'));
    write('src/a.ts', '2');
    expect(await left()).toEqual({});
    write('src/a.ts', '1');
    expect(await left()).toEqual({ 'test/b.test.ts': 4 });
  });

  it('are those alone that passed', async () => {
    await pass({ 'test/b.test.ts': 4 });
    expect(await left()).toEqual({ 'test/b.test.ts': 4 });
    await pass({ 'test/a.test.ts': 1 });
    expect(await left()).toEqual({ 'test/a.test.ts': 1, 'test/b.test.ts': 4 });
  });

  it('are none where a run was killed while it wrote, or Git does not know the folder', async () => {
    await pass({ 'test/b.test.ts': 4 });
    write('.cache/passed.json', '{"test/');
    expect(await left()).toEqual({});
    rmSync(join(root, '.git'), { recursive: true });
    await pass({ 'test/b.test.ts': 4 });
    expect(await left()).toEqual({});
  });
});
