import { describe, expect, it } from 'vitest';
import { isPlace, placesByFolder } from '../../../src/ui/place.ts';

const key = 'apps/Deployment/task/agent';

describe('placesByFolder', () => {
  it('keeps one object of two folders apart', () => {
    const [a, b] = [
      { folder: 'file:///a', key },
      { folder: 'file:///b', key },
    ] as const;
    const service = { folder: 'file:///a', key: '/Service/task/agent' };
    expect(placesByFolder([a, b, service])).toEqual([[a, service], [b]]);
  });
});

describe('isPlace', () => {
  it.each([
    [{ folder: 'f' }, true],
    [{ folder: 'f', key, paths: ['spec.replicas'] }, true],
    [{ key }, false],
    [{ folder: 'f', paths: 'spec.replicas' }, false],
    [{ folder: 'f', key: 5 }, false],
    [null, false],
  ])('of %j is %j', (value, is) => {
    expect(isPlace(value)).toBe(is);
  });
});
