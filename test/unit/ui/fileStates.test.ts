import { describe, expect, it } from 'vitest';
import type { ObjectStatus, Status } from '../../../src/core/model/objectStatus.ts';
import { statusKey } from '../../../src/engine/statusStore.ts';
import { FileStates } from '../../../src/ui/fileStates.ts';
import { sampleFinding, sampleObject, sampleState, storeOf } from './sampleStore.ts';

function states(...objects: ObjectStatus[]) {
  const store = storeOf(objects);
  const files = new FileStates(store);
  const touched: string[][] = [];
  store.onDidChange((change) => touched.push([...files.update(change)].sort()));
  const publish = (...set: ObjectStatus[]) =>
    store.publish({ set: set.map((object) => [statusKey(object), object]) });
  return { store, files, touched, publish };
}

describe('FileStates', () => {
  it('gives a file its worst document, and folders the worst below', () => {
    const { files } = states(
      sampleObject('apps/web/a.yaml', 'inSync', { name: 'one' }),
      sampleObject('apps/web/a.yaml', 'behind', { name: 'two' }),
      sampleObject('apps/b.yaml', 'drifted', { name: 'three' }),
      sampleObject('c.yaml', 'inSync', { name: 'four' }),
    );
    expect(files.file('apps/web/a.yaml')?.status).toBe('behind');
    expect(files.file('c.yaml')?.status).toBe('inSync');
    expect(files.file('d.yaml')).toBeUndefined();
    expect(files.folder('apps/web')?.status).toBe('behind');
    expect(files.folder('apps')?.status).toBe('drifted');
    expect(files.folder('')?.status).toBe('drifted');
    expect(files.folder('none')).toBeUndefined();
  });

  it('shows nothing on a folder where all is in sync', () => {
    const { files } = states(sampleObject('apps/a.yaml', 'inSync'));
    expect(files.folder('apps')).toBeUndefined();
  });

  it('ranks all statuses, unknown worst', () => {
    const order: readonly Status[] = [
      'unknown',
      'invalid',
      'missing',
      'drifted',
      'extra',
      'behind',
      'inSync',
    ];
    for (let i = 0; i + 1 < order.length; i++) {
      const [worst, better] = [order[i], order[i + 1]];
      if (!worst || !better) throw new Error('no pair');
      const { files } = states(
        sampleObject('a/x.yaml', better, { name: 'x' }),
        sampleObject('a/x.yaml', worst, { name: 'y' }),
      );
      expect(files.file('a/x.yaml')?.status).toBe(worst);
      expect(files.folder('a')?.status).toBe(worst);
    }
  });

  it('follows changes, and names the file and its ancestors only', () => {
    const one = sampleObject('apps/web/a.yaml', 'inSync');
    const { files, touched, publish } = states(
      one,
      sampleObject('other/b.yaml', 'inSync', { name: 'b' }),
    );
    publish({ ...one, status: 'drifted', findings: [sampleFinding('spec.replicas')] });
    expect(touched).toEqual([['', 'apps', 'apps/web', 'apps/web/a.yaml']]);
    expect(files.folder('apps')?.status).toBe('drifted');
    publish(one);
    expect(files.folder('apps')).toBeUndefined();
    expect(files.folder('')).toBeUndefined();
    expect(files.file('apps/web/a.yaml')?.status).toBe('inSync');
  });

  it('forgets objects that are gone, and follows one that moved to another file', () => {
    const one = sampleObject('a/x.yaml', 'drifted');
    const { store, files, publish } = states(one);
    publish(sampleObject('b/x.yaml', 'drifted'));
    expect(files.file('a/x.yaml')).toBeUndefined();
    expect(files.folder('a')).toBeUndefined();
    expect(files.folder('b')?.status).toBe('drifted');
    store.publish({ remove: [statusKey(one)] });
    expect(files.file('b/x.yaml')).toBeUndefined();
    expect(files.folder('b')).toBeUndefined();
    expect(files.folder('')).toBeUndefined();
  });

  it('marks a file that holds an error, also without any object', () => {
    const { store, files, touched } = states(sampleObject('a/x.yaml', 'inSync'));
    const error = { severity: 'error', message: 'Tabs can’t indent', line: 3 } as const;
    store.publish({
      state: sampleState({
        problems: [
          { ...error, file: 'a/broken.yaml' },
          { ...error, file: 'a/k.yaml', severity: 'notice' },
        ],
      }),
    });
    expect(files.file('a/broken.yaml')).toMatchObject({
      status: 'invalid',
      lines: ['Tabs can’t indent'],
    });
    expect(files.file('a/k.yaml')).toBeUndefined();
    expect(files.folder('a')?.status).toBe('invalid');
    expect(touched.at(-1)).toEqual(['', 'a', 'a/broken.yaml']);
    store.publish({ state: sampleState() });
    expect(files.file('a/broken.yaml')).toBeUndefined();
    expect(files.folder('a')).toBeUndefined();
  });

  it('does not carry up a kind that may not be read', () => {
    const { files } = states(
      sampleObject('a/x.yaml', 'unknown', { reason: 'forbidden' }),
      sampleObject('a/y.yaml', 'inSync', { name: 'y' }),
    );
    expect(files.file('a/x.yaml')?.status).toBe('unknown');
    expect(files.folder('a')).toBeUndefined();
  });

  it('says what it is about, worst first, and no more than fits', () => {
    const many = Array.from({ length: 9 }, (_, i) =>
      sampleObject('a.yaml', i === 8 ? 'missing' : 'drifted', {
        name: `n${i}`,
        findings: [sampleFinding('spec.replicas'), sampleFinding('spec.paused')],
      }),
    );
    const lines = states(...many).files.file('a.yaml')?.lines ?? [];
    expect(lines[0]).toBe('Deployment n8 is missing in the cluster');
    expect(lines[1]).toBe('Deployment n0 drifted in 2 fields');
    expect(lines).toHaveLength(6);
    expect(lines[5]).toBe('and 4 more');
  });
});
