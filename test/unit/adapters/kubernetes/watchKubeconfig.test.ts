import { mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchKubeconfig } from '../../../../src/adapters/kubernetes/watchKubeconfig.ts';

const pace = { everyMs: 10, restMs: 40 };

describe('watchKubeconfig', () => {
  let folder: string;
  let heard: number;
  let watch: { dispose(): void } | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'dl-kubeconfig-'));
    heard = 0;
  });
  afterEach(async () => {
    watch?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (name: string) => path.join(folder, name);
  async function follow(...names: readonly string[]): Promise<void> {
    const env = { KUBECONFIG: names.map(at).join(path.delimiter) };
    watch = watchKubeconfig({ env, homedir: folder }, () => (heard += 1), pace);
    await wait(60);
    heard = 0;
  }
  const times = (count: number) => vi.waitFor(() => expect(heard).toBe(count), 20_000);

  it('tells once of what is written in pieces, and not of being read', async () => {
    await writeFile(at('config'), 'one');
    await follow('config');
    await readFile(at('config'));
    await wait(100);
    expect(heard).toBe(0);
    for (const text of ['', 'tw', 'two']) await writeFile(at('config'), text);
    await times(1);
    await wait(100);
    expect(heard).toBe(1);
  });

  it('tells of a file that comes, is replaced, and goes, in any place of the list', async () => {
    await writeFile(at('first'), 'one');
    await follow('first', 'second');
    await writeFile(at('second'), 'two');
    await times(1);
    await writeFile(at('draft'), 'six');
    await rename(at('draft'), at('second'));
    await times(2);
    await rm(at('first'));
    await times(3);
  });

  it('follows a link to where it leads', async () => {
    await writeFile(at('real'), 'one');
    await symlink(at('real'), at('config'));
    await follow('config');
    await writeFile(at('real'), 'another');
    await times(1);
  });

  it('is silent once it is disposed of, and leaves another watch of the file alone', async () => {
    await writeFile(at('config'), 'one');
    await follow('config');
    const other = vi.fn();
    const second = watchKubeconfig({ path: at('config'), env: {}, homedir: folder }, other, pace);
    watch?.dispose();
    await writeFile(at('config'), 'another');
    await vi.waitFor(() => expect(other).toHaveBeenCalledTimes(1), 20_000);
    second.dispose();
    expect(heard).toBe(0);
  });
});
