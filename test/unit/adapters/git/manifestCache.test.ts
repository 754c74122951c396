import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManifestCache } from '../../../../src/adapters/git/manifestCache.ts';

describe('ManifestCache', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dlcache-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps what is set while it writes, and writes it the next time', async () => {
    const cache = new ManifestCache(folder, 'repository');
    await cache.load();
    cache.set('first', '1');
    const saving = cache.save();
    // The content is fixed by then, the file not yet in place.
    for (let turn = 0; turn < 3; turn++) {
      await nextTurn();
      cache.set(`later${turn}`, '2');
    }
    await saving;
    const later = [0, 1, 2].map((turn) => cache.get(`later${turn}`));
    expect([cache.get('first'), ...later]).toEqual(['1', '2', '2', '2']);
    await cache.save();
    const other = new ManifestCache(folder, 'repository');
    await other.load();
    expect(['first', 'later0', 'later1', 'later2'].map((key) => other.get(key))).toEqual([
      '1',
      '2',
      '2',
      '2',
    ]);
  });

  it('writes nothing that may hold a secret value, and still knows it', async () => {
    const cache = new ManifestCache(folder, 'repository');
    await cache.load();
    const secret = '{"kind":"Secret","stringData":{"password":"canary"}}';
    cache.set('secret', secret);
    cache.set('map', '{"kind":"ConfigMap"}');
    await cache.save();
    await cache.save();
    expect(cache.get('secret')).toBe(secret);
    const other = new ManifestCache(folder, 'repository');
    await other.load();
    expect([other.get('secret'), other.get('map')]).toEqual([undefined, '{"kind":"ConfigMap"}']);
  });
});
