import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from '../../../scripts/withLock.mjs';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dl-lock-'));
  file = join(folder, 'locks', 'one');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('lets one in at a time, and tells who waits for whom', async () => {
  const inside: string[] = [];
  const holders: number[] = [];
  const visit = (name: string) =>
    withLock(
      file,
      async () => {
        inside.push(`${name} in`);
        await new Promise((fulfil) => setTimeout(fulfil, 50));
        inside.push(`${name} out`);
      },
      (holder) => holders.push(holder),
    );
  await Promise.all([visit('a'), visit('b')]);
  expect(inside.map((entry) => entry.split(' ')[1])).toEqual(['in', 'out', 'in', 'out']);
  expect(holders).toEqual([process.pid]);
  expect(existsSync(file)).toBe(false);
});

it('is given up when the action fails', async () => {
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(file, () => Promise.resolve('next'))).toBe('next');
});

it('is taken over from a process that died', async () => {
  await withLock(file, () => Promise.resolve());
  const { pid } = spawnSync('true');
  await writeFile(file, String(pid));
  expect(await withLock(file, () => Promise.resolve('taken'))).toBe('taken');
});

it('is taken over when nobody has kept it fresh, whatever process has the number now', async () => {
  await withLock(file, () => Promise.resolve());
  await writeFile(file, String(process.pid));
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(file, longAgo, longAgo);
  expect(await withLock(file, () => Promise.resolve('taken'))).toBe('taken');
});

it('counts right with many processes, some of them killed while they hold it', async () => {
  const counter = join(folder, 'counter');
  await writeFile(counter, '0');
  const module = join(import.meta.dirname, '..', '..', '..', 'scripts', 'withLock.mjs');
  const program = `
    import { readFile, writeFile } from 'node:fs/promises';
    import { withLock } from ${JSON.stringify(module)};
    const [file, counter, dies] = process.argv.slice(1);
    await withLock(file, async () => {
      if (dies === 'dies') process.kill(process.pid, 'SIGKILL');
      const count = Number(await readFile(counter, 'utf8'));
      await new Promise((fulfil) => setTimeout(fulfil, 20));
      await writeFile(counter, String(count + 1));
    });`;
  const run = (fate: string) =>
    new Promise((fulfil) => {
      const args = ['--input-type=module', '-e', program, file, counter, fate];
      spawn(process.execPath, args, { stdio: 'inherit' }).on('close', fulfil);
    });
  await Promise.all([...Array(9).keys()].map((index) => run(index % 3 === 0 ? 'dies' : 'lives')));
  expect(await readFile(counter, 'utf8')).toBe('6');
});
