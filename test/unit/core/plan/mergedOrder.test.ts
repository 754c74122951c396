import { describe, expect, it } from 'vitest';
import { mergedOrder } from '../../../../src/core/plan/mergedOrder.ts';

const cases: readonly (readonly [live: string, applied: string, expected: string])[] = [
  ['', '', ''],
  ['abc', 'abc', 'abc'],
  ['abc', '', 'abc'],
  ['', 'abc', 'abc'],
  ['abc', 'cba', 'cba'],
  ['axb', 'ab', 'axb'],
  ['ab', 'axb', 'axb'],
  ['ab', 'xab', 'xab'],
  ['ab', 'abx', 'abx'],
  ['abcde', 'ca', 'bcdea'],
  ['xab', 'ba', 'xba'],
];

describe('the order of items after a server-side apply', () => {
  it.each(cases)('%s with %s applied is %s', (live, applied, expected) => {
    expect(mergedOrder([...live], [...applied]).join('')).toBe(expected);
  });

  it('is the same when the same is applied again', () => {
    for (const [live, applied] of cases) {
      const once = mergedOrder([...live], [...applied]);
      expect(mergedOrder(once, [...applied])).toEqual(once);
    }
  });
});
