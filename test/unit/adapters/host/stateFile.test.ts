import { mkdtemp, rm } from 'node:fs/promises';
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
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1), 5000);
    await other.removeConsents(consent);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2), 5000);
    watch.dispose();
    await other.addConsent(consent);
    await new Promise((wake) => setTimeout(wake, 1500));
    expect(heard).toHaveBeenCalledTimes(2);
  });
});
