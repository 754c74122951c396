import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StateFile } from '../../../../src/adapters/host/stateFile.ts';

const consent = {
  repository: '/shop',
  target: 'default',
  clusterUid: 'u',
  policy: 'p',
  time: '2026-11-25T10:00:00Z',
};

describe('StateFile', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dl-state-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('tells of decisions that are made elsewhere, until it is not asked to any more', async () => {
    const heard = vi.fn();
    const watch = new StateFile(folder).watch(heard);
    const other = new StateFile(folder);
    await other.addConsent(consent);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1), 20_000);
    await other.removeConsents(consent);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2), 20_000);
    watch.dispose();
    await other.addConsent(consent);
    await new Promise((wake) => setTimeout(wake, 1500));
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['not JSON', '{'],
    ['a list', '[]'],
    ['of a version without lists', '{"consents":{"/shop":true}}'],
    ['with an entry of nothing', '{"consents":[null]}'],
    ['with half a consent', '{"consents":[{"repository":"/shop","target":"default"}]}'],
    ['with a pause that ends at a number', '{"pauses":[{"repository":"/","target":"","until":7}]}'],
    [
      'with a capture of one path',
      '{"captured":[{"repository":"/","target":"","key":"","branch":"","commit":"","file":"","paths":"a"}]}',
    ],
  ])('reads nothing from a file that is %s, and leaves it as it is', async (_, text) => {
    const file = join(folder, 'decisions.json');
    await writeFile(file, text);
    const state = new StateFile(folder);
    const reads = [() => state.consents(), () => state.pauses(), () => state.captured()];
    for (const read of reads) {
      await expect(read()).rejects.toThrow(
        /decisions\.json cannot be read .*mend it, or remove it/,
      );
    }
    await expect(state.addConsent(consent)).rejects.toThrow('cannot be read');
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('keeps what only a later version knows', async () => {
    const file = join(folder, 'decisions.json');
    await writeFile(file, JSON.stringify({ windows: [7], consents: [consent] }));
    const state = new StateFile(folder);
    await state.setPause({ repository: '/shop', target: 'default', until: consent.time });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      windows: [7],
      consents: [consent],
      pauses: [{ until: consent.time }],
    });
  });
});
