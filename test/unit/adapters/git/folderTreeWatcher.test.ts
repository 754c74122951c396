import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FolderTreeWatcher } from '../../../../src/adapters/git/folderTreeWatcher.ts';

let root: string;
let heard: (string | null)[];
let watcher: FolderTreeWatcher;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dl-refs-'));
  await mkdir(join(root, 'remotes', 'origin'), { recursive: true });
  heard = [];
  watcher = new FolderTreeWatcher(root, (name) => heard.push(name));
});

afterEach(async () => {
  watcher.close();
  await rm(root, { recursive: true, force: true });
});

/** As Git does it: under a lock, whose name becomes the ref's. */
async function move(ref: string, to: string): Promise<void> {
  const file = join(root, ...ref.split('/'));
  await writeFile(`${file}.lock`, to);
  await rename(`${file}.lock`, file);
}

const hears = async (name: string): Promise<void> => {
  await vi.waitFor(() => expect(heard).toContain(name), 20_000);
  // What belongs to the same write comes with it.
  await new Promise((wake) => setTimeout(wake, 50));
  heard = [];
};

it('hears of a ref each time that it moves', async () => {
  for (const to of ['1', '2', '3']) {
    await move('remotes/origin/main', to);
    await hears('main');
  }
});

it('hears of refs in folders that come later, and come again', async () => {
  for (const to of ['1', '2']) {
    await mkdir(join(root, 'heads', 'fix'), { recursive: true });
    await hears('heads');
    await move('heads/fix/replicas', to);
    await hears('replicas');
    await rm(join(root, 'heads'), { recursive: true });
    await hears('heads');
  }
});

it('goes on beside a folder that went', async () => {
  await mkdir(join(root, 'tags'));
  await hears('tags');
  await rm(join(root, 'tags'), { recursive: true });
  await hears('tags');
  await move('remotes/origin/main', '1');
  await hears('main');
});

it('hears nothing once it is closed', async () => {
  watcher.close();
  await move('remotes/origin/main', '1');
  await new Promise((wake) => setTimeout(wake, 200));
  expect(heard).toEqual([]);
});

it('throws where there is nothing to watch', () => {
  expect(() => new FolderTreeWatcher(join(root, 'none'), () => undefined)).toThrow('ENOENT');
});
