import { expect, it, vi } from 'vitest';
import { CapturedMarks } from '../../../src/engine/capturedMarks.ts';
import type { DesiredState } from '../../../src/engine/desiredState.ts';
import type { Log } from '../../../src/engine/environment.ts';
import type { Repository } from '../../../src/engine/repository.ts';
import { sampleObject } from '../ui/sampleStore.ts';

it('marks nothing where the records cannot be read, and complains once', async () => {
  const warn = vi.fn();
  const marks = new CapturedMarks({
    repository: { root: '/shop' } as Repository,
    records: {
      captured: () => Promise.reject(new Error('decisions.json cannot be read')),
      removeCaptured: () => Promise.reject(new Error('nothing is to be removed')),
    },
    keyOf: () => 'key',
    log: { warn } as unknown as Log,
  });
  const desired = { revision: { sha: 'a' }, target: { name: 'default' }, documents: new Map() };
  await marks.read(desired as unknown as DesiredState);
  await marks.read(desired as unknown as DesiredState);
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    'No capture is marked: decisions.json cannot be read',
  );
  const drifted = sampleObject('web.yaml', 'drifted');
  expect(marks.mark('key', drifted, () => [])).toBe(drifted);
});
