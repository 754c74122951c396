import { describe, expect, it } from 'vitest';
import { isSameValue } from '../../../../src/core/diff/sameValue.ts';
import { valueAt } from '../../../../src/core/diff/valueAt.ts';
import { parsePath } from '../../../../src/core/model/parsePath.ts';
import { ownValue } from '../../../../src/core/model/ownValue.ts';

describe.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])('a key %s', (key) => {
  const own = JSON.parse(`{"data": {"${key}": "x"}}`) as { data: Record<string, string> };
  const path = parsePath(`data.${key}`) ?? [];

  it('is there only where somebody wrote it', () => {
    expect(ownValue(own.data, key)).toBe('x');
    expect(ownValue({}, key)).toBeUndefined();
    expect(valueAt(own, path, undefined)).toBe('x');
    expect(valueAt({ data: {} }, path, undefined)).toBeUndefined();
  });

  it('makes a difference', () => {
    expect(isSameValue(own.data, {}, undefined)).toBe(false);
    expect(isSameValue(own.data, { ...own.data }, undefined)).toBe(true);
  });
});
